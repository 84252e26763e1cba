package ai.band.platform.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A success, with its body still to be read. */
final class Answer {
  private static final Logger log = LoggerFactory.getLogger(Answer.class);

  private final RestCall call;
  private final int status;
  private final byte[] body;

  Answer(RestCall call, int status, byte[] body) {
    this.call = call;
    this.status = status;
    this.body = body;
  }

  /** The {@code data} of the answer. */
  <T> T data(Class<T> type) {
    return read(envelope().path("data"), type);
  }

  /** The {@code data} of a 200 with a body; everything else is empty. */
  <T> Optional<T> dataIfAny(Class<T> type) {
    if (status != 200 || body.length == 0) {
      return Optional.empty();
    }
    var data = envelope().path("data");
    return data.isObject() ? Optional.of(read(data, type)) : Optional.empty();
  }

  /** The {@code data} of a 200, or the given value when it says nothing; else empty. */
  <T> Optional<T> dataOr(Class<T> type, T silent) {
    if (status != 200) {
      return Optional.empty();
    }
    try {
      return Optional.of(dataIfAny(type).orElse(silent));
    } catch (BandRestException.Unreadable e) {
      log.debug("{}: done, though the answer cannot be read", call.label());
      return Optional.of(silent);
    }
  }

  <T> List<T> list(Class<T> type) {
    return items(envelope().path("data"), type);
  }

  <T> Page<T> page(Class<T> type) {
    var envelope = envelope();
    var metadata = envelope.path("metadata");
    return new Page<>(
        items(envelope.path("data"), type),
        metadata.path("page").asInt(1),
        metadata.path("page_size").asInt(0),
        metadata.path("total_count").asInt(0),
        metadata.path("total_pages").asInt(0));
  }

  <T> CursorPage<T> cursorPage(Class<T> type) {
    var envelope = envelope();
    var metadata = envelope.path("metadata");
    var next = metadata.path("next_cursor");
    var more = metadata.path("has_more");
    return new CursorPage<>(
        items(envelope.path("data"), type),
        next.isString() ? next.stringValue() : null,
        (more.isMissingNode() || more.isNull()) ? next.isString() : more.asBoolean(false));
  }

  JsonNode envelope() {
    try {
      var envelope = Json.tree(body);
      if (envelope.isObject()) {
        return envelope;
      }
      throw RestFailures.unreadable(call, status, null);
    } catch (JacksonException noJson) {
      throw RestFailures.unreadable(call, status, noJson);
    }
  }

  /** One entry that makes no sense must not hide the others. */
  <T> List<T> items(JsonNode list, Class<T> type) {
    if (!list.isArray()) {
      throw RestFailures.unreadable(call, status, null);
    }
    var items = new ArrayList<T>(list.size());
    for (var node : list) {
      var item = readIfSane(node, type);
      if (item != null) {
        items.add(item);
      }
    }
    return items;
  }

  private <T> @Nullable T readIfSane(JsonNode node, Class<T> type) {
    try {
      return node.isObject() ? Json.value(node, type) : null;
    } catch (JacksonException malformed) {
      log.warn(
          "{}: one {} of the answer cannot be read and is left out",
          call.label(),
          type.getSimpleName());
      return null;
    }
  }

  private <T> T read(JsonNode node, Class<T> type) {
    if (!node.isObject()) {
      throw RestFailures.unreadable(call, status, null);
    }
    try {
      return Json.value(node, type);
    } catch (JacksonException malformed) {
      throw RestFailures.unreadable(call, status, malformed);
    }
  }
}
