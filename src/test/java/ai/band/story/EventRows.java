package ai.band.story;

import static ai.band.story.OptionRow.row;
import static ai.band.story.OptionScenes.kind;
import static ai.band.story.OptionScenes.reporting;
import static ai.band.story.OptionScenes.stage;
import static ai.band.story.OptionScenes.streamed;
import static ai.band.story.OptionScenes.titles;
import static ai.band.testkit.FakeScript.fail;
import static ai.band.testkit.FakeScript.replying;
import static ai.band.testkit.FakeScript.say;
import static ai.band.testkit.FakeScript.step;
import static ai.band.testkit.FakeScript.stream;

import ai.band.adapter.codex.config.CodexOptions;
import ai.band.testkit.FakeScript;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The options of what is reported. */
final class EventRows {
  private EventRows() {}

  static List<OptionRow> all() {
    ObjectNode planStep = step("plan");
    planStep.putArray("plan").addObject().put("step", "one").put("status", "pending");
    FakeScript planned = FakeScript.create().otherwise(planStep, say("ok"));
    return List.of(
        row(CodexOptions.ENABLE_TASK_EVENTS, "true", false)
            .seen(
                stage(
                    replying("ok"),
                    stage -> {
                      stage.say("hello");
                      stage.adapter().close(Duration.ofMinutes(1));
                      return "events: " + titles(stage);
                    }),
                "events: Codex thread",
                "events: "),
        row(CodexOptions.EMIT_TURN_TASK_MARKERS, "false", true)
            .seen(
                reporting(replying("ok"), OptionScenes::titles),
                "Codex thread",
                "Codex thread, Codex turn"),
        row(CodexOptions.EMIT_TURN_LIFECYCLE_EVENTS, "false", true)
            .seen(
                reporting(replying("ok"), OptionScenes::titles),
                "Codex thread",
                "Codex thread, Codex turn lifecycle, Codex turn lifecycle"),
        row(CodexOptions.EMIT_DIFF_EVENTS, "false", true)
            .seen(
                reporting(
                    FakeScript.create()
                        .otherwise(
                            step("diff").put("diff", "diff --git a/x b/x\n+++ b/x\n+one\n"),
                            say("ok")),
                    stage -> kind(stage, "turn_diff")),
                "nothing",
                "turn_diff"),
        row(CodexOptions.EMIT_TOKEN_USAGE_EVENTS, "false", true)
            .seen(
                reporting(replying("ok"), stage -> kind(stage, "token_usage")),
                "nothing",
                "token_usage"),
        row(CodexOptions.STRUCTURED_ERRORS, "true", false)
            .seen(
                reporting(
                    FakeScript.create().otherwise(fail("usageLimitExceeded", "quota used up")),
                    stage ->
                        stage
                            .events("error")
                            .getFirst()
                            .metadata()
                            .path("codex_error_type")
                            .asString("untyped")),
                "usageLimitExceeded",
                "untyped"),
        row(CodexOptions.STREAM_REASONING_EVENTS, "false", true)
            .seen(
                reporting(
                    FakeScript.create()
                        .otherwise(step("think").put("text", "pondering"), say("ok")),
                    stage -> streamed(stage).toString()),
                "[]",
                "[pondering]"),
        row(CodexOptions.STREAM_PLAN_EVENTS, "false", true)
            .seen(
                reporting(planned, OptionScenes::titles),
                "Codex thread",
                "Codex thread, Codex plan"),
        row(CodexOptions.STREAM_COMMENTARY_EVENTS, "false", true)
            .seen(
                reporting(
                    FakeScript.create()
                        .otherwise(say("looking around").put("phase", "commentary"), say("ok")),
                    stage -> streamed(stage).toString()),
                "[]",
                "[looking around]"),
        row(CodexOptions.STREAM_FLUSH_MS, "250", 60_000)
            .with("stream_commentary_events", true)
            .seen(
                reporting(
                    FakeScript.create()
                        .otherwise(
                            stream("a remark that takes its time", 10, 150)
                                .put("phase", "commentary"),
                            say("ok")),
                    stage -> streamed(stage).size() > 2 ? "in pieces" : "at once"),
                "in pieces",
                "at once"));
  }
}
