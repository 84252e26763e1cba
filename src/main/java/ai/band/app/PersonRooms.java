package ai.band.app;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rooms of one person, over Band's REST interface for people. */
final class PersonRooms implements AutoCloseable {
  /**
   * A room with an agent in it.
   *
   * @param personId who asked
   */
  record Found(String roomId, String title, String agentId, String agentName, String personId) {}

  private static final Duration CALL_LIMIT = Duration.ofSeconds(15);

  private final OkHttpClient http = new OkHttpClient.Builder().callTimeout(CALL_LIMIT).build();
  private final String url;
  private final String apiKey;

  PersonRooms(String url, String apiKey) {
    this.url = url;
    this.apiKey = apiKey;
  }

  /**
   * The first room with an agent of that name or handle in it.
   *
   * @param agent blank: any agent
   * @throws UsageException when there is none, or the server cannot be used
   */
  Found find(String agent) {
    HttpUrl base = HttpUrl.parse(url);
    if (base == null) {
      throw new UsageException("--url " + url + " is no URL.", "Write http://host:port.");
    }
    try {
      String personId = get(base, "api/v1/me/profile").path("data").path("id").asString("");
      for (JsonNode room : get(base, "api/v1/me/chats").path("data")) {
        Found found = agentIn(base, room, agent, personId);
        if (found != null) {
          return found;
        }
      }
    } catch (IOException e) {
      throw new UsageException(
          url + " does not answer as a Band does: " + e.getMessage() + ".",
          "Check --url and --key; \"band-codex local\" prints both.");
    }
    throw new UsageException(
        agent.isBlank()
            ? "There is no room with an agent."
            : "No room has the agent " + agent + ".",
        "Add it to a room of this person.");
  }

  private @Nullable Found agentIn(HttpUrl base, JsonNode room, String agent, String personId)
      throws IOException {
    String roomId = room.path("id").asString("");
    JsonNode members = get(base, "api/v1/me/chats/" + roomId + "/participants").path("data");
    for (JsonNode member : members) {
      String name = member.path("name").asString("");
      String handle = member.path("handle").asString("");
      if (member.path("type").asString("").equalsIgnoreCase("agent")
          && (agent.isBlank() || same(agent, name) || same(agent, handle))) {
        return new Found(
            roomId,
            room.path("title").asString(roomId),
            member.path("id").asString(""),
            name.isBlank() ? handle : name,
            personId);
      }
    }
    return null;
  }

  private static boolean same(String wanted, String name) {
    String plain = wanted.startsWith("@") ? wanted.substring(1) : wanted;
    return plain.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT));
  }

  private JsonNode get(HttpUrl base, String path) throws IOException {
    HttpUrl whole = base.newBuilder().addPathSegments(path).build();
    Request request = new Request.Builder().url(whole).header("X-API-Key", apiKey).get().build();
    try (var response = http.newCall(request).execute()) {
      String body = response.body().string();
      if (!response.isSuccessful()) {
        throw new IOException(path + " answered " + response.code());
      }
      return JsonMapper.shared().readTree(body);
    } catch (JacksonException e) {
      throw new IOException("the answer of " + path + " is not JSON", e);
    }
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
