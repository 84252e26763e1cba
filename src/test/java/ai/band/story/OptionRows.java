package ai.band.story;

import static ai.band.story.OptionRow.row;
import static ai.band.story.OptionScenes.after;
import static ai.band.story.OptionScenes.begin;
import static ai.band.story.OptionScenes.part;
import static ai.band.story.OptionScenes.sent;
import static ai.band.story.OptionScenes.stage;
import static ai.band.story.OptionScenes.turns;
import static ai.band.testkit.FakeScript.pause;
import static ai.band.testkit.FakeScript.replying;
import static ai.band.testkit.FakeScript.say;
import static org.awaitility.Awaitility.await;

import ai.band.adapter.codex.AdapterStage;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.CodexOptions;
import ai.band.story.OptionRow.Probe;
import ai.band.testkit.FakeScript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** The table: one row for each option. */
final class OptionRows implements AutoCloseable {
  static final String FIRST_LISTED = "gpt-fake-mini";

  private final Path folder;
  private final OptionStarts starts;

  OptionRows(Path folder) throws Exception {
    this.folder = folder;
    this.starts = new OptionStarts(folder);
  }

  List<OptionRow> all() {
    List<OptionRow> all = new ArrayList<>(starts.rows());
    all.addAll(turnRows());
    all.addAll(promptRows());
    all.addAll(ApprovalRows.all());
    all.addAll(EventRows.all());
    all.addAll(timingRows());
    return all;
  }

  @Override
  public void close() {
    starts.close();
  }

  private List<OptionRow> turnRows() {
    return List.of(
        row(CodexOptions.MODEL, "unset", "my-model")
            .seen(sent("turn/start", "/model"), FIRST_LISTED, "my-model"),
        row(CodexOptions.REASONING_EFFORT, "unset", "high")
            .seen(sent("turn/start", "/effort"), "not sent", "high"),
        row(CodexOptions.REASONING_SUMMARY, "unset", "concise")
            .seen(sent("turn/start", "/summary"), "not sent", "concise"),
        row(CodexOptions.PERSONALITY, "pragmatic", "friendly")
            .seen(sent("thread/start", "/personality"), "pragmatic", "friendly"),
        row(CodexOptions.CWD, "unset", folder.toString())
            .seen(sent("thread/start", "/cwd"), "not sent", folder.toString()),
        row(CodexOptions.SANDBOX, "unset", "workspace-write")
            .seen(sent("thread/start", "/sandbox"), "not sent", "workspace-write"),
        row(CodexOptions.SANDBOX_POLICY, "unset", Map.of("type", "readOnly"))
            .seen(sent("turn/start", "/sandboxPolicy"), "not sent", "{\"type\":\"readOnly\"}"),
        row(CodexOptions.APPROVAL_POLICY, "never", "on-request")
            .seen(sent("thread/start", "/approvalPolicy"), "never", "on-request"),
        row(CodexOptions.WEB_SEARCH_MODE, "unset", "live")
            .seen(sent("thread/start", "/config/web_search"), "not sent", "live"),
        row(CodexOptions.NETWORK_ACCESS_ENABLED, "unset", true)
            .with("sandbox", "workspace-write")
            .seen(sent("turn/start", "/sandboxPolicy/networkAccess"), "not sent", "true"),
        row(CodexOptions.EXPERIMENTAL_API, "true", false)
            .seen(sent("initialize", "/capabilities/experimentalApi"), "true", "false"),
        row(CodexOptions.CLIENT_NAME, "band_codex_adapter", "mine")
            .seen(sent("initialize", "/clientInfo/name"), "band_codex_adapter", "mine"),
        row(CodexOptions.CLIENT_TITLE, "Band Codex Adapter", "Mine")
            .seen(sent("initialize", "/clientInfo/title"), "Band Codex Adapter", "Mine"),
        row(CodexOptions.CLIENT_VERSION, "0.1.0", "9.9.9")
            .seen(sent("initialize", "/clientInfo/version"), "0.1.0", "9.9.9"),
        row(CodexOptions.ENABLE_SELF_CONFIG_TOOLS, "false", true)
            .seen(offers("setmodel"), "setmodel not offered", "setmodel offered"),
        row(CodexOptions.ADDITIONAL_DYNAMIC_TOOLS, "[]", List.of(tool("weather")))
            .seen(offers("weather"), "weather not offered", "weather offered"));
  }

  private static Map<String, Object> tool(String name) {
    return Map.of(
        "name", name, "description", "Tells it.", "inputSchema", Map.of("type", "object"));
  }

  private static Probe offers(String tool) {
    return stage(
        replying("ok"),
        stage -> {
          stage.say("hello");
          List<String> names =
              stage.sent("thread/start").getFirst().path("dynamicTools").findValuesAsString("name");
          return tool + (names.contains(tool) ? " offered" : " not offered");
        });
  }

