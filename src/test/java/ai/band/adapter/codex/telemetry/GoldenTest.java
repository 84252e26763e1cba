package ai.band.adapter.codex.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a room is told of everything that the real Codex was recorded doing. To write the files
 * anew, after a change that is meant: {@code -Dgolden.write=true}; then read what has changed.
 */
class GoldenTest {
  private static final Path CAPTURES = Path.of("src/test/resources/captures/codex-0.169");
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  static List<Path> captures() throws IOException {
    try (Stream<Path> files = Files.list(CAPTURES)) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("captures")
  void is_told_as_agreed(Path capture) throws IOException {
    Path golden = GOLDEN.resolve(capture.getFileName().toString().replace(".jsonl", ".txt"));

    String told = CaptureReplay.play(capture);

    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, told);
    }
    assertThat(told).isEqualTo(Files.readString(golden));
  }
}
