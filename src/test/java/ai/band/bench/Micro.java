package ai.band.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Runs the small measurements, the classes named {@code *Benchmark}, with JMH. What JMH generates
 * for them is made here and not by the build, so that no build waits for it.
 *
 * <p>Arguments: those of JMH, first of all a pattern of names. Allocation is told too.
 */
public final class Micro {
  private static final Path SOURCES = Path.of("src", "test", "java");

  private Micro() {}

  public static void main(String[] args) throws Exception {
    List<String> words = new ArrayList<>(List.of(args));
    if (!words.contains("-prof")) {
      words.addAll(List.of("-prof", "gc"));
    }
    Path classes = Path.of("target", "jmh");
    compile(classes);
    System.exit(jmh(classes, words).inheritIO().start().waitFor());
  }

  /** The sources that hold measurements. */
  static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith("Benchmark.java")).toList();
    }
  }

  /** Compiles the measurements once more, with JMH's processor, into this folder. */
  static void compile(Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException("This Java has no compiler. Use a JDK.");
    }
    Files.createDirectories(classes);
    List<String> options =
        List.of(
            "-d",
            classes.toString(),
            "-cp",
            classPath(),
            "-processor",
            "org.openjdk.jmh.generators.BenchmarkProcessor",
            "-nowarn",
            "-Xlint:none");
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var units = files.getJavaFileObjectsFromPaths(sources());
      if (!compiler.getTask(null, files, null, options, null, units).call()) {
        throw new IllegalStateException("the measurements do not compile; see above");
      }
    }
  }

  /** JMH, in a process of its own. */
  static ProcessBuilder jmh(Path classes, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classes + File.pathSeparator + classPath()));
    command.add("org.openjdk.jmh.Main");
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }
}
