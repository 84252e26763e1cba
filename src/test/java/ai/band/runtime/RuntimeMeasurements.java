package ai.band.runtime;

import ai.band.api.MessageOutcome;
import ai.band.local.LocalBandOptions;
import ai.band.local.socket.SocketSettings;
import ai.band.local.world.Entry;
import ai.band.local.world.Room;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints figures of the runtime against a local Band in the same process: from post to adapter,
 * messages a second, and what idle rooms cost. Not a test; run {@link #main} with the number of
 * rooms.
 */
final class RuntimeMeasurements {
  private RuntimeMeasurements() {}

  public static void main(String[] arguments) throws Exception {
    int rooms = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
    latency();
    throughput(50, 4_000);
    idleRooms(rooms, Integer.MAX_VALUE);
    idleRooms(rooms, 100);
  }

  private static void latency() throws Exception {
    try (var stage = new Stage()) {
      var arrived = new Semaphore(0);
      var at = new AtomicLong();
      stage.adapter.onTurn =
          input -> {
            at.set(System.nanoTime());
            arrived.release();
            return MessageOutcome.processed();
          };
      Room room = stage.room();
      stage.start();
      long[] taken = new long[3_000];
      for (int i = 0; i < taken.length; i++) {
        long begun = System.nanoTime();
        stage.says(room, "n" + i);
        arrived.acquire();
        taken[i] = at.get() - begun;
        stage.awaitAllProcessed(room);
      }
      long[] warm = Arrays.copyOfRange(taken, 1_000, taken.length);
      Arrays.sort(warm);
      System.out.printf(
          "post -> adapter: p50 %d us, p95 %d us, p99 %d us%n",
          warm[warm.length / 2] / 1_000,
          warm[warm.length * 95 / 100] / 1_000,
          warm[warm.length * 99 / 100] / 1_000);
    }
  }

  private static void throughput(int roomCount, int messages) throws Exception {
    try (var stage = new Stage()) {
      stage.adapter.onTurn = input -> MessageOutcome.processed();
      List<Room> rooms = new ArrayList<>();
      for (int i = 0; i < roomCount; i++) {
        rooms.add(stage.room());
      }
      AgentRuntime runtime = stage.start();
      for (int round = 0; round < 3; round++) {
        long before = runtime.state().messagesProcessed();
        long begun = System.nanoTime();
        for (int i = 0; i < messages; i++) {
          stage.says(rooms.get(i % roomCount), "n" + i);
        }
        stage.soon().until(() -> runtime.state().messagesProcessed() == before + messages);
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
            "%d messages in %d rooms: %.2f s, %.0f a second%n",
            messages, roomCount, seconds, messages / seconds);
      }
    }
  }

  private static void idleRooms(int count, int channels) throws Exception {
    SocketSettings usual = SocketSettings.DEFAULTS;
    var limited =
        new SocketSettings(
            usual.phoenix(),
            channels,
            usual.idleTimeout(),
            usual.idleCloseCode(),
            usual.joinRefInPushes(),
            usual.announceSupersede());
    try (var stage = new Stage(LocalBandOptions.DEFAULTS.withSockets(limited))) {
      List<Room> rooms = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        rooms.add(stage.room());
      }
      long before = heap();
      long begun = System.nanoTime();
      AgentRuntime runtime = stage.start();
      double started = (System.nanoTime() - begun) / 1e9;
      stage.soon().until(() -> stage.band.calls().count("getAgentNextMessage") >= count);
      double caughtUp = (System.nanoTime() - begun) / 1e9;
      TimeUnit.SECONDS.sleep(1);
      System.out.printf(
          "%d rooms, %s channels: joined in %.2f s, caught up in %.2f s, %d without a channel,"
              + " %d threads, %.1f KB heap a room (both ends)%n",
          count,
          channels == Integer.MAX_VALUE ? "all" : channels,
          started,
          caughtUp,
          runtime.state().roomsWithoutChannel(),
          Thread.activeCount(),
          (heap() - before) / 1024.0 / count);
      long asked = stage.band.calls().count("getAgentNextMessage");
      begun = System.nanoTime();
      stage.band.sockets().drop(stage.planner, null);
      stage.soon().until(() -> stage.band.calls().count("getAgentNextMessage") >= asked + count);
      System.out.printf(
          "dropped and everything looked at again in %.2f s, %.1f KB heap a room%n",
          (System.nanoTime() - begun) / 1e9, (heap() - before) / 1024.0 / count);
      var answered = new CountDownLatch(count);
      stage.adapter.onTurn =
          input -> {
            answered.countDown();
            return MessageOutcome.processed();
          };
      begun = System.nanoTime();
      List<Entry> asks = rooms.stream().map(room -> stage.says(room, "hello")).toList();
      boolean all = answered.await(60, TimeUnit.SECONDS);
      System.out.printf(
          "one message in each of %d rooms: all run %s, %.2f s%n",
          asks.size(), all, (System.nanoTime() - begun) / 1e9);
      begun = System.nanoTime();
      stage.stop(Duration.ofSeconds(10));
      System.out.printf("stopped in %.2f s%n", (System.nanoTime() - begun) / 1e9);
    }
  }

  private static long heap() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(100);
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
