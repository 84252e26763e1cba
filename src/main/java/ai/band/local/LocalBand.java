package ai.band.local;

import ai.band.local.admin.AdminApi;
import ai.band.local.fault.Faults;
import ai.band.local.http.HttpListener;
import ai.band.local.http.HttpOutcome;
import ai.band.local.http.HttpRequest;
import ai.band.local.http.HttpResponse;
import ai.band.local.rest.CallLog;
import ai.band.local.rest.Operations;
import ai.band.local.rest.RestApi;
import ai.band.local.rest.Router;
import ai.band.local.socket.SocketHub;
import ai.band.local.socket.UpgradeDesk;
import ai.band.local.world.World;
import java.net.URI;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A Band-compatible server in memory, on one port of 127.0.0.1: REST and sockets.
 *
 * <p>Safe for many threads. Everything is gone when it is closed.
 */
public final class LocalBand implements AutoCloseable {
  private static final String SOCKET_PATH = "/api/v1/socket/websocket";
  private static final String ADMIN_PREFIX = "/local/";
  private static final int ADMIN_CALLS = 100;

  private final Faults faults = new Faults();
  private final SocketHub sockets;
  private final World world;
  private final CallLog calls;
  private final RestApi rest;
  private final RestApi admin;
  private final UpgradeDesk upgrades;
  private final ReentrantLock lock = new ReentrantLock(); // guards listener and held
  private final int port;
  private @Nullable HttpListener listener;
  private @Nullable HeldPort held; // while the server is down

  private LocalBand(LocalBandOptions options) {
    sockets = new SocketHub(options.sockets(), faults);
    world = new World(sockets);
    sockets.serve(world);
    calls = new CallLog(options.callLogSize());
    var router = new Router();
    Operations.register(router, world);
    rest = new RestApi(router, world.directory(), faults, calls);
    var adminRouter = new Router();
    AdminApi.register(adminRouter, world, sockets, faults, calls);
    // Faults and log are its own: control works while everything else is broken, and is not
    // counted.
    admin = new RestApi(adminRouter, world.directory(), new Faults(), new CallLog(ADMIN_CALLS));
    upgrades = new UpgradeDesk(world.directory(), sockets);
    HttpListener opened = HttpListener.open(options.port(), this::handle);
    listener = opened;
    port = opened.port();
  }

  /** Starts on a free port. */
  public static LocalBand start() {
    return start(LocalBandOptions.DEFAULTS);
  }

  /**
   * Starts a server.
   *
   * @throws java.io.UncheckedIOException when the port is taken
   */
  public static LocalBand start(LocalBandOptions options) {
    return new LocalBand(options);
  }

  /** The base of REST calls, such as {@code http://127.0.0.1:4000}. */
  public URI restUrl() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Where sockets connect. */
  public URI socketUrl() {
    return URI.create("ws://127.0.0.1:" + port + SOCKET_PATH);
  }

  public int port() {
    return port;
  }

  /** Users, agents, rooms and everything in them. */
  public World world() {
    return world;
  }

  /** What goes wrong. */
  public Faults faults() {
    return faults;
  }

  /** Open sockets: to look at, drop, and push on. */
  public SocketHub sockets() {
    return sockets;
  }

  /** The REST calls of the past. */
  public CallLog calls() {
    return calls;
  }

  /** Closes every socket and the port, as for a restart; the world stays. */
  public void goDown() {
    sockets.shutDownSockets();
    lock.lock();
    try {
      if (listener != null) {
        closeListener();
        held = HeldPort.hold(port);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Opens the same port again. */
  public void comeBack() {
    lock.lock();
    try {
      if (listener == null) {
        letPortGo();
        listener = HttpListener.open(port, this::handle);
      }
    } finally {
      lock.unlock();
    }
  }

  private HttpOutcome handle(HttpRequest request) {
    if (request.path().equals(SOCKET_PATH)) {
      return upgrades.handle(request);
    }
    if (!request.path().startsWith(ADMIN_PREFIX)) {
      return rest.handle(request);
    }
    // No key guards these routes, so a page in the user's browser must not reach them.
    return request.isFromElsewhere()
        ? new HttpOutcome.Respond(HttpResponse.empty(403))
        : admin.handle(request);
  }

  private void closeListener() {
    lock.lock();
    try {
      if (listener != null) {
        listener.close();
        listener = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private void letPortGo() {
    lock.lock();
    try {
      if (held != null) {
        held.close();
        held = null;
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    sockets.close();
    closeListener();
    letPortGo();
  }
}
