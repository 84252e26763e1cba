package ai.band.app;

import tools.jackson.databind.JsonNode;

/**
 * One entry of a room as a person sees it: a message or an event.
 *
 * @param id the entry's id
 * @param type {@code text}, {@code thought}, {@code tool_call}, {@code tool_result}, {@code task},
 *     {@code error} or a kind this version does not know
 * @param senderId who wrote it
 * @param senderName the writer's display name, or the kind of writer where there is none
 * @param content the text, with handles for mentions; JSON for tool events
 * @param metadata further facts; may be missing
 */
record RoomEntry(
    String id, String type, String senderId, String senderName, String content, JsonNode metadata) {

  static RoomEntry of(JsonNode json) {
    return new RoomEntry(
        json.path("id").asString(""),
        json.path("message_type").asString(""),
        json.path("sender_id").asString(""),
        json.path("sender_name").asString(json.path("sender_type").asString("")),
        readable(json.path("content").asString(""), json.path("metadata").path("mentions")),
        json.path("metadata"));
  }

  /** Puts handles in the place of the ids that the platform writes into texts. */
  private static String readable(String content, JsonNode mentions) {
    var text = content;
    for (var mention : mentions) {
      var handle = mention.path("handle").asString("");
      if (!handle.isEmpty()) {
        text = text.replace("@[[" + mention.path("id").asString("") + "]]", "@" + handle);
      }
    }
    return text;
  }

  boolean isText() {
    return type.equals("text");
  }

  /** Whether this recipient is done with the entry, well or badly. */
  boolean settledFor(String recipientId) {
    var status = deliveryStatus(recipientId);
    return status.equals("processed") || status.equals("failed");
  }

  /** How far this recipient has come with the entry; empty when it is not addressed. */
  String deliveryStatus(String recipientId) {
    return metadata.path("delivery_status").path(recipientId).path("status").asString("");
  }
}
