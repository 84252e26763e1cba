package ai.band.platform.rest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

/**
 * Band's Agent API. One instance serves any number of threads and rooms; calls block, and may be
 * interrupted. Failures are {@link BandRestException}; retries that can do no harm have then been
 * used up.
 */
public final class BandRest implements AutoCloseable {
  /** Largest page that the platform serves. */
  static final int LARGEST_PAGE = 100;

  /** Where reading a list to its end stops: 5,000 entries. */
  static final int MAX_PAGES = 50;

  private final Http http;
  private final BandContacts contacts;
  private final BandMemories memories;
  private final BandTasks tasks;

  private BandRest(Http http) {
    this.http = http;
    contacts = new BandContacts(http);
    memories = new BandMemories(http);
    tasks = new BandTasks(http);
  }

  /** Prepares the client; connects with the first call. */
  public static BandRest open(BandRestOptions options) {
    return new BandRest(new Http(options));
  }

  /** How many calls were sent again after a failure. */
  public long repeatedCalls() {
    return http.repeated();
  }

  public BandContacts contacts() {
    return contacts;
  }

  public BandMemories memories() {
    return memories;
  }

  public BandTasks tasks() {
    return tasks;
  }

  /** The agent behind the key. Succeeds exactly when the key works. */
  public AgentMe me() {
    return http.call(RestCall.get("/me")).data(AgentMe.class);
  }

  /**
   * One page of those who may be added to rooms.
   *
   * @param notInChat leaves out who already is in this room; null for none
   */
  public Page<Peer> peers(@Nullable String notInChat, int page, int pageSize) {
    var path =
        Path.of("/peers")
            .query("not_in_chat", notInChat)
            .query("page", page)
            .query("page_size", pageSize);
    return http.call(RestCall.get(path.toString())).page(Peer.class);
  }

  /** Every peer, at most 5,000. */
  public List<Peer> allPeers(@Nullable String notInChat) {
    return Walk.pages("peers", MAX_PAGES, page -> peers(notInChat, page, LARGEST_PAGE), Peer::id);
  }

  /** One page of the agent's rooms. */
  public Page<ChatRoom> chats(int page, int pageSize) {
    var path = Path.of("/chats").query("page", page).query("page_size", pageSize);
    return http.call(RestCall.get(path.toString())).page(ChatRoom.class);
  }

  /** Every room of the agent, at most 5,000. */
  public List<ChatRoom> allChats() {
    return Walk.pages("rooms", MAX_PAGES, page -> chats(page, LARGEST_PAGE), ChatRoom::id);
  }

  /** Makes a room that the agent owns; without a title the first message gives one. */
  public ChatRoom createChat(@Nullable String title, @Nullable String taskId) {
    var body = Json.object();
    var chat = body.putObject("chat");
    if (title != null) {
      chat.put("title", title);
    }
    if (taskId != null) {
      chat.put("task_id", taskId);
    }
    return http.call(RestCall.create("/chats", body)).data(ChatRoom.class);
  }

  public ChatRoom chat(String roomId) {
    return http.call(RestCall.get(Path.room(roomId).toString())).data(ChatRoom.class);
  }

  /** Gives a room that the agent owns another title, 1 to 120 characters. */
  public ChatRoom renameChat(String roomId, String title) {
    var body = Json.object();
    body.putObject("chat").put("title", title);
    return http.call(RestCall.settle("PATCH", Path.room(roomId).toString(), body))
        .data(ChatRoom.class);
  }

  /** Everybody in the room, the agent itself included. */
  public List<ChatParticipant> participants(String roomId) {
    return http.call(RestCall.get(Path.room(roomId).then("/participants").toString()))
        .list(ChatParticipant.class);
  }

  /**
   * Adds a peer to the room.
   *
   * @param role {@code owner}, {@code admin} or {@code member}; null for member
   */
  public ChatParticipant addParticipant(
      String roomId, String participantId, @Nullable String role) {
    var body = Json.object();
    var participant = body.putObject("participant").put("participant_id", participantId);
    if (role != null) {
      participant.put("role", role);
    }
    return http.call(RestCall.create(Path.room(roomId).then("/participants").toString(), body))
        .data(ChatParticipant.class);
  }

  public ChatParticipant removeParticipant(String roomId, String participantId) {
    var path = Path.room(roomId).then("/participants").id(participantId).toString();
    return http.call(RestCall.remove(path)).data(ChatParticipant.class);
  }

  /**
   * One page of messages addressed to the agent, oldest first.
   *
   * @param status {@code pending}, {@code processing}, {@code processed}, {@code failed} or {@code
   *     all}; null for everything not processed
   * @param limit 1 to 100
   */
  public CursorPage<ChatMessage> messages(
      String roomId, @Nullable String status, @Nullable String cursor, int limit) {
    var path =
        Path.room(roomId)
            .then("/messages")
            .query("status", status)
            .query("cursor", cursor)
            .query("limit", limit);
    return messagePage(roomId, path);
  }

  /** Every message of that status, oldest first, at most 5,000. */
  public List<ChatMessage> allMessages(String roomId, @Nullable String status) {
    var found = new ArrayList<ChatMessage>();
    Walk.cursor(
        "messages",
        MAX_PAGES,
        cursor -> messages(roomId, status, cursor, LARGEST_PAGE),
        found::add);
    return found;
  }

