package ai.band.local.world;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What tests ask afterwards: who said what, and what became of each message. */
public final class Ledger {
  private final Rooms rooms;

  Ledger(Rooms rooms) {
    this.rooms = rooms;
  }

  /** The texts of a room, oldest first. */
  public List<Entry> texts(Room room) {
    return room.timeline().stream().filter(Entry::isText).toList();
  }

  /** The events of a room, oldest first. */
  public List<Entry> events(Room room) {
    return room.timeline().stream().filter(entry -> !entry.isText()).toList();
  }

  /** What one identity posted in a room, texts and events, oldest first. */
  public List<Entry> by(Room room, Identity sender) {
    return room.timeline().stream().filter(entry -> entry.sender() == sender).toList();
  }

  /** The texts that an agent posted while it had this message in hand, oldest first. */
  public List<Entry> replies(Room room, Entry message) {
    return texts(room).stream().filter(entry -> message.id().equals(entry.answers())).toList();
  }

  /** Counts for one agent in one room. */
  public Tally tally(Room room, RegisteredAgent agent) {
    List<Entry> texts = texts(room);
    Map<String, Long> replies = new HashMap<>();
    for (Entry text : texts) {
      if (text.sender() == agent && text.answers() != null) {
        replies.merge(text.answers(), 1L, Long::sum);
      }
    }
    Tally tally = Tally.NONE;
    for (Entry text : texts) {
      if (text.sender() instanceof Person && text.mentions(agent.id())) {
        tally = tally.plus(replies.getOrDefault(text.id(), 0L), text.delivery(agent.id()));
      }
    }
    return tally;
  }

  /** Counts for one agent in all rooms it is in now. */
  public Tally tally(RegisteredAgent agent) {
    Tally sum = Tally.NONE;
    for (Room room : rooms.of(agent)) {
      sum = sum.plus(tally(room, agent));
    }
    return sum;
  }
}