  private List<OptionRow> promptRows() {
    return List.of(
        row(CodexOptions.SYSTEM_PROMPT, "unset", "Only say yes.")
            .seen(instructions("Only say yes."), "without it", "only that"),
        row(CodexOptions.CUSTOM_SECTION, "empty", "Prefer short answers.")
            .seen(instructions("Prefer short answers."), "without it", "with it"),
        row(CodexOptions.INCLUDE_BASE_INSTRUCTIONS, "true", false)
            .seen(instructions("band_send_message"), "with it", "without it"),
        row(CodexOptions.INJECT_HISTORY_ON_RESUME_FAILURE, "true", false)
            .seen(historyOfLostThread(), "Alice, Coder", "no history"),
        row(CodexOptions.MAX_HISTORY_MESSAGES, "50", 1)
            .seen(historyOfLostThread(), "Alice, Coder", "Coder"),
        row(CodexOptions.FALLBACK_SEND_AGENT_TEXT, "true", false)
            .seen(
                stage(
                    replying("final words"),
                    stage -> {
                      stage.say("hello");
                      return stage.replies().toString();
                    }),
                "[final words]",
                "[]"),
        row(CodexOptions.LOCAL_COMMANDS_ENABLED, "true", false)
            .seen(
                stage(
                    replying("ok"),
                    stage -> {
                      stage.say("/status");
                      return stage.sent("turn/start").size() + " turns";
                    }),
                "0 turns",
                "1 turns"),
        row(CodexOptions.MID_TURN_MESSAGES, "queue", "steer")
            .seen(twoMessages(), "turn/start turn/start", "turn/start turn/steer"));
  }

  private static Probe instructions(String words) {
    return stage(
        replying("ok"),
        stage -> {
          stage.say("hello");
          String prompt = part(stage, "thread/start", "/developerInstructions");
          if (prompt.equals(words)) {
            return "only that";
          }
          return prompt.contains(words) ? "with it" : "without it";
        });
  }

  /** Who is quoted in the history that a new thread is given when the old one is lost. */
  private static Probe historyOfLostThread() {
    return config -> {
      try (var stage = new AdapterStage(replying("fine"))) {
        stage.start(config);
        stage.say("remember seven");
        stage.adapter().close(Duration.ofMinutes(1));
        stage.start(config);
        stage.refuse("thread/resume", 1, "no rollout found for thread id x");
        stage.say("which number?");
        if (stage.lastInput().size() == 1) {
          return "no history";
        }
        String history = stage.lastInput().getFirst();
        return (history.contains("remember seven") ? "Alice, " : "")
            + (history.contains("[Coder (you)]: ") ? "Coder" : "");
      }
    };
  }

  private static Probe twoMessages() {
    return stage(
        FakeScript.create().when("work", pause(3_000), say("done")).otherwise(say("ok")),
        stage -> {
          var turn = begin(stage);
          await().until(() -> stage.sent("turn/start").size() == 1);
          stage.say("more");
          turn.get(60, TimeUnit.SECONDS);
          return turns(stage);
        });
  }

  private List<OptionRow> timingRows() {
    return List.of(
        row(CodexOptions.TURN_TIMEOUT_S, "180", 0.2)
            .seen(
                stage(
                    FakeScript.create().otherwise(pause(3_000), say("done")),
                    stage -> {
                      stage.say("work");
                      return turns(stage);
                    }),
                "turn/start",
                "turn/start turn/interrupt"),
        row(CodexOptions.REQUEST_TIMEOUT_S, "30", 1.5)
            .seen(OptionRows::lateListOfModels, "late-model", "gpt-5.5"),
        row(CodexOptions.THREAD_IDLE_UNLOAD_S, "1800", 0.2)
            .seen(
                config ->
                    stage(
                            replying("ok"),
                            stage -> {
                              stage.say("hello");
                              return after(
                                      config.threadIdleUnloadS(),
                                      () -> !stage.sent("thread/unsubscribe").isEmpty())
                                  ? "thread/unsubscribe"
                                  : "kept";
                            })
                        .observe(config),
                "kept",
                "thread/unsubscribe"));
  }

  /** Codex lists its models late: who still waits then, takes the first of them. */
  private static String lateListOfModels(CodexAdapterConfig config) throws Exception {
    try (var stage = new AdapterStage(FakeScript.create().unanswered("model/list", 1))) {
      var started = stage.run(() -> stage.start(config));
      await().ignoreExceptions().until(() -> stage.sent("model/list").size() == 1);
      after(config.requestTimeoutS(), started::isDone);
      JsonNode id =
          stage.servers().getLast().sent().stream()
              .filter(message -> message.path("method").asString("").equals("model/list"))
              .findFirst()
              .orElseThrow()
              .path("id");
      stage
          .servers()
          .getLast()
          .push(
              "{\"id\":"
                  + id
                  + ",\"result\":{\"data\":[{\"id\":\"late-model\",\"model\":\"late-model\"}]}}");
      started.get(60, TimeUnit.SECONDS);
      stage.say("hello");
      return part(stage, "turn/start", "/model");
    }
  }
}
