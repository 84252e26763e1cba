package ai.band.bench;

import ai.band.local.LocalBand;
import ai.band.local.LocalBandOptions;
import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A local Band with a person and an agent in some rooms, and what the two say to each other. */
final class Talk implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long SHORTEST_PAUSE = 20_000;
  private static final long LONGEST_PAUSE = 2_000_000;
  private static final int FEW_CALLS = 1_000;

  private final LocalBand band =
      LocalBand.start(LocalBandOptions.DEFAULTS.withCallLogSize(FEW_CALLS));
  private final Person alice = band.world().directory().addPerson("alice", "Alice");
  private final RegisteredAgent bot =
      band.world().directory().addAgent(alice, "Coder", "Writes code");
  private final List<Room> rooms = new ArrayList<>();

  Talk(int roomCount) {
    for (int i = 0; i < roomCount; i++) {
      rooms.add(band.world().rooms().create(alice, "Room " + i, bot));
    }
  }

  LocalBand band() {
    return band;
  }

  RegisteredAgent bot() {
    return bot;
  }

  Room room(int index) {
    return rooms.get(index % rooms.size());
  }

  /** Starts the program and waits until its socket is open. */
  OwnProgram start() throws IOException, InterruptedException {
    return start(OwnProgram.with(section("")));
  }

  /** The same for a program that was prepared. */
  OwnProgram start(OwnProgram.Start prepared) throws IOException, InterruptedException {
    OwnProgram program = prepared.start();
    program.await("open socket", () -> band.sockets().connected(bot));
    return program;
  }

  /** The agent's section of the configuration file, with the quick stand-in for Codex. */
  String section(String furtherLines) {
    return OwnProgram.section("bot", band, bot, OwnProgram.Codex.quick()) + furtherLines;
  }

  Entry post(Room room, String text) {
    return band.world().messages().post(room, alice, "@alice/coder " + text, bot);
  }

  /** Waits for the reply to a message; it notices late by 1 %. */
  Entry answer(Room room, Entry asked) {
    long begun = System.nanoTime();
    long waited = 0;
    while (waited < PATIENCE.toNanos()) {
      List<Entry> replies = band.world().ledger().replies(room, asked);
      if (!replies.isEmpty()) {
        return replies.getFirst();
      }
      LockSupport.parkNanos(Math.clamp(waited / 100, SHORTEST_PAUSE, LONGEST_PAUSE));
      waited = System.nanoTime() - begun;
    }
    throw new IllegalStateException("no answer in time");
  }

  Entry ask(Room room, String text) {
    return answer(room, post(room, text));
  }

  /** Puts so many messages at once into so many rooms; seconds until all are answered. */
  double flood(int messages, int roomCount) {
    List<Entry> asked = new ArrayList<>();
    long begun = System.nanoTime();
    for (int i = 0; i < messages; i++) {
      asked.add(post(rooms.get(i % roomCount), "number " + i));
    }
    for (int i = 0; i < messages; i++) {
      answer(rooms.get(i % roomCount), asked.get(i));
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  @Override
  public void close() {
    band.close();
  }
}
