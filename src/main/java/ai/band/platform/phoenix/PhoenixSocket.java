package ai.band.platform.phoenix;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
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
  private PhoenixSocket(Builder builder) {}

  /**
   * @param uri full address of the socket, {@code ws} or {@code wss}, ending in {@code /websocket}
   */
  public static Builder builder(URI uri) {
    return new Builder(uri);
  }

  /**
   * Makes the first connection and returns when it is open. Failures that may pass are tried again,
   * as often as {@link ReconnectSettings#firstConnectAttempts} says.
   *
   * @throws UpgradeRefused the server refused, for good or at the last attempt
   * @throws ConnectFailed no attempt reached the server
   * @throws SocketClosed the socket was closed meanwhile
   */
  public void connect() throws InterruptedException {}

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
   * @throws ChannelEnded the channel was left, or closed by the server, meanwhile
   * @throws SocketClosed the socket is not connected, or has ended
   * @throws IllegalStateException the topic is joined already
   */
  public PhoenixChannel join(JoinRequest request, ChannelListener listener)
      throws InterruptedException {
    return new PhoenixChannel(request);
  }

  /**
   * Like {@link #join}, without waiting: the listener hears of the outcome, and a join that is not
   * answered is tried again until it is, or the channel is left.
   */
  public PhoenixChannel subscribe(JoinRequest request, ChannelListener listener) {
    return new PhoenixChannel(request);
  }

  /** The live channel of a topic: joined, being joined, or waiting to be joined again. */
  public Optional<PhoenixChannel> channel(String topic) {
    return Optional.empty();
  }

  /**
   * Leaves every topic and waits for the answers.
   *
   * @return whether all were answered in time
   */
  public boolean leaveAll(Duration timeout) {
    return true;
  }

  /**
   * Ends the socket for good without a reconnect, also when the connection is already lost. For an
   * owner that was told by an application event to stay away. Listeners are told.
   */
  public void terminate(String reason) {}

  public SocketState state() {
    return SocketState.NEW;
  }

  public SocketStats stats() {
    return new SocketStats(0, 0, 0, 0, 0, 0);
  }

  /**
   * Closes the connection with code 1000 and ends all threads, within {@link
   * PhoenixOptions#closeTimeout} or little more. Leaves no topic by itself: see {@link #leaveAll}.
   * Waiting calls fail with {@link SocketClosed}; no call of a listener begins afterwards. A second
   * call does nothing.
   */
  @Override
  public void close() {}

  /** Collects what a socket needs. */
  public static final class Builder {
    final URI uri;
    PhoenixOptions options = PhoenixOptions.defaults();
    Supplier<Map<String, String>> headers = Map::of;
    final Map<String, String> query = new LinkedHashMap<>();
    SocketListener listener = new SocketListener() {};
    Function<UpgradeRefused, Optional<Duration>> retryAfter = UpgradeRefused::retryAfter;
    Predicate<JoinRefused> passing = refusal -> refusal.reason().equals("join crashed");
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

    /** Which refused rejoins are tried again; by default those with reason {@code join crashed}. */
    public Builder passingRefusals(Predicate<JoinRefused> value) {
      passing = value;
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
