package ai.band.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Repeats a measurement, each time in a new process, and prints its lines once, with the median of
 * each number and its range: {@code 0.97 (0.87 to 1.04)}. Numbers that never differ stay as they
 * are.
 *
 * <p>Arguments: runs, name of the measurement, its arguments.
 */
public final class Runs {
  /** Not those that are part of a word, such as p50. */
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.,-])-?\\d+(?:\\.\\d+)?(?!\\w)");

  /** What the measured parts log into the same stream. */
  private static final Pattern LOG_LINE = Pattern.compile("\\d\\d:\\d\\d:\\d\\d.*");

  private static final String GAP = "\u0001"; // in no line

  private Runs() {}

  public static void main(String[] args) throws Exception {
    int runs = Integer.parseInt(args[0]);
    List<String> measurement = List.of(args).subList(1, args.length);
    List<List<String>> outputs = new ArrayList<>();
    for (int i = 1; i <= runs; i++) {
      System.err.printf("%s, run %d of %d%n", String.join(" ", measurement), i, runs);
      outputs.add(run(measurement));
    }
    summary(outputs).forEach(System.out::println);
  }

  /** The lines that the runs have printed, each kind of line once. */
  static List<String> summary(List<List<String>> outputs) {
    Map<String, List<List<String>>> kinds = new LinkedHashMap<>();
    for (List<String> output : outputs) {
      Map<String, Integer> seen = new LinkedHashMap<>();
      for (String line : output) {
        // The second of two alike is a kind of its own.
        String shape = NUMBER.matcher(line).replaceAll(GAP);
        int number = seen.merge(shape, 1, Integer::sum);
        kinds.computeIfAbsent(shape + "\0" + number, key -> new ArrayList<>()).add(numbers(line));
      }
    }
    List<String> lines = new ArrayList<>();
    kinds.forEach((kind, values) -> lines.add(filled(kind, values, outputs.size())));
    return lines;
  }

  private static List<String> numbers(String line) {
    return NUMBER.matcher(line).results().map(found -> found.group()).toList();
  }

  private static String filled(String kind, List<List<String>> values, int runs) {
    String[] texts = kind.substring(0, kind.indexOf('\0')).split(GAP, -1);
    StringBuilder line = new StringBuilder(texts[0]);
    for (int i = 1; i < texts.length; i++) {
      int column = i - 1;
      line.append(middle(values.stream().map(row -> row.get(column)).toList())).append(texts[i]);
    }
    return values.size() == runs ? line.toString() : line + " [" + values.size() + " of the runs]";
  }

  private static String middle(List<String> values) {
    List<String> sorted =
        values.stream().sorted((a, b) -> new BigDecimal(a).compareTo(new BigDecimal(b))).toList();
    String low = sorted.getFirst();
    String high = sorted.getLast();
    String median = sorted.get((sorted.size() - 1) / 2);
    return low.equals(high) ? low : median + " (" + low + " to " + high + ")";
  }

  private static List<String> run(List<String> measurement)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Runs.class.getPackageName() + "." + measurement.getFirst());
    command.addAll(measurement.subList(1, measurement.size()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> lines;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      lines = out.lines().filter(line -> !LOG_LINE.matcher(line).matches()).toList();
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          "the measurement failed:\n" + lines.stream().collect(Collectors.joining("\n")));
    }
    return lines;
  }
}
