package ai.band.platform.phoenix;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A client of Phoenix Channels, version 2, over one WebSocket at a time.
 *
 * <p>Once connected it stays so: a lost connection is replaced after the delays of {@link
 * ReconnectPolicy}, and every topic is joined again. All methods may be called from any thread,
 * listeners included.
 */
public final class PhoenixSocket implements AutoCloseable {
  private final PhoenixOptions options;
  private final Couriers couriers = new Couriers();
  private final SocketNews news;
  private final Exchange exchange;
  private final SocketLoop loop;
  private final AtomicReference<SocketState> phase = new AtomicReference<>(SocketState.NEW);

  private PhoenixSocket(Builder builder) {
    options = builder.options;
    news = new SocketNews(builder.listener, couriers);
    exchange =
        new Exchange(
            options,
            new FrameCodec(),
            couriers,
            report -> news.tell(listener -> listener.onReconnected(report)));
    Endpoint endpoint = Endpoint.of(builder.uri, builder.query);
    loop =
        new SocketLoop(
            endpoint,
            new Dialer(endpoint, builder.sslContext),
            options,
            builder.headers,
            builder.retryAfter,
            exchange,
            news,
            new ReconnectPolicy(options.reconnect(), new SplittableRandom(), System::nanoTime));
  }

  /**
   * Starts a socket to an address.
   *
   * @param uri full address of the socket, {@code ws} or {@code wss}, ending in {@code /websocket}
   */
  public static Builder builder(URI uri) {
    return new Builder(uri);
  }

  /**
   * Makes the first connection and returns when it is open. Failures that may pass are tried again,
   * as often as {@link ReconnectSettings#firstConnectAttempts} says. When it fails, or the calling
   * thread is interrupted, the socket is closed.
   *
   * @throws UpgradeRefused the server refused, for good or at the last attempt
   * @throws ConnectFailed the last attempt did not reach the server
   * @throws SocketClosed the socket was closed meanwhile
   */
  public void connect() throws InterruptedException {
    if (!phase.compareAndSet(SocketState.NEW, SocketState.CONNECTING)) {
      throw new IllegalStateException("A socket connects once. Build a new one.");
    }
    loop.start();
    boolean connected = false;
    try {
      loop.awaitFirstConnection();
      connected = true;
    } finally {
      if (!connected) {
        close();
      }
    }
  }

  /** Joins with an empty payload and ordinary priority. */
  public PhoenixChannel join(String topic, ChannelListener listener) throws InterruptedException {
    return join(JoinRequest.of(topic), listener);
  }

  /**
   * Joins a topic and returns when the server has accepted. From then on the channel heals itself.
   * When the connection is down or breaks meanwhile, the call waits for the next one.
   *
   * @throws JoinRefused the server answered with an error; the topic is given up
   * @throws JoinTimedOut no answer; the topic is given up
   * @throws ChannelEnded the channel was left, or ended by the server, meanwhile
   * @throws SocketClosed the socket has ended
   * @throws IllegalStateException the topic is joined already, or {@link #connect} was not called
   */
  public PhoenixChannel join(JoinRequest request, ChannelListener listener)
      throws InterruptedException {
    if (phase.get() == SocketState.NEW) {
      throw new IllegalStateException("The socket is not connected. Call connect() first.");
    }
    Answer answer = new Answer();
    PhoenixChannel channel = exchange.add(request, listener, answer);
    boolean joined = false;
    try {
      joined = answer.await(options.joinPatience()) != null;
    } finally {
      if (!joined) {
        exchange.leave(channel, Duration.ZERO);
      }
    }
    if (!joined) {
      throw new JoinTimedOut(request.topic(), options.joinPatience());
    }
    return channel;
  }

  /**
   * Joins a topic without waiting, also before {@link #connect}: the listener hears of the outcome,
   * and a join that stays unanswered, or fails for a passing reason, is tried again until it
   * succeeds or the channel is left.
   *
   * @throws SocketClosed the socket has ended
   * @throws IllegalStateException the topic is joined already
   */
  public PhoenixChannel subscribe(JoinRequest request, ChannelListener listener) {
    return exchange.add(request, listener, null);
  }

  /** The live channel of a topic: joined, being joined, or waiting to be joined again. */
  public Optional<PhoenixChannel> channel(String topic) {
    return exchange.channel(topic);
  }

  /**
   * Leaves every topic and waits for the answers.
   *
   * @return whether all were answered in time
   */
  public boolean leaveAll(Duration timeout) {
    return exchange.leaveAll(timeout);
  }

  /**
   * Ends the socket for good without a reconnect, also when the connection is already lost. For an
   * owner that was told by an application event to stay away. Listeners are told. Does not wait.
   */
  public void terminate(String reason) {
    Termination termination = new Termination.Requested(reason);
    if (exchange.end(reason, termination)) {
      phase.set(SocketState.TERMINATED);
      news.tell(listener -> listener.onTerminated(termination));
      loop.stop();
    }
  }

  public SocketState state() {
    return switch (phase.get()) {
      case NEW -> SocketState.NEW;
      case CLOSED -> SocketState.CLOSED;
      default -> exchange.state(loop.generation());
    };
  }

  public SocketStats stats() {
    return exchange.stats(loop.generation());
  }

  /**
   * Closes the connection with code 1000 and ends all threads, within twice {@link
   * PhoenixOptions#closeTimeout}. Leaves no topic by itself: see {@link #leaveAll}. Waiting calls
   * fail with {@link SocketClosed}; no call of a listener begins afterwards, and one that does not
   * end in time is interrupted. A second call does nothing.
   */
  @Override
  public void close() {
    if (phase.getAndSet(SocketState.CLOSED) == SocketState.CLOSED) {
      return;
    }
    exchange.end("it was closed", null);
    loop.stop();
    try {
      couriers.close(options.closeTimeout());
      loop.awaitStopped(options.closeTimeout());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Collects what a socket needs. */
  public static final class Builder {
    final URI uri;
    PhoenixOptions options = PhoenixOptions.defaults();
    Supplier<Map<String, String>> headers = Map::of;
    final Map<String, String> query = new LinkedHashMap<>();
    SocketListener listener = new SocketListener() {};
    Function<UpgradeRefused, Optional<Duration>> retryAfter = UpgradeRefused::retryAfter;
    @Nullable SSLContext sslContext;

    private Builder(URI uri) {
      this.uri = uri;
    }

    public Builder options(PhoenixOptions value) {
      options = value;
      return this;
    }

    public Builder listener(SocketListener value) {
      listener = value;
      return this;
    }

    /**
     * Headers of every upgrade; asked for anew at each connection. Only {@code x-…} reach Phoenix
     * applications.
     */
    public Builder headers(Supplier<Map<String, String>> value) {
      headers = value;
      return this;
    }

    /** Adds a query parameter, unencoded; replaces one of the same name in the address. */
    public Builder queryParameter(String name, String value) {
      query.put(name, value);
      return this;
    }

    /** How long a refused upgrade asks to wait; by default what its Retry-After header says. */
    public Builder retryAfter(Function<UpgradeRefused, Optional<Duration>> value) {
      retryAfter = value;
      return this;
    }

    /** Trust for {@code wss}; by default the JVM's. */
    public Builder sslContext(SSLContext value) {
      sslContext = value;
      return this;
    }

    public PhoenixSocket build() {
      return new PhoenixSocket(this);
    }
  }
}
