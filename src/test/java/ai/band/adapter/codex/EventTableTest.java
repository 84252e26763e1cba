package ai.band.adapter.codex;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.api.Emit;
import ai.band.local.world.Entry;
import ai.band.testkit.FakeScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The README's table of events: every row has an event that the adapter really posted, and every
 * event of the recordings has a row. To write it anew: {@code -Dreadme.write=true}.
 */
class EventTableTest {
  private static final Path README = Path.of("README.md");
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String BEGIN = "<!-- events: made by EventTableTest -->\n";
  private static final String END = "<!-- end of events -->\n";
  private static final int LONGEST_CELL = 300;
  private static final JsonMapper JSON = JsonMapper.shared();

  private record Event(String type, String content, JsonNode metadata) {
    boolean is(String kind) {
      return metadata.path("codex_event_type").asString("").equals(kind);
    }

    boolean says(String beginning) {
      return content.startsWith(beginning);
    }
  }

  /**
   * A row of the table.
   *
   * @param file the golden file with the example, or null for one made here
   */
  private record Row(
      String name, String type, String when, String needs, String file, Predicate<Event> fits) {}

  private static final List<Row> ROWS =
      List.of(
          tool(
              "Tool of Band (here with wrong arguments)",
              "Codex asks for it",
              "code-mode-tools",
              "band_"),
          tool("Tool of yours", "Codex asks for it", "dynamic-tool-call", "lookup"),
          tool("Command", "it has ended", "command-strings-and-actions", "exec"),
          tool("File change", "it is done", "file-change-accept", "file_edit"),
          tool("MCP tool", "it has answered", "mcp-tool-and-elicitation", "mcp:"),
          tool(
              "Web search",
              "it is done",
              "image-input-output-schema-view-image-web-search",
              "web_search"),
          tool(
              "Image looked at",
              "it is done",
              "image-input-output-schema-view-image-web-search",
              "view_image"),
          tool("Sub-agent", "it has answered", "sub-agent-spawn", "collab:"),
          thought("Reasoning", "the item is complete", "reasoning", e -> e.says("**Planning")),
          thought("Plan", "the item is complete", "plan-mode-item-and-question", plainPlan()),
          thought("Review", "it begins and ends", "review-start", e -> true),
          thought("Compaction", "it is done", "compaction", e -> e.says("Codex has summarised")),
          thought(
              "Codex tries again",
              "the third retry of a turn",
              "provider-unreachable",
              e -> e.says("Codex is retrying")),
          new Row(
              "Approval decided",
              "thought",
              "it is decided",
              "`THOUGHTS`",
              "command-approval-accept",
              e -> e.metadata().has("codex_approval_method")),
          streamed(
              "Reasoning as it is written", "reasoning", "stream_reasoning_events", "reasoning"),
          streamed(
              "Plan as it is written", "plan-mode-item-and-question", "stream_plan_events", "plan"),
          streamed(
              "Remarks as they are written",
              "commentary-phase",
              "stream_commentary_events",
              "commentary"),
          task(
              "Thread mapped",
              "a thread was made",
              "",
              "simple-text",
              e -> e.content().contains("Status: mapped")),
          task(
              "Thread resumed",
              "a thread was taken up again",
              "",
              "resume-after-restart",
              e -> e.metadata().has("codex_resumed")),
          task("Thread archived", "`/thread archive`", "", null, e -> e.is("thread_archived")),
          task(
              "Turn marker",
              "turn end",
              "emit_turn_task_markers",
              "simple-text",
              e -> e.content().contains("Task: Codex turn\n")),
          task(
              "Lifecycle",
              "turn start and end",
              "emit_turn_lifecycle_events",
              "simple-text",
              e -> e.is("turn_lifecycle")),
          task(
              "Compaction",
              "it is done",
              "emit_turn_lifecycle_events",
              "compaction",
              e -> e.is("context_compaction")),
          new Row(
              "Plan",
              "task",
              "the model changes it",
              "`stream_plan_events`",
              "plan-update",
              e -> e.metadata().has("codex_plan_steps")),
          task(
              "Diff",
              "at most once a second, and at the turn's end",
              "emit_diff_events",
              "file-change-accept",
              e -> e.is("turn_diff")),
          task(
              "Token usage",
              "at most once per `stream_flush_ms`, and at the turn's end",
              "emit_token_usage_events",
              "token-usage",
              e -> e.is("token_usage")),
          new Row(
              "Usage in Band's form",
              "task",
              "turn end",
              "`USAGE`",
              "token-usage",
              e -> e.metadata().has("band_usage")),
          task(
              "Approval asked for",
              "Codex asks",
              "",
              "command-approval-accept",
              e -> e.is("approval_request")),
          task(
              "Approval decided",
              "it is decided",
              "",
              "command-approval-accept",
              e -> e.is("approval_resolution")),
          task(
              "Task of an older Codex",
              "`codex/event/task_started`, `…_complete`",
              "",
              null,
              e -> e.metadata().has("codex_event_method")),
          new Row(
              "Error",
              "error",
              "a turn fails or stops early, or cannot start",
              "always on",
              "model-error-401",
              e -> true));

