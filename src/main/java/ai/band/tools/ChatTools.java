package ai.band.tools;

import static ai.band.tools.Parameter.integer;
import static ai.band.tools.Parameter.object;
import static ai.band.tools.Parameter.string;
import static ai.band.tools.Parameter.strings;

import ai.band.api.Participant;
import ai.band.platform.rest.ChatParticipant;
import ai.band.platform.rest.EventCreated;
import ai.band.platform.rest.Mention;
import ai.band.platform.rest.MessageSent;
import ai.band.platform.rest.Peer;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Messages, events, participants, peers and rooms. */
final class ChatTools {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};

  private ChatTools() {}

  static List<PlatformTool> all() {
    return List.of(
        sendMessage(),
        sendEvent(),
        addParticipant(),
        removeParticipant(),
        lookupPeers(),
        getParticipants(),
        createChatroom());
  }

  private static PlatformTool sendMessage() {
    return PlatformTool.of(
            "band_send_message",
            ToolCategory.CHAT,
            "Send a message to this room. Only the participants you mention are notified.",
            List.of(
                string("content", "The text of the message.").mandatory(),
                strings("mentions", "Handles of the participants to notify, at least one.")
                    .mandatory()),
            ChatTools::sendMessage)
        .postingMessages();
  }

  private static Object sendMessage(Arguments arguments, ToolContext context) {
    String content = arguments.string("content");
    if (content.isBlank()) {
      throw new ToolRefused("content is blank; write what the room should read.");
    }
    List<Mention> mentions =
        new MentionResolver(context.room())
            .resolve(arguments.strings("mentions")).stream()
                .map(participant -> Mention.of(participant.id(), participant.handle()))
                .toList();
    MessageSent sent = sent(context, content, mentions);
    return new Posted(sent.id(), true, null, sent.recipients());
  }

  /** A message or an event that Band has accepted. */
  private record Posted(
      String id,
      boolean success,
      @JsonProperty("message_type") @Nullable String messageType,
      @Nullable List<Mention> recipients) {}

  private static MessageSent sent(ToolContext context, String content, List<Mention> mentions) {
    try {
      MessageSent sent = context.sender().send(content, mentions, context.signal());
      if (sent != null) {
        return sent;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new ToolRefused("the turn was stopped; the message was not posted.");
  }

  private static PlatformTool sendEvent() {
    return PlatformTool.of(
        "band_send_event",
        ToolCategory.CHAT,
        "Post a note about your work to this room. Nobody is notified; use band_send_message to"
            + " talk to somebody.",
        List.of(
            string("content", "The text of the note.").mandatory(),
            string("message_type", "thought: reasoning. error: a failure. task: progress.")
                .mandatory()
                .oneOf("thought", "error", "task"),
            object("metadata", "Data to keep with the note.")),
        (arguments, context) -> {
          var metadata = arguments.object("metadata");
          String content = arguments.string("content");
          EventCreated event =
              context
                  .rest()
                  .sendEvent(
                      context.room().roomId(),
                      content.isBlank() ? "(no text)" : content,
                      arguments.string("message_type"),
                      metadata == null ? null : JSON.convertValue(metadata, MAP));
          return new Posted(event.id(), true, event.messageType(), null);
        });
  }

  private static PlatformTool addParticipant() {
    return PlatformTool.of(
        "band_add_participant",
        ToolCategory.CHAT,
        "Add a person or an agent to this room. Use the exact id that band_lookup_peers gave.",
        List.of(
            string("identifier", "Id, handle or name of the peer.").mandatory().alsoKnownAs("name"),
            string("role", "Role in the room.").oneOf("owner", "admin", "member").orElse("member")),
        ChatTools::addParticipant);
  }

  private static Object addParticipant(Arguments arguments, ToolContext context) {
    String wanted = MentionResolver.plain(arguments.string("identifier"));
    Participant present = MentionResolver.find(context.room().refreshParticipants(), wanted);
    if (present != null) {
      return participant(present.id(), present.name(), present.role(), "already_in_room");
    }
    Peer peer = findPeer(context.rest().allPeers(context.room().roomId()), wanted);
    if (peer == null) {
      throw new ToolRefused(
          "There is no peer '" + wanted + "'. Call band_lookup_peers to see who can be added.");
    }
    ChatParticipant added =
        context.rest().addParticipant(context.room().roomId(), peer.id(), arguments.string("role"));
    context
        .room()
        .participantAdded(
            new Participant(
                peer.id(),
                peer.name(),
                peer.type(),
                peer.handle(),
                peer.description(),
                added.role()));
    return participant(peer.id(), peer.name(), added.role(), "added");
  }

  private static @Nullable Peer findPeer(List<Peer> peers, String wanted) {
    for (Function<Peer, @Nullable String> field :
        List.<Function<Peer, @Nullable String>>of(Peer::id, Peer::handle, Peer::name)) {
      List<Peer> found =
          peers.stream().filter(peer -> wanted.equalsIgnoreCase(field.apply(peer))).toList();
      if (found.size() > 1) {
        throw new ToolRefused(
            "'"
                + wanted
                + "' is the name of "
                + found.size()
                + " peers. Use a handle: "
                + found.stream().map(Peer::handle).toList()
                + ".");
      }
      if (!found.isEmpty()) {
        return found.getFirst();
      }
    }
    return null;
  }

  private static PlatformTool removeParticipant() {
    return PlatformTool.of(
        "band_remove_participant",
        ToolCategory.CHAT,
        "Remove a person or an agent from this room.",
        List.of(
            string("identifier", "Id, handle or name of the participant.")
                .mandatory()
                .alsoKnownAs("name")),
        (arguments, context) -> {
          String wanted = MentionResolver.plain(arguments.string("identifier"));
          Participant present = MentionResolver.find(context.room().refreshParticipants(), wanted);
          if (present == null) {
            throw new ToolRefused("'" + wanted + "' is not in this room.");
          }
          context.rest().removeParticipant(context.room().roomId(), present.id());
          context.room().participantRemoved(present.id());
          return participant(present.id(), present.name(), null, "removed");
        });
  }

  private static PlatformTool lookupPeers() {
    return PlatformTool.of(
        "band_lookup_peers",
        ToolCategory.CHAT,
        "List people and agents that could be added to this room.",
        List.of(
            integer("page", "Page to read, from 1.", 1, 1, Integer.MAX_VALUE),
            integer("page_size", "Entries on a page, at most 100.", 50, 1, 100)),
        (arguments, context) ->
            PagedResult.of(
                context
                    .rest()
                    .peers(
                        context.room().roomId(),
                        arguments.integer("page"),
                        arguments.integer("page_size"))));
  }

  private static PlatformTool getParticipants() {
    return PlatformTool.of(
        "band_get_participants",
        ToolCategory.CHAT,
        "List who is in this room.",
        List.of(),
        (arguments, context) ->
            context.room().refreshParticipants().stream().map(Present::of).toList());
  }

  /** Who is in a room; only those who are active are listed. */
  private record Present(
      String id,
      String name,
      String type,
      @Nullable String handle,
      @Nullable String role,
      String status,
      @Nullable String description) {
    static Present of(Participant participant) {
      return new Present(
          participant.id(),
          participant.name(),
          participant.type(),
          participant.handle(),
          participant.role(),
          "active",
          participant.description());
    }
  }

  private static PlatformTool createChatroom() {
    return PlatformTool.of(
        "band_create_chatroom",
        ToolCategory.CHAT,
        "Create a new room. Returns its id.",
        List.of(string("task_id", "Id of a task that the room is for.")),
        (arguments, context) ->
            context.rest().createChat(null, arguments.optional("task_id")).id());
  }

  private static Map<String, Object> participant(
      String id, String name, @Nullable String role, String status) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("id", id);
    result.put("name", name);
    if (role != null && !role.isEmpty()) {
      result.put("role", role);
    }
    result.put("status", status);
    return result;
  }
}
