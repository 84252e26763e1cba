package ai.band.local;

import ai.band.local.world.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Calls REST with one identity's key, through the JDK's client. */
final class RestCaller {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final URI base;
  private final String key;

  RestCaller(LocalBand band, Identity identity) {
    this(band.restUrl(), identity.apiKey());
  }

  RestCaller(URI base, String key) {
    this.base = base;
    this.key = key;
  }

  record Reply(int status, JsonNode body, HttpResponse<String> raw) {
    JsonNode data() {
      return body.path("data");
    }

    JsonNode metadata() {
      return body.path("metadata");
    }

    String code() {
      return body.path("error").path("code").stringValue();
    }

    String text(String pointer) {
      return body.at(pointer).stringValue();
    }
  }

  Reply get(String path) {
    return send("GET", path, null);
  }

  Reply post(String path, String json) {
    return send("POST", path, json);
  }

  Reply post(String path) {
    return send("POST", path, null);
  }

  Reply delete(String path) {
    return send("DELETE", path, null);
  }

  /** Sends JSON written with single quotes. */
  Reply send(String method, String path, @Nullable String json) {
    var body =
        json == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'));
    var request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(20))
            .header("x-api-key", key)
            .method(method, body);
    if (json != null) {
      request.header("content-type", "application/json");
    }
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      String text = response.body();
      JsonNode node =
          text.isEmpty() ? JsonNodeFactory.instance.missingNode() : MAPPER.readTree(text);
      return new Reply(response.statusCode(), node, response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
