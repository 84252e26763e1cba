package ai.band.platform;

import ai.band.platform.phoenix.ChannelListener;
import ai.band.platform.phoenix.ChannelLoss;
import ai.band.platform.phoenix.CloseInfo;
import ai.band.platform.phoenix.JoinRefused;
import ai.band.platform.phoenix.JoinRequest;
import ai.band.platform.phoenix.PhoenixException;
import ai.band.platform.phoenix.PhoenixSocket;
import ai.band.platform.phoenix.ReconnectReport;
import ai.band.platform.phoenix.SocketListener;
import ai.band.platform.phoenix.SocketState;
import ai.band.platform.phoenix.Termination;
import ai.band.platform.rest.BandRest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent's connection to the platform: the socket for hearing, REST for everything else.
 *
 * <p>Once connected the socket heals itself until it is closed, superseded or forbidden. All
 * methods may be called from any thread, the listener's included; calls about one room should come
 * from one thread at a time.
 */
public final class BandLink implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BandLink.class);

  private static final String TOO_MANY_CHANNELS = "too many channels joined";

  // Lower joins first after a reconnect, so that a limit on channels hits what can be polled best.
  private static final int CONTROL = 0;
  private static final int ROOMS = 1;
  private static final int CONTACTS = 2;

  private static final Duration REJOIN_PAUSE = Duration.ofSeconds(1);

  private final BandLinkOptions options;
  private final BandRest rest;
  private final PushParser parser = new PushParser();
  private final LinkFailures failures;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Superseded superseded;
  private volatile @Nullable PhoenixSocket socket;
  private volatile @Nullable LinkListener listener;

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
    if (socket != null) {
      throw new IllegalStateException("The link was connected before. Open a new one.");
    }
    var opened = SocketAddress.socket(options, new ConnectionEvents(listener));
    socket = opened;
    this.listener = listener;
    boolean done = false;
    try {
      opened.connect();
      opened.join(controlRequest(), controlTopic(listener));
      opened.join(roomsRequest(), essentialTopic(roomsRequest(), listener));
      done = true;
    } catch (PhoenixException failure) {
      var displaced = superseded;
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
    try {
      return new RoomTopics(true, joinTopic(roomId, RoomTopic.PARTICIPANTS));
    } catch (RoomJoinException failure) {
      leaveTopic(roomId, RoomTopic.CHAT);
      throw failure;
    }
  }

  /** Whether the topic is joined, or will be as soon as the connection allows. */
  public boolean isJoined(String roomId, RoomTopic topic) {
    var current = socket;
    return current != null && current.channel(topic.of(roomId)).isPresent();
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
    var request = JoinRequest.of(contactsTopic()).withPriority(CONTACTS);
    if (connected().channel(request.topic()).isPresent()) {
      return;
    }
    try {
      connected().join(request, essentialTopic(request, listener()));
    } catch (PhoenixException failure) {
      throw failures.of(failure);
    }
  }

  /** Whether the socket is open right now. */
  public boolean isConnected() {
    var current = socket;
    return current != null && current.state() == SocketState.CONNECTED;
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
    var current = socket;
    if (current != null) {
      if (current.state() == SocketState.CONNECTED) {
        leave(current, contactsTopic());
        leave(current, controlRequest().topic());
        current.leaveAll(options.socket().leaveTimeout());
      }
      current.close();
    }
    rest.close();
  }

  private boolean joinTopic(String roomId, RoomTopic topic) throws InterruptedException {
    var request = JoinRequest.of(topic.of(roomId)).withPriority(topic.priority());
    var current = connected();
    if (current.channel(request.topic()).isPresent()) {
      return true;
    }
    var to = listener();
    try {
      current.join(
          request,
          new EventTopic(
              request.topic(),
              roomId,
              parser,
              to,
              (ignored, loss) -> to.onRoomTopicLost(roomId, topic, TopicEnd.reason(loss))));
      return true;
    } catch (JoinRefused refusal) {
      if (refusal.reason().equals(TOO_MANY_CHANNELS)) {
        return false;
      }
      throw new RoomJoinException(roomId, refusal.reason(), false, refusal);
    } catch (PhoenixException failure) {
      throw new RoomJoinException(
          roomId, String.valueOf(failure.getMessage()), failure.retryable(), failure);
    }
  }

  private void leaveTopic(String roomId, RoomTopic topic) {
    var current = socket;
    if (current != null) {
      leave(current, topic.of(roomId));
    }
  }

  private void leave(PhoenixSocket from, String topic) {
    from.channel(topic).ifPresent(channel -> channel.leave(options.socket().leaveTimeout()));
  }

  private ControlTopic controlTopic(LinkListener to) {
    return new ControlTopic(
        options.agentId(),
        parser,
        to::onControl,
        displaced -> supersede(displaced, to),
        (topic, loss) -> restore(controlRequest(), topic, loss, to));
  }

  private EventTopic essentialTopic(JoinRequest request, LinkListener to) {
    return new EventTopic(
        request.topic(), null, parser, to, (topic, loss) -> restore(request, topic, loss, to));
  }

  /** Without its own topics the agent is deaf: they are joined again, or the link ends. */
  private void restore(
      JoinRequest request, ChannelListener topic, ChannelLoss loss, LinkListener to) {
    if (loss instanceof ChannelLoss.Refused refused) {
      if (request.priority() == CONTACTS) {
        log.warn("no contact events any more: {}", refused.reason());
        return;
      }
      terminate(failures.refusedTopic(request.topic(), refused.reason()), to);
      return;
    }
    log.warn("{} was closed by the server, joining it again", request.topic());
    try {
      Thread.sleep(REJOIN_PAUSE);
      connected().subscribe(request, topic);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (PhoenixException gone) {
      log.debug("{} is not joined again: {}", request.topic(), gone.getMessage());
    }
  }

  private void supersede(Superseded displaced, LinkListener to) {
    superseded = displaced;
    if (ended.compareAndSet(false, true)) {
      connected().terminate("another connection of this agent took over");
      to.onSuperseded(displaced);
    }
  }

  private void terminate(BandConnectionException failure, LinkListener to) {
    if (ended.compareAndSet(false, true)) {
      connected().terminate(String.valueOf(failure.getMessage()));
      to.onTerminated(failure);
    }
  }

  private PhoenixSocket connected() {
    var current = socket;
    if (current == null) {
      throw new IllegalStateException("The link is not connected. Call connect first.");
    }
    return current;
  }

  private LinkListener listener() {
    var current = listener;
    if (current == null) {
      throw new IllegalStateException("The link is not connected. Call connect first.");
    }
    return current;
  }

  private JoinRequest controlRequest() {
    return JoinRequest.of("agent_control:" + options.agentId()).withPriority(CONTROL);
  }

  private JoinRequest roomsRequest() {
    return JoinRequest.of("agent_rooms:" + options.agentId()).withPriority(ROOMS);
  }

  private String contactsTopic() {
    return "agent_contacts:" + options.agentId();
  }

  /** Hears of the connection itself. */
  private final class ConnectionEvents implements SocketListener {
    private final LinkListener to;

    ConnectionEvents(LinkListener to) {
      this.to = to;
    }

    @Override
    public void onDisconnected(CloseInfo close, Duration retryIn) {
      rest.dropIdleConnections();
      to.onDisconnected(describe(close), retryIn);
    }

    @Override
    public void onConnectFailed(PhoenixException failure, Duration retryIn) {
      to.onDisconnected(String.valueOf(failures.of(failure).getMessage()), retryIn);
    }

    @Override
    public void onReconnected(ReconnectReport report) {
      to.onReconnected(report.refused().keySet());
    }

    @Override
    public void onTerminated(Termination termination) {
      if (ended.compareAndSet(false, true)) {
        to.onTerminated(failures.of(termination));
      }
    }

    private static String describe(CloseInfo close) {
      return "closed with code "
          + close.code()
          + (close.reason().isBlank() ? "" : " (" + close.reason() + ")");
    }
  }
}