  private static Row tool(String name, String when, String file, String toolName) {
    return new Row(
        name,
        "tool_",
        when,
        "`EXECUTION`",
        file,
        e -> JSON.readTree(e.content()).path("name").asString("").startsWith(toolName));
  }

  private static Row thought(String name, String when, String file, Predicate<Event> fits) {
    return new Row(
        name,
        "thought",
        when,
        "`THOUGHTS`",
        file,
        e ->
            !e.metadata().has("streaming")
                && !e.metadata().has("codex_approval_method")
                && fits.test(e));
  }

  private static Predicate<Event> plainPlan() {
    return e -> e.says("# ");
  }

  private static Row streamed(String name, String file, String option, String subtype) {
    return new Row(
        name,
        "thought",
        "see below",
        "`" + option + "`",
        file,
        e ->
            e.metadata().has("streaming")
                && (e.metadata().path("subtype").asString("").equals(subtype)
                    || e.metadata().path("codex_event_type").asString("").contains(subtype)));
  }

  private static Row task(
      String name, String when, String option, String file, Predicate<Event> fits) {
    String needs = "`TASK_EVENTS`" + (option.isEmpty() ? "" : ", `" + option + "`");
    return new Row(name, "task", when, needs, file, fits);
  }

  @Test
  void the_readme_shows_an_example_of_every_event() throws Exception {
    String readme = Files.readString(README);
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    int end = readme.indexOf(END);
    assertThat(end).isGreaterThanOrEqualTo(begin).isGreaterThan(BEGIN.length());
    String table = table();

    if (Boolean.getBoolean("readme.write")) {
      readme = readme.substring(0, begin) + table + readme.substring(end);
      Files.writeString(README, readme);
      end = readme.indexOf(END);
    }

    assertThat(readme.substring(begin, end)).isEqualTo(table);
  }

  @Test
  void every_event_of_the_recordings_has_a_row() throws IOException {
    List<Event> events = new ArrayList<>();
    try (Stream<Path> files = Files.list(GOLDEN)) {
      for (Path file : files.toList()) {
        events.addAll(read(file));
      }
    }
    assertThat(events).hasSizeGreaterThan(1_000);
    assertThat(events).allMatch(event -> ROWS.stream().anyMatch(row -> fits(row, event)));
  }

  private static boolean fits(Row row, Event event) {
    return event.type().startsWith(row.type()) && row.fits().test(event);
  }

