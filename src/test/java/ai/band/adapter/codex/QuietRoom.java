package ai.band.adapter.codex;

import ai.band.api.AgentIdentity;
import ai.band.api.HistoryEntry;
import ai.band.api.Participant;
import ai.band.api.RoomHandle;
import java.util.List;

/** A room in which nothing happens but what a test does itself. */
public class QuietRoom implements RoomHandle {
  private final String roomId;
  private final AgentIdentity self;
  private final List<Participant> participants;

  /**
   * A room.
   *
   * @param participants looked at anew each time
   */
  public QuietRoom(String roomId, AgentIdentity self, List<Participant> participants) {
    this.roomId = roomId;
    this.self = self;
    this.participants = participants;
  }

  @Override
  public final String roomId() {
    return roomId;
  }

  @Override
  public final AgentIdentity self() {
    return self;
  }

  @Override
  public boolean hub() {
    return false;
  }

  @Override
  public final List<Participant> participants() {
    return List.copyOf(participants);
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
    return List.of();
  }
}
