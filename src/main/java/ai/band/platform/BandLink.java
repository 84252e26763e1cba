package ai.band.platform;

import ai.band.platform.phoenix.ChannelListener;
import ai.band.platform.phoenix.ChannelLoss;
import ai.band.platform.phoenix.JoinRefused;
import ai.band.platform.phoenix.JoinRequest;
import ai.band.platform.phoenix.PhoenixException;
import ai.band.platform.phoenix.PhoenixSocket;
import ai.band.platform.phoenix.SocketState;
import ai.band.platform.rest.BandRest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One agent's connection to the platform: the socket for hearing, REST for everything else.
 *
 * <p>Once connected the socket heals itself until it is closed, superseded or forbidden. All
 * methods may be called from any thread, the listener's included; calls about one room should come
 * from one thread at a time.
 */
public final class BandLink implements AutoCloseable {
  /** For leaving at the end: whoever does not answer by then will not. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final BandLinkOptions options;
  private final BandRest rest;
  private final LinkFailures failures;
  private final PushParser parser = new PushParser();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Connected connected;

  /** What there is once {@link #connect} was called. */
  private record Connected(PhoenixSocket socket, LinkListener listener, OwnTopics own) {}

  private BandLink(BandLinkOptions options) {
    this.options = options;
    rest = BandRest.open(options.rest());
    failures = new LinkFailures(options.rest().apiKey());
  }

  /** Prepares the link; REST can be used at once, the socket after {@link #connect}. */
  public static BandLink open(BandLinkOptions options) {
    return new BandLink(options);
  }

  public BandRest rest() {
    return rest;
  }

  /**
   * Opens the socket and joins the topics of the agent. Events may arrive before this returns. May
   * be called once.
   *
   * @throws BandConnectionException it did not come about; the link is closed then
   */
  public void connect(LinkListener listener) throws InterruptedException {
    if (connected != null) {
      throw new IllegalStateException("The link was connected before. Open a new one.");
    }
    var end = new LinkEnd(listener);
    var socket = SocketAddress.socket(options, new ConnectionEvents(listener, end, failures, rest));
    var own = new OwnTopics(options.agentId(), socket, parser, listener, end, failures);
    connected = new Connected(socket, listener, own);
    boolean done = false;
    try {
      socket.connect();
      own.join();
      done = true;
    } catch (PhoenixException failure) {
      var displaced = end.superseded();
      throw displaced == null ? failures.of(failure) : displaced.toException();
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /**
   * Joins the room's topics, those that are not joined already. The chat comes first: when the
   * platform allows no more channels on the socket, the result says what is missing.
   *
   * @throws RoomJoinException neither is joined
   */
  public RoomTopics joinRoom(String roomId) throws InterruptedException {
    if (!joinTopic(roomId, RoomTopic.CHAT)) {
      return new RoomTopics(false, isJoined(roomId, RoomTopic.PARTICIPANTS));
    }
    boolean done = false;
    try {
      var topics = new RoomTopics(true, joinTopic(roomId, RoomTopic.PARTICIPANTS));
      done = true;
      return topics;
    } finally {
      if (!done) {
        leaveTopic(roomId, RoomTopic.CHAT);
      }
    }
  }

  /** Whether the topic is joined, or will be as soon as the connection allows. */
  public boolean isJoined(String roomId, RoomTopic topic) {
    var current = connected;
    return current != null && current.socket().channel(topic.of(roomId)).isPresent();
  }

  /** Gives up the participants of a room, to make place for the chat of another. */
  public void releaseParticipants(String roomId) {
    leaveTopic(roomId, RoomTopic.PARTICIPANTS);
  }

  /** Leaves every topic of the room; the agent stays its participant. */
  public void leaveRoom(String roomId) {
    for (var topic : RoomTopic.values()) {
      leaveTopic(roomId, topic);
    }
  }

  /**
   * Listens to the task board of a room (beta).
   *
   * @return false when the platform allows no more channels on the socket
   * @throws RoomJoinException the topic was refused
   */
  public boolean joinTasks(String roomId) throws InterruptedException {
    return joinTopic(roomId, RoomTopic.TASKS);
  }

  /**
   * Listens to contact requests and contacts.
   *
   * @throws BandConnectionException refused, or no connection
   */
  public void joinContacts() throws InterruptedException {
    try {
      connected().own().joinContacts();
    } catch (PhoenixException failure) {
      throw failures.of(failure);
    }
  }

  /** Whether the socket is open right now. */
  public boolean isConnected() {
    var current = connected;
    return current != null && current.socket().state() == SocketState.CONNECTED;
  }

  /** How many pushes were dropped because they could not be read. */
  public long malformedPushes() {
    return parser.malformed();
  }

  /** Leaves all topics, the agent's own first, closes the socket and ends REST calls under way. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    var current = connected;
    if (current != null) {
      if (isConnected()) {
        var leave = options.socket().leaveTimeout();
        var deadline = Deadline.in(leave.compareTo(FAREWELL) < 0 ? leave : FAREWELL);
        current.own().leave(deadline);
        current.socket().leaveAll(deadline.left());
      }
      current.socket().close();
    }
    rest.close();
  }

  private boolean joinTopic(String roomId, RoomTopic topic) throws InterruptedException {
    if (isJoined(roomId, topic)) {
      return true;
    }
    var to = connected().listener();
    var name = topic.of(roomId);
    try {
      connected()
          .socket()
          .join(
              JoinRequest.of(name).withPriority(topic.priority()),
              new EventTopic(name, roomId, parser, to, new RoomTopicFate(to, roomId, topic)));
      return true;
    } catch (JoinRefused refusal) {
      if (LinkFailures.isFull(refusal.reason())) {
        return false;
      }
      throw new RoomJoinException(roomId, refusal.reason(), false, refusal);
    } catch (PhoenixException failure) {
      throw new RoomJoinException(
          roomId, String.valueOf(failure.getMessage()), failure.retryable(), failure);
    }
  }

  /** Tells how a topic of a room fares. */
  private record RoomTopicFate(LinkListener listener, String roomId, RoomTopic kind)
      implements TopicEnd {
    @Override
    public void ended(ChannelListener topic, ChannelLoss loss) {
      listener.onRoomTopicLost(roomId, kind, TopicEnd.reason(loss));
    }

    @Override
    public void down() {
      listener.onRoomTopicDown(roomId, kind);
    }

    @Override
    public void up() {
      listener.onRoomTopicUp(roomId, kind);
    }
  }

  private void leaveTopic(String roomId, RoomTopic topic) {
    var current = connected;
    if (current != null) {
      current
          .socket()
          .channel(topic.of(roomId))
          .ifPresent(channel -> channel.leave(options.socket().leaveTimeout()));
    }
  }

  private Connected connected() {
    var current = connected;
    if (current == null) {
      throw new IllegalStateException("The link is not connected. Call connect first.");
    }
    return current;
  }
}
