package ai.band.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who the fake is logged in as, and how one logs in. */
final class FakeAccount {
  private static final String LOGIN_ID = "4c0ffee0-0000-4000-8000-000000000001";

  private FakeAccount() {}

  static JsonNode read(FakeScript script) {
    Path file = Path.of(script.root().path("accountFile").asString("/nowhere"));
    try {
      if (Files.exists(file)) {
        return FakeAppServer.MAPPER.readTree(Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ObjectNode answer = FakeAppServer.MAPPER.createObjectNode().putNull("account");
    return answer.put("requiresOpenaiAuth", false);
  }

  static ObjectNode startLogin(FakeScript script, JsonNode params) {
    String type = params.path("type").asString("");
    ObjectNode answer = FakeAppServer.MAPPER.createObjectNode().put("type", type);
    return switch (type) {
      case "apiKey" -> {
        if (!params.path("apiKey").isString()) {
          throw new FakeRefusal(-32600, "Invalid request: missing field `apiKey`");
        }
        yield answer;
      }
      case "chatgptDeviceCode" -> {
        if (!script.root().has("deviceLogin")) {
          throw new FakeRefusal(-32603, "failed to request device code: no network");
        }
        yield answer
            .put("loginId", LOGIN_ID)
            .put("verificationUrl", "https://auth.example.com/codex/device")
            .put("userCode", "ABCD-12345");
      }
      default -> throw new FakeRefusal(-32600, "Invalid request: unknown variant `" + type + "`");
    };
  }

  /** What is told after the answer. */
  static Map<String, ObjectNode> loginNews(FakeScript script, JsonNode params) {
    boolean device = params.path("type").asString("").equals("chatgptDeviceCode");
    String error = device ? script.root().path("deviceLogin").asString("") : "";
    ObjectNode completed = FakeAppServer.MAPPER.createObjectNode();
    completed.put("loginId", device ? LOGIN_ID : null).put("success", error.isEmpty());
    completed.put("error", error.isEmpty() ? null : error);
    Map<String, ObjectNode> news = new LinkedHashMap<>();
    news.put("account/login/completed", completed);
    if (error.isEmpty()) {
      ObjectNode updated = FakeAppServer.MAPPER.createObjectNode();
      news.put("account/updated", updated.put("authMode", device ? "chatgpt" : "apikey"));
    }
    return news;
  }
}
