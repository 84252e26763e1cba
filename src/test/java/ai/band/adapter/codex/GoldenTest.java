package ai.band.adapter.codex;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a room holds after everything that the real Codex was recorded doing, through the client,
 * the adapter and a local Band. An empty file: the recording has no turn in a room. To write the
 * files anew, after a change that is meant: {@code -Dgolden.write=true}; then read what has
 * changed.
 */
class GoldenTest {
  private static final Path CAPTURES = Path.of("src/test/resources/captures/codex-0.169");
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  static List<Path> captures() throws IOException {
    try (Stream<Path> files = Files.list(CAPTURES)) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  @Test
  void there_is_one_for_each_recording() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              captures().stream().map(GoldenTest::goldenName).toList());
    }
  }

  private static String goldenName(Path capture) {
    return capture.getFileName().toString().replace(".jsonl", ".txt");
  }

  @ParameterizedTest
  @MethodSource("captures")
  void is_told_as_agreed(Path capture) throws Exception {
    Path golden = GOLDEN.resolve(goldenName(capture));

    String told = RecordedScene.play(capture);

    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, told);
    }
    assertThat(told).isEqualTo(Files.readString(golden));
  }
}
