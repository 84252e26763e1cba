package ai.band.app;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A person in one room, over Band's REST interface for people: writes messages to the agent, reads
 * what happens. Usable from any thread.
 */
final class DemoRoom implements AutoCloseable {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final Duration CALL_LIMIT = Duration.ofSeconds(15);
  private static final int PAGE = 100;

  private final OkHttpClient http = new OkHttpClient.Builder().callTimeout(CALL_LIMIT).build();
  private final HttpUrl messages;
  private final String apiKey;
  private final String agentId;

  DemoRoom(String restUrl, String roomId, String apiKey, String agentId) {
    this.messages =
        HttpUrl.get(restUrl)
            .newBuilder()
            .addPathSegments("api/v1/me/chats")
            .addPathSegment(roomId)
            .addPathSegment("messages")
            .build();
    this.apiKey = apiKey;
    this.agentId = agentId;
  }

  /** The address that {@link #say} posts to. */
  String address() {
    return messages.toString();
  }

  String agentId() {
    return agentId;
  }

  /** Writes to the agent; returns the message's id. */
  String say(String text) throws IOException {
    var message = Map.of("content", text, "mentions", List.of(Map.of("id", agentId)));
    var body = JsonMapper.shared().writeValueAsString(Map.of("message", message));
    var request = request(messages).post(RequestBody.create(body, JSON)).build();
    return call(request).path("data").path("id").asString();
  }

  /** The newest entries, or those behind an earlier page's {@code next}. */
  RoomPage read(@Nullable String cursor) throws IOException {
    var url = messages.newBuilder().addQueryParameter("limit", Integer.toString(PAGE));
    if (cursor != null) {
      url.addQueryParameter("cursor", cursor);
    }
    var answer = call(request(url.build()).get().build());
    var entries = new ArrayList<RoomEntry>();
    answer.path("data").forEach(entry -> entries.add(RoomEntry.of(entry)));
    var metadata = answer.path("metadata");
    var more = metadata.path("has_more").asBoolean(false);
    return new RoomPage(entries, more ? metadata.path("next_cursor").asString(null) : null);
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }

  private Request.Builder request(HttpUrl url) {
    return new Request.Builder().url(url).header("X-API-Key", apiKey);
  }

  private JsonNode call(Request request) throws IOException {
    try (var response = http.newCall(request).execute()) {
      var body = response.body().string();
      if (!response.isSuccessful()) {
        throw new IOException(
            "%s %s answered %d: %s"
                .formatted(request.method(), request.url().encodedPath(), response.code(), body));
      }
      return JsonMapper.shared().readTree(body);
    } catch (JacksonException e) {
      throw new IOException("the answer of " + request.url().encodedPath() + " is not JSON", e);
    }
  }
}
