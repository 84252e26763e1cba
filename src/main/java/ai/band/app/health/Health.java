package ai.band.app.health;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * The health endpoint of a program: {@code /live} answers as long as the program does, {@code
 * /ready} tells whether its agents can work and why not, {@code /metrics} is for Prometheus. Safe
 * from any thread.
 */
public final class Health implements AutoCloseable {
  private static final int WAITING_CONNECTIONS = 16;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Metrics metrics = new Metrics();
  private final int largestBacklog;
  private final UnaryOperator<String> mask;
  private final Map<String, WatchedAgent> agents = new ConcurrentSkipListMap<>();

  private Health(HttpServer server, int largestBacklog, UnaryOperator<String> mask) {
    this.server = server;
    this.largestBacklog = largestBacklog;
    this.mask = mask;
    threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("health-http-", 0).factory());
  }

  /**
   * Opens the endpoint.
   *
   * @param address where to listen, a name or an IP address
   * @param port 0 for a free one
   * @param largestBacklog more waiting messages than that make an agent not ready
   * @param mask hides secrets in reasons
   * @throws IOException when the address is not one of this host or the port is taken
   */
  public static Health open(
      String address, int port, int largestBacklog, UnaryOperator<String> mask) throws IOException {
    var at = new InetSocketAddress(InetAddress.getByName(address), port);
    var health = new Health(HttpServer.create(at, WAITING_CONNECTIONS), largestBacklog, mask);
    health.begin();
    return health;
  }

  private void begin() {
    var pages = new HealthPages(this::agents, metrics);
    pages.addTo(server);
    server.setExecutor(threads);
    server.start();
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Begins to watch an agent; one of the same key is forgotten. */
  public AgentWatch watch(String key) {
    var watched =
        new WatchedAgent(
                key, largestBacklog, mask, metrics.monitor(key), WatchedAgent.BETWEEN_CHECKS)
            .begin();
    metrics.observe(watched);
    WatchedAgent before = agents.put(key, watched);
    if (before != null) {
      before.close();
    }
    return watched;
  }

  /** Forgets an agent that was taken out of the configuration. */
  public void forget(String key) {
    WatchedAgent watched = agents.remove(key);
    if (watched != null) {
      watched.close();
      metrics.forget(key);
    }
  }

  private List<WatchedAgent> agents() {
    return new ArrayList<>(agents.values());
  }

  /** Ends the endpoint; answers under way have a second. */
  @Override
  public void close() {
    agents.values().forEach(WatchedAgent::close);
    server.stop(0);
    threads.shutdownNow();
    metrics.close();
  }
}
