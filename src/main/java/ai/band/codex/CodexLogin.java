package ai.band.codex;

import ai.band.codex.CodexException.CodexUnavailable;
import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.TurnEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Logs Codex in, over a connection that is used for nothing else meanwhile. Codex keeps the login
 * in its home directory. For one thread.
 */
public final class CodexLogin {
  private static final int NEWS_KEPT = 16;
  private static final Duration LOOK_AFTER_CONNECTION = Duration.ofSeconds(1);

  private final CodexClient client;

  public CodexLogin(CodexClient client) {
    this.client = client;
  }

  /**
   * What a person has to do.
   *
   * @param address page to open in any browser
   * @param code to be typed there
   */
  public record DeviceCode(String address, String code) {}

  /**
   * Logs in with an API key of OpenAI.
   *
   * @throws CodexException when Codex does not take it; the text holds no key
   */
  public void withApiKey(String apiKey, Duration limit) throws InterruptedException {
    start(Json.object().put("type", "apiKey").put("apiKey", apiKey), limit, answer -> {});
  }

  /**
   * Logs in with an account, which a person confirms on a web page.
   *
   * @param shown gets what the person needs, once
   * @param limit how long the person may take
   * @throws CodexException when Codex gets no code, or the login fails or takes too long
   */
  public void withDeviceCode(Consumer<DeviceCode> shown, Duration limit)
      throws InterruptedException {
    start(
        Json.object().put("type", "chatgptDeviceCode"),
        limit,
        answer ->
            shown.accept(
                new DeviceCode(
                    Json.textOrEmpty(answer, "verificationUrl"),
                    Json.textOrEmpty(answer, "userCode"))));
  }

  private void start(ObjectNode params, Duration limit, Consumer<JsonNode> answered)
      throws InterruptedException {
    BlockingQueue<JsonNode> completed = new ArrayBlockingQueue<>(NEWS_KEPT);
    client.onNotice(event -> keep(event, completed));
    try {
      JsonNode answer = client.request("account/login/start", params);
      answered.accept(answer);
      await(Json.text(answer, "loginId"), completed, limit);
    } finally {
      client.onNotice(null);
    }
  }

  private static void keep(ThreadEvent event, BlockingQueue<JsonNode> completed) {
    if (event.event() instanceof TurnEvent.Unrecognised(var method, var params)
        && method.equals("account/login/completed")) {
      completed.offer(params);
    }
  }

  private void await(@Nullable String loginId, BlockingQueue<JsonNode> completed, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() - deadline < 0) {
      JsonNode news = completed.poll(LOOK_AFTER_CONNECTION.toMillis(), TimeUnit.MILLISECONDS);
      if (news == null && client.closed() != null) {
        throw failed("Codex ended before the login was confirmed.");
      }
      if (news == null || (loginId != null && !loginId.equals(Json.text(news, "loginId")))) {
        continue;
      }
      if (!Json.isTrue(news, "success")) {
        throw failed("The login failed: " + Json.textOrEmpty(news, "error"));
      }
      return;
    }
    cancel(loginId);
    throw failed("The login was not confirmed within " + limit.toSeconds() + " s.");
  }

  private void cancel(@Nullable String loginId) {
    if (loginId != null) {
      client.request("account/login/cancel", Json.object().put("loginId", loginId));
    }
  }

  private static CodexUnavailable failed(String what) {
    return new CodexUnavailable(what, null, List.of(), null);
  }
}
