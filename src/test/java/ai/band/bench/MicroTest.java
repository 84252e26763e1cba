package ai.band.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MicroTest {
  @TempDir Path folder;

  @Test
  void every_small_measurement_runs() throws Exception {
    Path classes = folder.resolve("classes");
    Path results = folder.resolve("results.csv");
    Path log = folder.resolve("log");
    Micro.compile(classes);

    // In one process, each measured method called once.
    List<String> once = List.of("-f", "0", "-bm", "ss", "-wi", "0", "-i", "1", "-foe", "true");
    List<String> words = new java.util.ArrayList<>(once);
    words.addAll(List.of("-rf", "csv", "-rff", results.toString()));
    ProcessBuilder jmh = Micro.jmh(classes, words);
    jmh.command().add(1, "-Djava.io.tmpdir=" + folder); // JMH has a lock there, one for all users
    int exit = jmh.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();

    assertThat(exit).as(() -> read(log)).isZero();
    long methods = 0;
    for (Path source : Micro.sources()) {
      methods += Files.readAllLines(source).stream().filter("  @Benchmark"::equals).count();
    }
    assertThat(methods).isPositive();
    assertThat(Files.readAllLines(results)).as(() -> read(log)).hasSize((int) methods + 1);
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }
}
