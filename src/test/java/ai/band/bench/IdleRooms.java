package ai.band.bench;

import ai.band.local.LocalBand;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * What idle rooms cost: time from the start of the process until all are joined, time to join them
 * again after the socket was dropped, memory and threads.
 *
 * <p>Arguments: numbers of rooms (default 0 10 100 500 1000).
 */
public final class IdleRooms {
  private static final int WARM_UP = 200;

  private IdleRooms() {}

  public static void main(String[] args) throws Exception {
    String[] sizes = args.length > 0 ? args : new String[] {"0", "10", "100", "500", "1000"};
    measure(WARM_UP); // a Band has been running for long when an agent starts
    for (int rooms : Arrays.stream(sizes).mapToInt(Integer::parseInt).toArray()) {
      System.out.println(measure(rooms));
    }
  }

  private static String measure(int rooms) throws Exception {
    try (LocalBand band = LocalBand.start()) {
      Person alice = band.world().directory().addPerson("alice", "Alice");
      RegisteredAgent bot = band.world().directory().addAgent(alice, "Coder", "Writes code");
      for (int i = 0; i < rooms; i++) {
        band.world().rooms().create(alice, "Room " + i, bot);
      }
      try (var program =
          OwnProgram.with(OwnProgram.section("bot", band, bot, OwnProgram.Codex.quick())).start()) {
        double joined = awaitJoined(band, bot, program, rooms, program.started());
        LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
        long rss = program.figures().residentKiB();
        long threads = program.figures().threads();
        long dropped = System.nanoTime();
        band.sockets().drop(bot, 1011);
        double rejoined = awaitJoined(band, bot, program, rooms, dropped);
        long heap = program.figures().liveHeapBytes() / 1024;
        return String.format(
            Locale.ROOT,
            "%d rooms: joined %.2f s after start, again %.2f s after a drop; RSS %d MiB, heap %d"
                + " KiB, %d threads, %d ms CPU",
            rooms,
            joined,
            rejoined,
            rss / 1024,
            heap,
            threads,
            program.figures().cpu().toMillis());
      }
    }
  }

  private static double awaitJoined(
      LocalBand band, RegisteredAgent bot, OwnProgram program, int rooms, long since)
      throws Exception {
    // Two topics a room, and those of the agent itself.
    program.await("joins", () -> band.sockets().topics(bot).size() >= 2 * rooms + 1);
    return (System.nanoTime() - since) / 1e9;
  }
}