  private static String table() throws Exception {
    List<Event> made = madeHere();
    StringBuilder table = new StringBuilder();
    table.append(
        "| Event | Type | When | Needs | Content | Metadata |\n|---|---|---|---|---|---|\n");
    for (Row row : ROWS) {
      List<Event> from = row.file() == null ? made : read(GOLDEN.resolve(row.file() + ".txt"));
      List<Event> fitting = from.stream().filter(event -> fits(row, event)).toList();
      assertThat(fitting).as(row.name()).isNotEmpty();
      Event example = row.type().equals("tool_") ? fitting.get(0) : last(row, fitting);
      String type = row.type().equals("tool_") ? "`tool_call`, `tool_result`" : code(row.type());
      String content = code(example.content());
      if (row.type().equals("tool_")) {
        String id = JSON.readTree(example.content()).path("tool_call_id").asString();
        Event result =
            fitting.stream()
                .filter(e -> e.type().equals("tool_result") && e.content().contains(id))
                .findFirst()
                .orElseThrow();
        content += ", " + code(result.content());
      }
      table.append("| ").append(String.join(" | ", row.name(), type, row.when(), row.needs()));
      table.append(" | ").append(content).append(" | ").append(code(shown(example.metadata())));
      table.append(" |\n");
    }
    return table.toString();
  }

  /** The end of a turn says more than its beginning. */
  private static Event last(Row row, List<Event> fitting) {
    return row.name().equals("Lifecycle") ? fitting.get(1) : fitting.get(0);
  }

  /** The ids that most events have are explained once, below the table. */
  private static String shown(JsonNode metadata) {
    ObjectNode rest = (ObjectNode) metadata.deepCopy();
    if (rest.has("codex_turn_id")) {
      rest.remove(List.of("codex_thread_id", "codex_turn_id"));
    }
    return rest.toString();
  }

  private static String code(String text) {
    String line = text.replace("\n", " / ").replace("|", "\\|");
    boolean cut = line.length() > LONGEST_CELL;
    String ticks = line.contains("`") ? "``" : "`";
    String space = line.contains("`") ? " " : "";
    return ticks + space + (cut ? line.substring(0, LONGEST_CELL) + "…" : line) + space + ticks;
  }

  private static List<Event> read(Path golden) throws IOException {
    List<Event> events = new ArrayList<>();
    for (String paragraph : Files.readString(golden).split("\n\n(?=\\S)")) {
      String[] lines = paragraph.split("\n");
      String last = lines[lines.length - 1];
      if (lines.length > 2 && last.startsWith("    {")) {
        List<String> content = new ArrayList<>();
        for (int i = 1; i < lines.length - 1; i++) {
          content.add(lines[i].strip());
        }
        events.add(new Event(lines[0], String.join("\n", content), JSON.readTree(last)));
      }
    }
    return events;
  }

  /** What no recording has. */
  private static List<Event> madeHere() throws Exception {
    var notice =
        FakeScript.notice(
            "codex/event/task_complete",
            new TreeMap<>(Map.of("task_id", "t1", "title", "Build", "result", "done")));
    try (var stage =
        new AdapterStage(FakeScript.create().otherwise(notice, FakeScript.say("ok")))) {
      stage.builder(builder -> builder.emit(Emit.values()));
      stage.start();
      stage.say("go");
      stage.say("/thread archive");
      var session = stage.adapter().rooms().sessions().find(stage.room().id());
      session.outbox().drain(Duration.ofSeconds(60));
      return stage.events("task").stream().map(EventTableTest::event).toList();
    }
  }

  private static Event event(Entry entry) {
    var metadata = entry.metadata().deepCopy();
    metadata.remove("codex_room_id");
    for (String key :
        List.of("codex_thread_id", "codex_turn_id", "codex_archived_thread_id", "codex_agent_id")) {
      if (metadata.has(key)) {
        metadata.put(key, "<id>");
      }
    }
    JsonNode params = metadata.path("codex_event_params");
    if (params instanceof ObjectNode object) {
      object.remove(List.of("threadId", "turnId"));
    }
    return new Event(entry.type(), entry.content(), metadata);
  }
}
