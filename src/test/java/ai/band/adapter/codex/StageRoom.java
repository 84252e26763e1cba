package ai.band.adapter.codex;

import ai.band.api.AgentIdentity;
import ai.band.api.HistoryEntry;
import ai.band.api.Participant;
import ai.band.api.PlatformMessage;
import ai.band.api.RoomHandle;
import ai.band.local.world.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A room as the runtime would show it, read from the local Band. */
public final class StageRoom implements RoomHandle {
  private final AdapterStage stage;
  private final Room room;
  private final boolean hub;
  private final AtomicInteger historyReads = new AtomicInteger();
  private final List<PlatformMessage> waiting = new CopyOnWriteArrayList<>();

  StageRoom(AdapterStage stage, Room room, boolean hub) {
    this.stage = stage;
    this.room = room;
    this.hub = hub;
  }

  public Room room() {
    return room;
  }

  /** How often the history was asked for. */
  public int historyReads() {
    return historyReads.get();
  }

  /** A message that waits for the turn at work. */
  public void queue(PlatformMessage message) {
    waiting.add(message);
  }

  @Override
  public List<PlatformMessage> waiting() {
    return List.copyOf(waiting);
  }

  @Override
  public boolean dropWaiting(String messageId) {
    return waiting.removeIf(message -> message.id().equals(messageId));
  }

  @Override
  public String roomId() {
    return room.id();
  }

  @Override
  public AgentIdentity self() {
    var bot = stage.bot();
    return new AgentIdentity(bot.id(), bot.name(), bot.handle(), stage.alice().id(), "");
  }

  @Override
  public boolean hub() {
    return hub;
  }

  @Override
  public List<Participant> participants() {
    return room.participants().stream()
        .map(
            p ->
                new Participant(
                    p.identity().id(),
                    p.identity().name(),
                    p.identity().type(),
                    p.identity().handle(),
                    null,
                    p.role().wire()))
        .toList();
  }

  @Override
  public List<Participant> refreshParticipants() {
    return participants();
  }

  @Override
  public void participantAdded(Participant participant) {}

  @Override
  public void participantRemoved(String participantId) {}

  @Override
  public List<HistoryEntry> historyBefore(String beforeMessageId) {
    historyReads.incrementAndGet();
    List<HistoryEntry> entries = new ArrayList<>();
    for (var message : stage.rest().allContext(room.id(), 50)) {
      if (message.id().equals(beforeMessageId)) {
        break;
      }
      entries.add(
          new HistoryEntry(
              message.id(),
              message.messageType(),
              message.content(),
              message.senderId(),
              message.senderType(),
              message.senderName(),
              message.metadata(),
              null));
    }
    return entries;
  }
}
