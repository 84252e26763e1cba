package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The official description of the REST API, as a judge of bodies. */
public final class ApiDescription {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final ObjectNode shapes;
  private final ObjectNode strictShapes;
  private final Map<String, JsonNode> operations = new HashMap<>();
  private final Map<String, Schema> schemas = new HashMap<>();

  private ApiDescription(ObjectNode document) {
    this.shapes = (ObjectNode) document.required("components").required("schemas");
    this.strictShapes = shapes.deepCopy();
    forbidUnknownMembers(strictShapes);
    for (JsonNode path : document.required("paths")) {
      for (JsonNode operation : path) {
        operations.put(operation.required("operationId").stringValue(), operation);
      }
    }
  }

  public static ApiDescription load() {
    try (InputStream source =
        Objects.requireNonNull(
            ApiDescription.class.getResourceAsStream("/band-agent-api.openapi.json"))) {
      String text = new String(source.readAllBytes(), StandardCharsets.UTF_8);
      String resolvable = text.replace("#/components/schemas/", "#/$defs/");
      return new ApiDescription((ObjectNode) MAPPER.readTree(resolvable));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Set<String> operations() {
    return new TreeSet<>(operations.keySet());
  }

  boolean knows(String operation) {
    return operations.containsKey(operation);
  }

  /** Whether the description lists this status for the operation. */
  boolean lists(String operation, int status) {
    return operation(operation).required("responses").has(Integer.toString(status));
  }

  public void checkRequest(String operation, @Nullable String body) {
    JsonNode described = operation(operation).path("requestBody");
    if (described.isMissingNode()) {
      assertThat(body).as("%s takes no body", operation).isNullOrEmpty();
      return;
    }
    JsonNode schema = described.at("/content/application~1json/schema");
    check(operation + " request", schema, shapes, String.valueOf(body));
  }

  /** Also refuses members that the description does not know. */
  void checkResponse(String operation, int status, String body) {
    JsonNode listed = operation(operation).required("responses").path(Integer.toString(status));
    if (status == 204) {
      assertThat(body).isEmpty();
      return;
    }
    JsonNode schema = listed.at("/content/application~1json/schema");
    if (schema.isMissingNode()) {
      schema = MAPPER.readTree("{\"$ref\":\"#/$defs/Error\"}");
    }
    check(operation + " " + status, schema, strictShapes, body);
  }

  private JsonNode operation(String id) {
    JsonNode found = operations.get(id);
    assertThat(found).as("operation %s", id).isNotNull();
    return Objects.requireNonNull(found);
  }

  private void check(String what, JsonNode schema, ObjectNode components, String body) {
    Schema judge =
        schemas.computeIfAbsent(
            what,
            unused -> {
              ObjectNode whole = MAPPER.createObjectNode();
              whole.setAll((ObjectNode) schema);
              whole.set("$defs", components);
              return registry.getSchema(whole);
            });
    var errors =
        judge.validate(
            body,
            InputFormat.JSON,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    assertThat(errors).as("%s: %s", what, body).isEmpty();
  }

  private static void forbidUnknownMembers(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.path("properties").isEmpty()
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(ApiDescription::forbidUnknownMembers);
  }
}
