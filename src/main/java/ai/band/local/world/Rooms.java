package ai.band.local.world;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All rooms, and who belongs to them. */
public final class Rooms {
  private static final int MAX_TITLE = 120;

  private final Timekeeper time;
  private final Audience audience;
  private final Features features;
  private final Peers peers;
  private final AtomicLong counter = new AtomicLong();
  private final Map<String, Room> byId = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> createdBy = new ConcurrentHashMap<>();
  private final Map<String, ConcurrentSkipListMap<Long, Room>> memberships =
      new ConcurrentHashMap<>();

  Rooms(Timekeeper time, Audience audience, Features features, Peers peers) {
    this.time = time;
    this.audience = audience;
    this.features = features;
    this.peers = peers;
  }

  /** Creates a room, with further members when given; no rule about who may add whom applies. */
  public Room create(Identity owner, @Nullable String title, Identity... members) {
    Room room = create(owner, title, (String) null);
    for (Identity member : members) {
      join(room, member, Role.MEMBER);
    }
    return room;
  }

  /**
   * Creates a room.
   *
   * @param title blank or null: Band derives one from the first message
   * @throws Refusal when the title breaks a rule or the creator has too many rooms
   */
  public Room create(Identity owner, @Nullable String title, @Nullable String taskId) {
    String checked = title == null || title.isBlank() ? null : checkTitle(title);
    var created = createdBy.computeIfAbsent(owner.id(), unused -> new AtomicLong());
    if (created.incrementAndGet() > features.maxRooms()) {
      created.decrementAndGet();
      throw Refusal.forbidden("limit_reached", "the plan allows no more rooms");
    }
    var room = new Room(counter.incrementAndGet(), checked, taskId, time, audience);
    byId.put(room.id(), room);
    join(room, owner, Role.OWNER);
    return room;
  }

  /** Null when there is no such room, or not any more. */
  public @Nullable Room byId(String roomId) {
    return byId.get(roomId);
  }

  /** Every room, oldest first. */
  public List<Room> all() {
    return byId.values().stream().sorted((a, b) -> Long.compare(a.number(), b.number())).toList();
  }

  /** The rooms of one identity, newest first. */
  public List<Room> of(Identity identity) {
    var rooms = memberships.get(identity.id());
    return rooms == null ? List.of() : List.copyOf(rooms.descendingMap().values());
  }

  /**
   * The room, for a participant.
   *
   * @throws Refusal 404 for everybody else: a room's existence is hidden
   */
  public Room forParticipant(String roomId, Identity identity) {
    Room room = byId.get(roomId);
    if (room == null) {
      throw Refusal.notFound("chat room");
    }
    requireParticipant(room, identity);
    return room;
  }

  /** Gives the room a new title and locks it; owners only. */
  public void rename(Room room, Identity by, String title) {
    if (requireParticipant(room, by).role() != Role.OWNER) {
      throw Refusal.forbidden("only an owner may rename the room");
    }
    String checked = checkTitle(title);
    room.within(
        () -> {
          room.rename(checked, time.now());
          return null;
        });
  }

  /** Adds a participant for somebody who must be allowed to. */
  public Participant add(Room room, Identity by, Identity whom, Role role) {
    return room.within(
        () -> {
          Role own = requireParticipant(room, by).role();
          boolean enough =
              switch (role) {
                case MEMBER -> true;
                case ADMIN -> own.manages();
                case OWNER -> own == Role.OWNER;
              };
          if (!enough) {
            throw Refusal.forbidden("the role " + role.wire() + " is not yours to give");
          }
          if (room.participant(whom.id()) != null) {
            throw Refusal.invalid("/participant/participant_id", "is already in the room");
          }
          if (!peers.mayRecruit(by, whom)) {
            throw Refusal.forbidden("not a peer that you may add");
          }
          return join(room, whom, role);
        });
  }

  /** Adds a participant without asking who may; does nothing for one who is in the room. */
  public Participant join(Room room, Identity whom, Role role) {
    return room.within(
        () -> {
          Participant present = room.participant(whom.id());
          if (present != null) {
            return present;
          }
          Instant now = time.now();
          var participant = new Participant(whom, role);
          room.put(participant, now);
          if (whom instanceof RegisteredAgent agent) {
            room.desk(agent, now);
          }
          memberships
              .computeIfAbsent(whom.id(), unused -> new ConcurrentSkipListMap<>())
              .put(room.number(), room);
          audience.tell(new WorldEvent.RoomAdded(whom, room));
          audience.tell(new WorldEvent.ParticipantAdded(room, participant));
          return participant;
        });
  }

  /** Removes a participant for somebody who must be owner or admin. */
  public Participant remove(Room room, Identity by, String whom) {
    return room.within(
        () -> {
          Role own = requireParticipant(room, by).role();
          Participant participant = room.participant(whom);
          if (participant == null) {
            throw Refusal.notFound("participant");
          }
          if (!own.manages()) {
            throw Refusal.forbidden("only an owner or admin may remove participants");
          }
          boolean otherOwner =
              room.participants().stream()
                  .anyMatch(other -> !other.equals(participant) && other.role() == Role.OWNER);
          if (participant.role() == Role.OWNER && !otherOwner) {
            throw Refusal.forbidden("cannot_remove_sole_owner", "the only owner cannot be removed");
          }
          leave(room, participant);
          return participant;
        });
  }

  /** Removes a participant without asking who may. */
  public void leave(Room room, Participant participant) {
    room.within(
        () -> {
          Instant now = time.now();
          Identity whom = participant.identity();
          room.remove(whom.id(), now);
          if (whom instanceof RegisteredAgent agent) {
            room.desk(agent, now).stopped(false);
          }
          room.board().drop(whom);
          forget(whom, room);
          audience.tell(new WorldEvent.RoomRemoved(whom, room, now));
          audience.tell(new WorldEvent.ParticipantRemoved(room, participant));
          return null;
        });
  }

  /** Deletes a room with all it holds. */
  public void delete(Room room) {
    room.within(
        () -> {
          byId.remove(room.id());
          audience.tell(new WorldEvent.RoomDeleted(room));
          Instant now = time.now();
          for (Participant participant : room.participants()) {
            forget(participant.identity(), room);
            room.remove(participant.identity().id(), now);
          }
          room.delete(now);
          return null;
        });
  }

  static Participant requireParticipant(Room room, Identity identity) {
    Participant participant = room.participant(identity.id());
    if (participant == null) {
      throw Refusal.notFound("chat room");
    }
    return participant;
  }

  private void forget(Identity identity, Room room) {
    var rooms = memberships.get(identity.id());
    if (rooms != null) {
      rooms.remove(room.number());
    }
  }

  private static String checkTitle(String title) {
    String trimmed = title.strip();
    if (trimmed.isEmpty()) {
      throw Refusal.invalid("/chat/title", "can't be blank");
    }
    if (trimmed.codePointCount(0, trimmed.length()) > MAX_TITLE) {
      throw Refusal.invalid("/chat/title", "should be at most " + MAX_TITLE + " character(s)");
    }
    if (trimmed.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
      throw Refusal.invalid("/chat/title", "must be one line");
    }
    return trimmed;
  }
}
