package ai.band.bench;

import ai.band.local.world.Delivery;
import ai.band.local.world.Entry;
import ai.band.local.world.Room;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a turn costs besides the model: from the push to {@code turn/start}, from {@code
 * turn/completed} to the reply, and how many turns a second go through one room and through many.
 *
 * <p>Arguments: turns (default 2000), rooms of the throughput run (default 20).
 */
public final class TurnOverhead {
  private static final Pattern TIMES = Pattern.compile("started=(\\d+) completed=(\\d+)");

  private TurnOverhead() {}

  public static void main(String[] args) throws Exception {
    int turns = args.length > 0 ? Integer.parseInt(args[0]) : 2_000;
    int rooms = args.length > 1 ? Integer.parseInt(args[1]) : 20;
    try (var talk = new Talk(rooms);
        var program = talk.start()) {
      for (int i = 0; i < turns; i++) {
        talk.ask(talk.room(i), "warm up " + i);
      }
      oneByOne(talk, turns);
      throughput(talk, program, turns, 1);
      throughput(talk, program, turns, rooms);
    }
  }

  private static void oneByOne(Talk talk, int turns) {
    long[] before = new long[turns];
    long[] after = new long[turns];
    Room room = talk.room(0);
    for (int i = 0; i < turns; i++) {
      Entry asked = talk.post(room, "number " + i);
      Entry reply = talk.answer(room, asked);
      Matcher times = TIMES.matcher(reply.content());
      if (!times.find()) {
        throw new IllegalStateException("not an answer: " + reply.content());
      }
      before[i] = Long.parseLong(times.group(1)) - micros(asked.insertedAt());
      after[i] = micros(reply.insertedAt()) - Long.parseLong(times.group(2));
      while (asked.delivery(talk.bot().id()).status() != Delivery.Status.PROCESSED) {
        LockSupport.parkNanos(20_000);
      }
    }
    print("push -> turn/start", before);
    print("turn/completed -> reply", after);
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private static void print(String name, long[] micros) {
    Arrays.sort(micros);
    System.out.printf(
        Locale.ROOT,
        "%-24s p50 %.2f ms, p99 %.2f ms, max %.2f ms (%d turns)%n",
        name,
        micros[micros.length / 2] / 1000.0,
        micros[micros.length * 99 / 100] / 1000.0,
        micros[micros.length - 1] / 1000.0,
        micros.length);
  }

  private static void throughput(Talk talk, OwnProgram program, int turns, int rooms) {
    long cpu = program.figures().cpu().toMillis();
    double seconds = talk.flood(turns, rooms);
    System.out.printf(
        Locale.ROOT,
        "%d turns over %d rooms: %.2f s, %.0f turns a second, %.2f ms of CPU a turn%n",
        turns,
        rooms,
        seconds,
        turns / seconds,
        (program.figures().cpu().toMillis() - cpu) / (double) turns);
  }
}
