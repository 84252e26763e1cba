package ai.band.local.rest;

import ai.band.local.http.HttpRequest;
import ai.band.local.json.Json;
import ai.band.local.world.Identity;
import ai.band.local.world.Person;
import ai.band.local.world.Refusal;
import ai.band.local.world.RegisteredAgent;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One call as an operation sees it. */
public final class Exchange {
  private final HttpRequest request;
  private final Map<String, String> path;
  private final @Nullable Identity caller;
  private @Nullable Map<String, String> query;

  Exchange(HttpRequest request, Map<String, String> path, @Nullable Identity caller) {
    this.request = request;
    this.path = path;
    this.caller = caller;
  }

  RegisteredAgent agent() {
    if (caller instanceof RegisteredAgent agent) {
      return agent;
    }
    throw Refusal.forbidden("this operation is for agents");
  }

  Person person() {
    if (caller instanceof Person person) {
      return person;
    }
    throw Refusal.forbidden("this operation is for people");
  }

  /** A parameter of the path. */
  public String path(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalStateException("the route has no parameter " + name);
    }
    return value;
  }

  /** A parameter of the query, or null. */
  public @Nullable String query(String name) {
    return parameters().get(name);
  }

  boolean hasQuery(String name) {
    return parameters().containsKey(name);
  }

  /** The body, which must be a JSON object. */
  public Fields body() {
    JsonNode node = Json.parse(request.body());
    if (node == null) {
      throw Refusal.malformed("the body is not JSON");
    }
    if (!(node instanceof ObjectNode object)) {
      throw Refusal.invalid("/", "must be an object");
    }
    return new Fields(object, "");
  }

  /** The same, but a missing body counts as an empty object. */
  public Fields bodyOrEmpty() {
    return request.body().length == 0 ? new Fields(Json.object(), "") : body();
  }

  private Map<String, String> parameters() {
    if (query == null) {
      query = request.parameters();
    }
    return query;
  }
}
