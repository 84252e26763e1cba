package ai.band.platform.rest;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The platform's own description of its API, as a judge of requests and of stubbed answers. */
final class OpenApi {
  private static final String ID = "https://band.test/openapi";

  private final JsonNode root;
  private final SchemaRegistry schemas;

  OpenApi() {
    try (var in = OpenApi.class.getResourceAsStream("/band-agent-api.openapi.json")) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      root = JsonMapper.builder().build().readTree(text);
      schemas =
          SchemaRegistry.withDefaultDialect(
              SpecificationVersion.DRAFT_2020_12, registry -> registry.schemas(Map.of(ID, text)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many operations the agent part describes. */
  int agentOperations() {
    int count = 0;
    for (var path : root.path("paths").properties()) {
      if (path.getKey().startsWith("/api/v1/agent/")) {
        count += path.getValue().size();
      }
    }
    return count;
  }

  /** {@code METHOD /template} of the operation that serves {@code path}. */
  String operation(String method, String path) {
    var segments = path.split("/", -1);
    for (var candidate : root.path("paths").properties()) {
      var template = candidate.getKey();
      if (matches(template.split("/", -1), segments)
          && candidate.getValue().has(method.toLowerCase(java.util.Locale.ROOT))) {
        return method + " " + template;
      }
    }
    return "none";
  }

  List<String> complaintsAboutRequest(String operation, Set<String> query, String body) {
    var complaints = new ArrayList<String>();
    var node = node(operation);
    var allowed = new TreeSet<String>();
    node.path("parameters")
        .forEach(
            parameter -> {
              if (parameter.path("in").stringValue().equals("query")) {
                allowed.add(parameter.path("name").stringValue());
              }
            });
    query.stream().filter(key -> !allowed.contains(key)).forEach(complaints::add);
    if (query.contains("cursor") && query.contains("page")) {
      complaints.add("two ways of paging");
    }
    var pointer = "/requestBody/content/application~1json/schema";
    if (node.at(pointer).isMissingNode()) {
      if (!body.isEmpty()) {
        complaints.add("a body where none is wanted");
      }
    } else {
      complaints.addAll(validate(operation, pointer, body));
    }
    return complaints;
  }

  List<String> complaintsAboutAnswer(String operation, int status, String body) {
    if (status == 204) {
      return body.isEmpty() ? List.of() : List.of("a body with 204");
    }
    var pointer = "/responses/" + status + "/content/application~1json/schema";
    return node(operation).at(pointer).isMissingNode()
        ? List.of("status " + status + " is not described")
        : validate(operation, pointer, body);
  }

  private List<String> validate(String operation, String pointer, String body) {
    Schema schema = schemas.getSchema(SchemaLocation.of(ID + "#" + pointer(operation) + pointer));
    return schema.validate(body, InputFormat.JSON).stream().map(Object::toString).toList();
  }

  private JsonNode node(String operation) {
    return root.at(pointer(operation));
  }

  private static String pointer(String operation) {
    var parts = operation.split(" ", 2);
    return "/paths/"
        + parts[1].replace("~", "~0").replace("/", "~1")
        + "/"
        + parts[0].toLowerCase(java.util.Locale.ROOT);
  }

  private static boolean matches(String[] template, String[] path) {
    if (template.length != path.length) {
      return false;
    }
    for (int i = 0; i < template.length; i++) {
      if (!template[i].startsWith("{") && !template[i].equals(path[i])) {
        return false;
      }
    }
    return true;
  }
}
