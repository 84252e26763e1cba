package ai.band.platform.rest;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Notices before a call is sent that the server has hung up on the connection meanwhile.
 *
 * <p>A call that must not be sent twice, sent over such a connection, would end with an unknown
 * outcome. OkHttp looks only at connections idle for 10 s; the look costs a millisecond, so here it
 * is taken after a second, and always while a server is known to hang up early.
 */
final class StaleConnections implements Interceptor {
  private static final long SUSPICION_NANOS = Duration.ofMinutes(10).toNanos();

  private final long lookAfterNanos;
  private final Lock lock = new ReentrantLock(); // guards the two fields below
  // By socket: connections are monitors too, and the identity hash of a contended one is slow.
  private final Map<Socket, Long> releasedAt = new WeakHashMap<>();
  private @Nullable Long suspectedAt;

  StaleConnections(Duration lookAfter) {
    lookAfterNanos = lookAfter.toNanos();
  }

  /** The server had hung up. Nothing was sent. */
  static final class Stale extends IOException {
    private static final long serialVersionUID = 1L;

    Stale() {
      super("the server had closed the idle connection");
    }
  }

  boolean servedBefore(Connection connection) {
    lock.lock();
    try {
      return releasedAt.containsKey(connection.socket());
    } finally {
      lock.unlock();
    }
  }

  void released(Connection connection) {
    lock.lock();
    try {
      releasedAt.put(connection.socket(), System.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  /** A call was lost on a used connection: from now on look every time. */
  void suspect() {
    lock.lock();
    try {
      suspectedAt = System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    var connection = chain.connection();
    var body = chain.request().body();
    if (connection != null
        && body != null
        && body.isOneShot()
        && connection.protocol() != Protocol.HTTP_2
        && worthALook(connection)
        && hungUp(connection)) {
      throw new Stale();
    }
    return chain.proceed(chain.request());
  }

  private boolean worthALook(Connection connection) {
    long now = System.nanoTime();
    lock.lock();
    try {
      var released = releasedAt.get(connection.socket());
      return released != null
          && (now - released >= lookAfterNanos
              || (suspectedAt != null && now - suspectedAt < SUSPICION_NANOS));
    } finally {
      lock.unlock();
    }
  }

  private static boolean hungUp(Connection connection) {
    var socket = connection.socket();
    try {
      int before = socket.getSoTimeout();
      socket.setSoTimeout(1);
      try {
        // Between calls a server has nothing to say: an end or a stray byte, neither is of use.
        int ignored = socket.getInputStream().read();
        return true;
      } catch (SocketTimeoutException quiet) {
        return false;
      } finally {
        socket.setSoTimeout(before);
      }
    } catch (IOException broken) {
      return true;
    }
  }
}
