package ai.band.local.rest;

import ai.band.local.world.Mention;
import ai.band.local.world.Refusal;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what is posted to a room. */
final class MessageBodies {
  private MessageBodies() {}

  /** The wished mentions; a missing list is an empty one. */
  static List<Mention.Wish> mentions(Fields message) {
    JsonNode raw = message.raw("mentions");
    if (raw == null || raw.isNull()) {
      return List.of();
    }
    if (!(raw instanceof ArrayNode list)) {
      throw Refusal.invalid(message.pointer() + "/mentions", "must be a list");
    }
    var wishes = new ArrayList<Mention.Wish>(list.size());
    for (int i = 0; i < list.size(); i++) {
      wishes.add(mention(list.get(i), message.pointer() + "/mentions/" + i));
    }
    return wishes;
  }

  private static Mention.Wish mention(JsonNode raw, String pointer) {
    if (!(raw instanceof ObjectNode object)) {
      throw Refusal.invalid(pointer, "must be an object");
    }
    var fields = new Fields(object, pointer);
    JsonNode kind = fields.raw("kind");
    if (kind != null && !kind.isString()) {
      throw Refusal.invalid(
          "invalid_mention_kind", pointer + "/kind", "must be mention or reference");
    }
    return new Mention.Wish(
        fields.textNotNull("id"),
        fields.textNotNull("handle"),
        kind == null ? "mention" : kind.stringValue());
  }
}
