package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import ai.band.local.LocalBand;
import ai.band.local.world.RegisteredAgent;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One program with agents of one file, told by SIGHUP that the file has changed. */
class ReloadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir Path folder;

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String section(String key, LocalBand band, RegisteredAgent agent, String more) {
    String command =
        FakeAppServer.command().stream()
            .map(w -> w.equals(System.getProperty("java.class.path")) ? classPath() : w)
            .map(w -> "'" + w + "'")
            .collect(Collectors.joining(", "));
    return """
    %s:
      agent_id: %s
      api_key: %s
      rest_url: %s
      ws_url: %s
      codex_command: [%s]
      codex_env: {%s: '%s'}
    %s
    """
        .formatted(
            key,
            agent.id(),
            agent.apiKey(),
            band.restUrl(),
            band.socketUrl(),
            command,
            FakeAppServer.SCRIPT,
            FakeScript.create().toJson().replace("'", "''"),
            more);
  }

  private void config(String... parts) throws Exception {
    Files.writeString(folder.resolve("agent_config.yaml"), String.join("", parts));
  }

  private String errors() throws Exception {
    return Files.readString(folder.resolve("err"));
  }

  private void hangUp(Process process) throws Exception {
    new ProcessBuilder("kill", "-HUP", "" + process.pid()).start().waitFor();
  }

  /** Under nohup the signal is ignored here, in our children, and in every JVM. */
  private static boolean ignoresHangUp() throws Exception {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
  }

  @Test
  void agents_come_and_go_prompts_and_levels_change_and_a_broken_file_changes_nothing()
      throws Exception {
    assumeThat(ignoresHangUp()).as("SIGHUP is ignored, as under nohup").isFalse();
    try (LocalBand band = LocalBand.start()) {
      var directory = band.world().directory();
      var alice = directory.addPerson("alice", "Alice");
      var stays = directory.addAgent(alice, "Stays", "helps");
      var goes = directory.addAgent(alice, "Goes", "helps");
      var comes = directory.addAgent(alice, "Comes", "helps");
      String staying = section("stays", band, stays, "");
      config(
          staying,
          section("goes", band, goes, ""),
          section("wrong", band, comes, "").replace(comes.apiKey(), "thnv_a_wrong-key"));
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  classPath(),
                  Main.class.getName(),
                  "run",
                  "--all")
              .directory(folder.toFile())
              .redirectOutput(folder.resolve("out").toFile())
              .redirectError(folder.resolve("err").toFile())
              .start();
      try {
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    !process.isAlive()
                        || (band.sockets().connected(stays)
                            && band.sockets().connected(goes)
                            && errors().contains("agent wrong: ")));
        assertThat(process.isAlive()).as(errors()).isTrue();

        config("stays: [broken\n");
        hangUp(process);
        await().atMost(PATIENCE).until(() -> errors().contains("everything goes on as before"));
        assertThat(band.sockets().connected(goes)).isTrue();

        config(
            "defaults: {log_level: debug, health_max_backlog: 7}\n",
            section("stays", band, stays, "  custom_section: Be brief."),
            section("comes", band, comes, ""));
        hangUp(process);
        await()
            .atMost(PATIENCE)
            .until(() -> band.sockets().connected(comes) && !band.sockets().connected(goes));
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(errors())
                        .contains(
                            "goes removed",
                            "comes added",
                            "stays has a new prompt",
                            "DEBUG",
                            "health options",
                            "agent stays runs after"));
        assertThat(errors()).doesNotContain(stays.apiKey()).doesNotContain("thnv_a_wrong-key");
        assertThat(errors().lines().filter(l -> l.contains("agent stays runs after"))).hasSize(1);

        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(errors()).isZero();
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
