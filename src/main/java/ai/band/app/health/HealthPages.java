package ai.band.app.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/** What the endpoint answers. */
final class HealthPages {
  private static final String JSON = "application/json; charset=utf-8";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Supplier<List<WatchedAgent>> agents;
  private final Metrics metrics;

  HealthPages(Supplier<List<WatchedAgent>> agents, Metrics metrics) {
    this.agents = agents;
    this.metrics = metrics;
  }

  /** An answer. */
  private record Page(int status, String type, String body) {}

  void addTo(HttpServer server) {
    page(server, "/live", this::live);
    page(server, "/ready", this::ready);
    page(server, "/metrics", () -> new Page(200, Metrics.TYPE, metrics.text()));
  }

  private static void page(HttpServer server, String path, Supplier<Page> page) {
    server.createContext(path, exchange -> answer(exchange, path, page));
  }

  private static void answer(HttpExchange exchange, String path, Supplier<Page> page)
      throws IOException {
    try (exchange) {
      Page answer;
      if (!exchange.getRequestURI().getPath().equals(path)) {
        answer = new Page(404, JSON, "{\"error\":\"There are /live, /ready and /metrics.\"}\n");
      } else if (!exchange.getRequestMethod().matches("GET|HEAD")) {
        answer = new Page(405, JSON, "{\"error\":\"Use GET.\"}\n");
      } else {
        answer = page.get();
      }
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private Page live() {
    return new Page(200, JSON, json(Map.of("live", true)));
  }

  private Page ready() {
    boolean all = true;
    Map<String, Object> listed = new LinkedHashMap<>();
    for (WatchedAgent agent : agents.get()) {
      Readiness readiness = agent.readiness();
      all &= readiness.ready();
      listed.put(agent.key(), told(readiness));
    }
    all &= !listed.isEmpty();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ready", all);
    body.put("agents", listed);
    return new Page(all ? 200 : 503, JSON, json(body));
  }

  private static Map<String, Object> told(Readiness readiness) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("ready", readiness.ready());
    readiness.parts().forEach((name, finding) -> told.put(name, told(finding)));
    return told;
  }

  private static Map<String, Object> told(Finding finding) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("ok", finding.good());
    if (finding.problem() != null) {
      told.put("problem", finding.problem());
    }
    return told;
  }

  private static String json(Map<String, ?> body) {
    return MAPPER.writeValueAsString(body) + "\n";
  }
}
