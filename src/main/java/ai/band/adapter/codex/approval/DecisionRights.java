package ai.band.adapter.codex.approval;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.room.RunningTurn;
import ai.band.api.Participant;
import ai.band.api.RoomHandle;
import ai.band.platform.rest.BandRestException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may decide in one room, by id: a name can be taken by somebody else, an id cannot. The agent
 * itself never may; other agents only when they are named or anyone may.
 */
public final class DecisionRights {
  private static final Logger log = LoggerFactory.getLogger(DecisionRights.class);
  private static final Set<String> WORDS = Set.of("anyone", "users", "owner", "requester");

  private final List<String> approvers;
  private final List<String> operators;
  private final boolean fourEyes;
  private final RoomHandle room;

  /** Handles that were seen once keep pointing at the same participant. */
  private final Map<String, String> idsOfHandles = new ConcurrentHashMap<>();

  /** The rights that the options give in a room. */
  public DecisionRights(CodexAdapterConfig config, NamedApprovers names, RoomHandle room) {
    this(config.approvalApprovers(), config.commandOperators(), config.approvalFourEyes(), room);
    idsOfHandles.putAll(names.ids());
  }

  DecisionRights(
      List<String> approvers, List<String> operators, boolean fourEyes, RoomHandle room) {
    this.approvers = approvers;
    this.operators = operators;
    this.fourEyes = fourEyes;
    this.room = room;
  }

  /**
   * Whether somebody may answer a request.
   *
   * @param requesterId sender of the message whose turn asks
   */
  public boolean mayApprove(Decider who, @Nullable String requesterId) {
    return !(fourEyes && who.id().equals(requesterId)) && admits(approvers, who, requesterId);
  }

  /**
   * Whether somebody may answer a request of a turn. With four eyes also those may not who have
   * joined the turn with a message of their own.
   */
  public boolean mayApprove(Decider who, RunningTurn turn) {
    return !(fourEyes && turn.contributors().contains(who.id()))
        && mayApprove(who, turn.message().senderId());
  }

  /**
   * Whether somebody may use the other privileged commands.
   *
   * @param requesterId sender of the message whose turn is running; null when none is, and then the
   *     word for it in a policy admits every person, since each of them may start a turn
   */
  public boolean mayOperate(Decider who, @Nullable String requesterId) {
    return admits(operators, who, requesterId == null && who.isUser() ? who.id() : requesterId);
  }

  /** People and named agents in the room who may answer a request of this turn. */
  List<Participant> approversInRoom(RunningTurn turn) {
    return room.participants().stream()
        .filter(p -> p.isUser() || isNamedApprover(p))
        .filter(p -> mayApprove(new Decider(p.id(), p.name(), p.type()), turn))
        .toList();
  }

  /** Whether nobody at all may approve, in any room. */
  boolean nobodyMayApprove() {
    return approvers.isEmpty();
  }

  /** The policy in words, for whoever is refused. */
  public String approversInWords() {
    return inWords(approvers) + (fourEyes ? ", but never whoever asked for the work" : "");
  }

  /** The policy in words, for whoever is refused. */
  public String operatorsInWords() {
    return inWords(operators);
  }

  /** Whether somebody is named in the list of approvers, and not only meant by one of its words. */
  private boolean isNamedApprover(Participant participant) {
    return approvers.stream()
        .filter(entry -> !WORDS.contains(entry))
        .anyMatch(entry -> participant.id().equalsIgnoreCase(idOf(entry)));
  }

  private boolean admits(List<String> policy, Decider who, @Nullable String requesterId) {
    return !who.id().equals(room.self().id())
        && policy.stream().anyMatch(entry -> admits(entry, who, requesterId))
        && isHere(who);
  }

  private boolean admits(String entry, Decider who, @Nullable String requesterId) {
    return switch (entry) {
      case "anyone" -> true;
      case "users" -> who.isUser();
      case "owner" -> who.id().equals(room.self().ownerId());
      case "requester" -> who.isUser() && who.id().equals(requesterId);
      default -> who.id().equalsIgnoreCase(idOf(entry));
    };
  }

  /**
   * Whether somebody is in the room as what they say they are. Who has left has no say any more. As
   * long as nobody knows who is in the room, the platform is trusted: it lets only participants
   * write.
   */
  boolean isHere(Decider who) {
    List<Participant> known = room.participants();
    if (known.isEmpty()) {
      return true;
    }
    Participant found = find(known, who);
    if (found == null) {
      found = find(refreshed(known), who);
    }
    return found != null && (found.isUser() || !who.isUser());
  }

  private static @Nullable Participant find(List<Participant> participants, Decider who) {
    return participants.stream().filter(p -> p.id().equals(who.id())).findFirst().orElse(null);
  }

  private List<Participant> refreshed(List<Participant> known) {
    try {
      return room.refreshParticipants();
    } catch (BandRestException e) {
      log.warn("room {}: the participants cannot be read: {}", room.roomId(), e.getMessage());
      return known;
    }
  }

  /** The id that an entry stands for; a handle is looked up once. */
  private String idOf(String entry) {
    String handle = NamedApprovers.plain(entry);
    String known = idsOfHandles.get(handle);
    if (known != null) {
      return known;
    }
    for (Participant participant : room.participants()) {
      if (participant.handle() != null
          && NamedApprovers.plain(participant.handle()).equals(handle)) {
        String first = idsOfHandles.putIfAbsent(handle, participant.id());
        return first == null ? participant.id() : first;
      }
    }
    return entry;
  }

  private static String inWords(List<String> policy) {
    return policy.isEmpty() ? "nobody" : String.join(", ", policy);
  }
}
