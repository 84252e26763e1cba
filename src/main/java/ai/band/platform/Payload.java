package ai.band.platform;

import ai.band.platform.rest.EntityId;
import ai.band.platform.rest.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Typed access to what the server pushed. An optional key of the wrong type counts as absent. */
record Payload(JsonNode node) {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  String id(String key) throws MalformedPush {
    var value = string(key);
    if (value.isBlank()) {
      throw new MalformedPush(key);
    }
    return EntityId.canonical(value);
  }

  @Nullable String optionalId(String key) {
    var value = optionalString(key);
    return value == null || value.isBlank() ? null : EntityId.canonical(value);
  }

  String string(String key) throws MalformedPush {
    var value = node.path(key);
    if (!value.isString()) {
      throw new MalformedPush(key);
    }
    return value.stringValue();
  }

  @Nullable String optionalString(String key) {
    var value = node.path(key);
    return value.isString() ? value.stringValue() : null;
  }

  String stringOr(String key, String fallback) {
    var value = optionalString(key);
    return value == null ? fallback : value;
  }

  @Nullable Boolean optionalFlag(String key) {
    var value = node.path(key);
    return value.isBoolean() ? (Boolean) value.booleanValue() : null;
  }

  /** One flag that goes by two names. */
  @Nullable Boolean external() {
    var remote = optionalFlag("is_remote");
    return remote == null ? optionalFlag("is_external") : remote;
  }

  @Nullable Duration optionalSeconds(String key) {
    var value = node.path(key);
    return value.isNumber() && value.asLong(-1) >= 0 ? Duration.ofSeconds(value.asLong()) : null;
  }

  /** Must be there; one that makes no sense is null. */
  @Nullable Instant instant(String key) throws MalformedPush {
    return Timestamps.parse(string(key));
  }

  List<String> strings(String key) {
    return node.path(key)
        .valueStream()
        .filter(JsonNode::isString)
        .map(JsonNode::stringValue)
        .toList();
  }

  Map<String, Object> map(String key) {
    var value = node.path(key);
    return value.isObject()
        ? Collections.unmodifiableMap(MAPPER.treeToValue(value, MAP))
        : Map.of();
  }
}
