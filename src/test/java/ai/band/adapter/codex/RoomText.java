package ai.band.adapter.codex;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.world.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rooms as text for people. What depends on the clock is left open: times, how a streamed text was
 * cut into pieces, which events errors and approvals have overtaken, and how many of a turn's diffs
 * and token counts were told between the first and the last.
 */
final class RoomText {
  static final String BARRIER = "barrier-";
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private RoomText() {}

  static String of(Collection<StageRoom> rooms) {
    StringBuilder text = new StringBuilder();
    for (StageRoom room : rooms) {
      text.append("== room\n\n");
      List<Entry> timeline = room.room().timeline();
      List<Event> events = new ArrayList<>();
      for (Entry entry : timeline) {
        if (!entry.isText() && !entry.content().contains(BARRIER)) {
          add(new Event(entry, room.roomId()), events);
        }
      }
      for (String lane : List.of("", "-- asked and decided\n\n", "-- errors\n\n")) {
        List<Event> here = events.stream().filter(event -> event.lane().equals(lane)).toList();
        text.append(here.isEmpty() ? "" : lane);
        here.forEach(event -> text.append(event.text()).append('\n'));
      }
      text.append("-- said\n\n");
      text.append(String.join("", said(timeline)));
      text.append('\n');
    }
    return numbered(text.toString());
  }

  /** That a request is void is said beside what ended it, by nobody's order. */
  private static List<String> said(List<Entry> timeline) {
    List<String> said = new ArrayList<>();
    for (Entry entry : timeline) {
      if (entry.isText()) {
        String line = entry.sender().name() + ": " + indented(entry.content());
        boolean first =
            line.contains(" is void: ") && said.getLast().contains("could not be completed");
        said.add(first ? said.size() - 1 : said.size(), line);
      }
    }
    return said;
  }

  private static void add(Event event, List<Event> events) {
    Event before = events.isEmpty() ? null : events.getLast();
    if (event.isPiece()) {
      for (Event earlier : events) {
        if (earlier.isPiece() && earlier.stream().equals(event.stream())) {
          earlier.append(event);
          return;
        }
      }
      assertThat(event.metadata.path("codex_chunk_index").asInt(-1)).isZero();
      event.metadata.remove("codex_chunk_index");
    }
    boolean middle =
        before != null
            && events.size() > 1
            && before.isSnapshot()
            && before.kind().equals(event.kind())
            && events.get(events.size() - 2).kind().equals(event.kind());
    if (middle) {
      events.removeLast();
    }
    events.add(event);
  }

  private static final class Event {
    private final String type;
    private final ObjectNode metadata;
    private String content;
    private int pieces = 1;

    Event(Entry entry, String roomId) {
      type = entry.type();
      content = entry.content();
      assertThat(content).isNotBlank();
      metadata = entry.metadata() == null ? null : entry.metadata().deepCopy();
      JsonNode room = metadata.remove("codex_room_id");
      assertThat(room == null ? "" : room.asString()).isIn(roomId, "");
      replace("codex_created_at", "<time>");
      replace("codex_timestamp", "<time>");
      metadata.remove("codex_duration_s"); // left out by turns that took no time
      replace("codex_wait_s", "<s>");
      replace("codex_instructions_hash", "<hash>");
      replace("codex_tools_hash", "<hash>");
      content = content.replaceAll("Duration: \\d+\\.\\d\\d s", "Duration: <s>");
    }

    private void replace(String key, String with) {
      if (metadata.has(key)) {
        metadata.put(key, with);
      }
    }

    /** Errors and approvals overtake what has not been posted yet. */
    String lane() {
      if (type.equals("error")) {
        return "-- errors\n\n";
      }
      return metadata.has("codex_approval_method") ? "-- asked and decided\n\n" : "";
    }

    boolean isPiece() {
      return metadata.has("streaming");
    }

    boolean isSnapshot() {
      return kind().equals("turn_diff") || kind().equals("token_usage");
    }

    String kind() {
      return metadata.path("codex_event_type").asString("");
    }

    String stream() {
      return metadata.path("codex_item_id").asString("") + kind() + metadata.path("subtype");
    }

    void append(Event piece) {
      assertThat(piece.metadata.path("codex_chunk_index").asInt(-1)).isEqualTo(pieces++);
      content += piece.content;
    }

    String text() {
      return type + "\n  " + indented(content.strip()) + "    " + metadata + "\n";
    }
  }

  private static String indented(String text) {
    return text.replace("\n", "\n  ") + "\n";
  }

  /** Ids say nothing to a reader. */
  private static String numbered(String text) {
    Map<String, String> names = new HashMap<>();
    return ID.matcher(text)
        .replaceAll(
            id -> names.computeIfAbsent(id.group(), any -> "<id-" + (names.size() + 1) + ">"));
  }
}