  /** Every message of the room that the agent has not finished, oldest first, at most 5,000. */
  public List<ChatMessage> unfinished(String roomId) {
    return allMessages(roomId, null);
  }

  /**
   * The oldest message that the agent has not finished. Empty: nothing to do, or the agent is
   * stopped in this room.
   *
   * @throws BandRestException.NotFound the agent is no longer in the room
   */
  public Optional<ChatMessage> next(String roomId) {
    return http.call(RestCall.get(Path.room(roomId).then("/messages/next").toString()))
        .dataIfAny(ChatMessage.class)
        .map(message -> message.placedIn(roomId));
  }

  /**
   * Posts a text message.
   *
   * @param mentions at least one, each with id or handle
   */
  public MessageSent sendMessage(String roomId, String content, List<Mention> mentions) {
    var body = Json.object();
    var message = body.putObject("message").put("content", content);
    var entries = message.putArray("mentions");
    for (var mention : mentions) {
      entries.add(Json.treeOf(mention));
    }
    return http.call(RestCall.create(Path.room(roomId).then("/messages").toString(), body))
        .data(MessageSent.class);
  }

  /**
   * Claims a message, which opens a new attempt. Empty: not claimed, the agent is stopped in this
   * room.
   */
  public Optional<MessageMark> markProcessing(String roomId, String messageId) {
    return mark(roomId, messageId, "/processing", null).dataIfAny(MessageMark.class);
  }

  /**
   * Finishes a message. {@link BandRestException.Invalid} without an open attempt; empty: the agent
   * is stopped in this room.
   */
  public Optional<MessageMark> markProcessed(String roomId, String messageId) {
    return mark(roomId, messageId, "/processed", null)
        .dataOr(MessageMark.class, new MessageMark(messageId, "processed", 0));
  }

  /**
   * Ends the attempt as failed. {@link BandRestException.Invalid} without an open attempt; empty:
   * the agent is stopped in this room.
   */
  public Optional<MessageMark> markFailed(String roomId, String messageId, String error) {
    return mark(roomId, messageId, "/failed", error.isBlank() ? "unknown error" : error)
        .dataOr(MessageMark.class, new MessageMark(messageId, "failed", 0));
  }

  /**
   * Posts an event. Content that is too long is cut in the middle, blank content gets a
   * placeholder, metadata that is too large is left out with a note.
   *
   * @param messageType {@code tool_call}, {@code tool_result}, {@code thought}, {@code error},
   *     {@code task} or {@code attention}
   * @param metadata any values that JSON can hold, null for none
   */
  public EventCreated sendEvent(
      String roomId, String content, String messageType, @Nullable Map<String, ?> metadata) {
    var fitted = ContentLimits.fit(content, metadata);
    var body = Json.object();
    var event = body.putObject("event").put("content", fitted.content());
    event.put("message_type", messageType);
    if (fitted.metadataJson() != null) {
      event.putRawValue("metadata", new RawValue(fitted.metadataJson()));
    }
    return http.call(RestCall.create(Path.room(roomId).then("/events").toString(), body))
        .data(EventCreated.class);
  }

  /**
   * One page of what the agent needs to resume: everything it sent and every text that mentions it,
   * oldest first.
   *
   * @param limit 1 to 100
   */
  public CursorPage<ChatMessage> context(String roomId, @Nullable String cursor, int limit) {
    return messagePage(
        roomId, Path.room(roomId).then("/context").query("cursor", cursor).query("limit", limit));
  }

  /** Hands over the whole context, oldest first, up to {@code maxPages} pages of 100. */
  public void forEachContext(String roomId, int maxPages, Consumer<? super ChatMessage> each) {
    Walk.cursor(
        "the context of a room", maxPages, cursor -> context(roomId, cursor, LARGEST_PAGE), each);
  }

  /** The whole context, oldest first, up to {@code maxPages} pages of 100. */
  public List<ChatMessage> allContext(String roomId, int maxPages) {
    var found = new ArrayList<ChatMessage>();
    forEachContext(roomId, maxPages, found::add);
    return found;
  }

  /**
   * Lights or clears the "working" indicator, which goes out by itself after 10 s. Never repeated.
   *
   * @param deadline for the whole call
   */
  public void reportActivity(String roomId, boolean working, Duration deadline) {
    var body = Json.object().put("working", working);
    http.call(RestCall.create(Path.room(roomId).then("/activity").toString(), body).once(deadline));
  }

  /**
   * Forgets connections that are not in use. Worth calling when the platform is known to have
   * restarted: a call sent over a dead connection may end with an unknown outcome.
   */
  public void dropIdleConnections() {
    http.dropIdleConnections();
  }

  /** Ends calls under way and refuses new ones. */
  @Override
  public void close() {
    http.close();
  }

  private Answer mark(String roomId, String messageId, String mark, @Nullable String error) {
    var path = Path.room(roomId).then("/messages").id(messageId).then(mark).toString();
    var body = error == null ? null : Json.object().put("error", error);
    return http.call(RestCall.settle("POST", path, body));
  }

  private CursorPage<ChatMessage> messagePage(String roomId, Path path) {
    var page = http.call(RestCall.get(path.toString())).cursorPage(ChatMessage.class);
    return new CursorPage<>(
        page.items().stream().map(message -> message.placedIn(roomId)).toList(),
        page.nextCursor(),
        page.hasMore());
  }
}
