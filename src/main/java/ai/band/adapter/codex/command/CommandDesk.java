package ai.band.adapter.codex.command;

import ai.band.adapter.codex.room.EarlierPosts;
import ai.band.adapter.codex.room.PostGate;
import ai.band.adapter.codex.room.RoomPoster;
import ai.band.adapter.codex.session.RoomSession;
import ai.band.api.AdapterInput;
import ai.band.api.Lane;
import ai.band.api.MessageOutcome;
import ai.band.api.PlatformMessage;
import ai.band.platform.rest.BandRestException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs slash commands and tells their result to whoever wrote them. */
public final class CommandDesk {
  private static final Logger log = LoggerFactory.getLogger(CommandDesk.class);

  private final Map<String, RoomCommand> byWord = new LinkedHashMap<>();

  /** A desk with these commands, and one that lists them. */
  public CommandDesk(List<? extends RoomCommand> commands) {
    List<RoomCommand> all = new ArrayList<>(commands);
    all.addFirst(new HelpCommand(all));
    for (RoomCommand command : all) {
      command.words().forEach(word -> byWord.put(word, command));
    }
  }

  /** The command in a message, or null when the message is for the model. Must not block. */
  public @Nullable SlashCommand parse(PlatformMessage message) {
    SlashCommand found = SlashParser.parse(message.content());
    return found != null && byWord.containsKey(found.name()) ? found : null;
  }

  /**
   * Runs a command that {@link #parse} has found.
   *
   * @throws InterruptedException when the room ends
   */
  public MessageOutcome run(
      SlashCommand command, RoomSession session, AdapterInput input, Lane lane)
      throws InterruptedException {
    RoomCommand known = byWord.get(command.name());
    if (known == null) {
      throw new IllegalArgumentException("There is no command /" + command.name() + ".");
    }
    CommandCall call = new CommandCall(session, command, input, lane);
    if (known.isPrivileged(call)
        && !call.approvals().rights().mayOperate(call.sender(), call.requesterId())) {
      log.warn(
          "room {}: {} ({}) may not use /{}",
          session.roomId(),
          input.message().displayName(),
          input.message().senderId(),
          command.name());
      return tell(session, input, refusal(call));
    }
    if (known instanceof MessageCommand message) {
      MessageCommand.Taken taken = message.take(call);
      if (!taken.reply().isBlank()) {
        tell(session, input, taken.reply());
      }
      return taken.outcome();
    }
    return tell(session, input, reply(known, call));
  }

  private static String refusal(CommandCall call) {
    return "You may not use /"
        + call.command().name()
        + " here; command_operators admits: "
        + call.approvals().rights().operatorsInWords()
        + ". Nothing was changed.";
  }

  private static String reply(RoomCommand command, CommandCall call) throws InterruptedException {
    try {
      return command.run(call);
    } catch (RuntimeException e) {
      log.warn("room {}: /{} failed", call.session().roomId(), call.command().name(), e);
      return "/" + call.command().name() + " failed: " + e.getMessage();
    }
  }

  private static MessageOutcome tell(RoomSession session, AdapterInput input, String reply)
      throws InterruptedException {
    String sender = input.message().senderId();
    RoomPoster poster = session.room().poster();
    PostGate gate = new PostGate(input.signal());
    try {
      if (RoomPoster.isMentionable(sender)) {
        EarlierPosts earlier =
            input.redelivered()
                ? poster.earlierPosts(input.message())
                : EarlierPosts.none(input.message().id());
        poster.message(reply, List.of(sender), gate, earlier);
      } else {
        poster.event("thought", reply, Map.of("codex_room_id", session.roomId()), gate);
      }
    } catch (BandRestException e) {
      log.warn("room {}: a command's reply was not posted: {}", session.roomId(), e.getMessage());
    }
    return MessageOutcome.processed();
  }
}
