package ai.band.bench;

import ai.band.local.QuickCodex;
import ai.band.local.world.Entry;
import ai.band.local.world.Room;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One turn whose reasoning comes in very many deltas, as fast as the program takes them, while it
 * is streamed into the room. Codex, the program and Band are three processes.
 */
final class DeltaFlood {
  private static final Pattern TIMES = Pattern.compile("started=(\\d+) completed=(\\d+) ");
  private static final Pattern COLLECTION = Pattern.compile(" (\\d+)M->\\d+M\\(");

  private DeltaFlood() {}

  /**
   * What was seen.
   *
   * @param reading from the first delta written to the last one taken
   * @param answered from the message to the answer in the room
   * @param wall from the message to the last piece in the room
   * @param pieces posts that carried streamed text
   * @param cpu of the program, until the last piece
   * @param peakHeapMegabytes the most heap in use before a collection, 0 when there was none
   * @param streamWhole whether the pieces together are the streamed text
   * @param answerWhole whether the answer is the one that Codex gave
   */
  record Result(
      Duration reading,
      Duration answered,
      Duration wall,
      int pieces,
      Duration cpu,
      long peakHeapMegabytes,
      boolean streamWhole,
      boolean answerWhole) {}

  static void report(int deltas) throws Exception {
    try (var talk = new Talk(1)) {
      Path folder = Files.createTempDirectory("deltas");
      Path collections = folder.resolve("gc.log");
      String given = System.getenv().getOrDefault("BAND_CODEX_JAVA_OPTS", "");
      var prepared =
          OwnProgram.with(talk.section("  stream_reasoning_events: true\n"))
              .in(folder)
              .variable("BAND_CODEX_JAVA_OPTS", given + " -Xlog:gc:file=" + collections);
      Result result = run(talk, prepared, collections, deltas);
      System.out.printf(
          Locale.ROOT,
          "%d deltas: taken in %.2f s, %.0f a second; answer after %.2f s; last of %d posts of"
              + " streamed text after %.2f s; %.2f s of CPU; peak heap %d MB; streamed text"
              + " byte-identical: %s; answer byte-identical: %s%n",
          deltas,
          result.reading().toNanos() / 1e9,
          deltas * 1e9 / Math.max(1, result.reading().toNanos()),
          result.answered().toNanos() / 1e9,
          result.pieces(),
          result.wall().toNanos() / 1e9,
          result.cpu().toNanos() / 1e9,
          result.peakHeapMegabytes(),
          result.streamWhole() ? "yes" : "no",
          result.answerWhole() ? "yes" : "no");
    }
  }

  static Result run(Talk talk, OwnProgram.Start prepared, Path collections, int deltas)
      throws IOException, InterruptedException {
    String expected = streamed(deltas);
    String words = "deltas=" + deltas + " The answer 漢字 😀: " + "word ".repeat(2_000) + "end";
    try (var program = talk.start(prepared)) {
      Room room = talk.room(0);
      talk.ask(room, "warm up deltas=20");
      program.await("first text", () -> !pieces(room, 0).isEmpty());
      int before = room.timeline().size();
      Duration cpu = program.figures().cpu();
      long begun = System.nanoTime();
      Entry asked = talk.post(room, words);
      String answer = talk.answer(room, asked).content();
      Duration answered = Duration.ofNanos(System.nanoTime() - begun);
      program.await("end of the text", () -> length(pieces(room, before)) >= expected.length());
      Duration wall = Duration.ofNanos(System.nanoTime() - begun);
      List<Entry> pieces = pieces(room, before);
      Matcher times = TIMES.matcher(answer);
      if (!times.find()) {
        throw new IllegalStateException("not an answer: " + answer);
      }
      long micros = Long.parseLong(times.group(2)) - Long.parseLong(times.group(1));
      return new Result(
          Duration.ofNanos(micros * 1_000),
          answered,
          wall,
          pieces.size(),
          program.figures().cpu().minus(cpu),
          peak(collections),
          text(pieces).strip().equals(expected),
          answer.substring(times.end()).endsWith(words));
    }
  }

  private static String streamed(int deltas) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= deltas; i++) {
      text.append(QuickCodex.delta(i));
    }
    return text.toString().strip();
  }

  private static List<Entry> pieces(Room room, int from) {
    List<Entry> timeline = room.timeline();
    return timeline.subList(from, timeline.size()).stream()
        .filter(entry -> entry.metadata() != null && entry.metadata().has("streaming"))
        .toList();
  }

  private static int length(List<Entry> pieces) {
    return pieces.stream().mapToInt(piece -> piece.content().length()).sum();
  }

  private static String text(List<Entry> pieces) {
    StringBuilder text = new StringBuilder();
    pieces.forEach(piece -> text.append(piece.content()));
    return text.toString();
  }

  private static long peak(Path collections) throws IOException {
    Matcher each = COLLECTION.matcher(Files.readString(collections));
    return each.results().mapToLong(found -> Long.parseLong(found.group(1))).max().orElse(0);
  }
}
