package ai.band.tools.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class CommandFamilyTest {
  @TempDir Path folder;

  @Test
  void what_a_command_wrote_is_there_after_what_it_left_behind_was_ended() throws Exception {
    CommandFamily family =
        CommandFamily.start(
            List.of("/bin/sh", "-c", "sleep 300 >/dev/null 2>&1 & echo written"),
            Map.of("PATH", "/usr/bin:/bin"),
            folder);
    assertThat(family.process().waitFor(60, TimeUnit.SECONDS)).isTrue();

    family.kill();

    try (var reader = family.process().inputReader()) {
      assertThat(reader.readLine()).isEqualTo("written");
    }
  }

  @Test
  void a_command_at_work_is_ended() throws Exception {
    CommandFamily family =
        CommandFamily.start(
            List.of("/bin/sh", "-c", "sleep 300"), Map.of("PATH", "/usr/bin:/bin"), folder);

    family.kill();

    await().until(() -> !family.process().isAlive());
  }
}
