package ai.band.bench;

import ai.band.local.LocalBand;
import ai.band.local.world.Delivery;
import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern TIMES = Pattern.compile("started=(\\d+) completed=(\\d+)");

  private TurnOverhead() {}

  public static void main(String[] args) throws Exception {
    int turns = args.length > 0 ? Integer.parseInt(args[0]) : 2_000;
    int rooms = args.length > 1 ? Integer.parseInt(args[1]) : 20;
    try (LocalBand band = LocalBand.start()) {
      Person alice = band.world().directory().addPerson("alice", "Alice");
      RegisteredAgent bot = band.world().directory().addAgent(alice, "Coder", "Writes code");
      List<Room> all = new ArrayList<>();
      for (int i = 0; i < rooms; i++) {
        all.add(band.world().rooms().create(alice, "Room " + i, bot));
      }
      try (var program = MeasuredProgram.start(band, bot)) {
        warmUp(band, alice, bot, all, program, turns);
        oneByOne(band, alice, bot, all.getFirst(), turns);
        long cpu = program.cpu().toMillis();
        throughput(band, alice, bot, all.subList(0, 1), turns);
        System.out.printf(
            "program: %.2f ms of CPU a turn%n", (program.cpu().toMillis() - cpu) / (double) turns);
        cpu = program.cpu().toMillis();
        throughput(band, alice, bot, all, turns);
        System.out.printf(
            "program: %.2f ms of CPU a turn%n", (program.cpu().toMillis() - cpu) / (double) turns);
        calls(band);
      }
    }
  }

  private static void warmUp(
      LocalBand band,
      Person alice,
      RegisteredAgent bot,
      List<Room> rooms,
      MeasuredProgram program,
      int turns)
      throws Exception {
    while (!band.sockets().connected(bot)) {
      if (!program.alive()) {
        throw new IllegalStateException("the program ended: " + program.log());
      }
      LockSupport.parkNanos(1_000_000);
    }
    for (int i = 0; i < turns; i++) {
      ask(band, alice, bot, rooms.get(i % rooms.size()), i);
    }
  }

  private static Entry post(LocalBand band, Person alice, RegisteredAgent bot, Room room, int i) {
    return band.world().messages().post(room, alice, "@alice/coder number " + i, bot);
  }

  private static Entry ask(LocalBand band, Person alice, RegisteredAgent bot, Room room, int i) {
    return answer(band, room, post(band, alice, bot, room, i));
  }

  private static Entry answer(LocalBand band, Room room, Entry asked) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      List<Entry> replies = band.world().ledger().replies(room, asked);
      if (!replies.isEmpty()) {
        return replies.getFirst();
      }
      LockSupport.parkNanos(20_000);
    }
    throw new IllegalStateException("no answer in time");
  }

  private static void oneByOne(
      LocalBand band, Person alice, RegisteredAgent bot, Room room, int turns) {
    long[] before = new long[turns];
    long[] after = new long[turns];
    for (int i = 0; i < turns; i++) {
      Entry asked = post(band, alice, bot, room, i);
      Entry reply = answer(band, room, asked);
      Matcher times = TIMES.matcher(reply.content());
      if (!times.find()) {
        throw new IllegalStateException("not an answer: " + reply.content());
      }
      before[i] = Long.parseLong(times.group(1)) - micros(asked.insertedAt());
      after[i] = micros(reply.insertedAt()) - Long.parseLong(times.group(2));
      while (!(asked.delivery(bot.id()).status() == Delivery.Status.PROCESSED)) {
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

  private static void throughput(
      LocalBand band, Person alice, RegisteredAgent bot, List<Room> rooms, int turns) {
    List<Entry> asked = new ArrayList<>();
    long begun = System.nanoTime();
    for (int i = 0; i < turns; i++) {
      asked.add(post(band, alice, bot, rooms.get(i % rooms.size()), i));
    }
    for (int i = 0; i < turns; i++) {
      answer(band, rooms.get(i % rooms.size()), asked.get(i));
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%d turns over %d rooms: %.2f s, %.0f turns a second%n",
        turns,
        rooms.size(),
        seconds,
        turns / seconds);
  }

  private static void calls(LocalBand band) {
    System.out.println(band.calls().counts());
  }
}
