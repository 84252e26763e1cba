package ai.band.story;

import static ai.band.story.OptionRow.row;
import static ai.band.story.OptionScenes.after;
import static ai.band.story.OptionScenes.asking;
import static ai.band.story.OptionScenes.asks;
import static ai.band.story.OptionScenes.asksWhenAnswering;
import static ai.band.story.OptionScenes.begin;
import static ai.band.story.OptionScenes.decisionUnless;
import static ai.band.story.OptionScenes.decisions;
import static ai.band.story.OptionScenes.firstAsk;
import static ai.band.story.OptionScenes.kind;
import static ai.band.story.OptionScenes.part;
import static ai.band.story.OptionScenes.stage;
import static ai.band.testkit.FakeScript.replying;
import static org.awaitility.Awaitility.await;

import ai.band.adapter.codex.config.CodexOptions;
import ai.band.story.OptionRow.Probe;
import ai.band.testkit.FakeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The options of approvals and of who may do what. */
final class ApprovalRows {
  private ApprovalRows() {}

  static List<OptionRow> all() {
    List<OptionRow> all = new ArrayList<>(approvalRows());
    all.addAll(rightsRows());
    return all;
  }

  private static List<OptionRow> approvalRows() {
    return List.of(
        row(CodexOptions.APPROVAL_MODE, "manual", "auto_accept")
            .seen(
                stage(
                    asking("npm test"),
                    stage -> {
                      begin(stage);
                      return decisionUnless(stage, () -> !asks(stage).isEmpty());
                    }),
                "still asked",
                "accept"),
        row(CodexOptions.APPROVAL_TEXT_NOTIFICATIONS, "true", false)
            .with("approval_mode", "auto_accept")
            .seen(
                stage(
                    asking("npm test"),
                    stage -> {
                      stage.say("work");
                      return stage.replies().size() + " posts";
                    }),
                "2 posts",
                "1 posts"),
        row(CodexOptions.APPROVAL_WAIT_TIMEOUT_S, "300", 0.2)
            .seen(unanswered(), "still asked", "decline"),
        row(CodexOptions.APPROVAL_TIMEOUT_DECISION, "decline", "accept")
            .with("approval_wait_timeout_s", 0.2)
            .seen(unanswered(), "decline", "accept"),
        row(CodexOptions.SESSION_APPROVAL_GRANULARITY, "full_command", "binary")
            .seen(
                stage(
                    asking("npm test", "npm run build"),
                    stage -> asksWhenAnswering(stage, "/approve-session")),
                "asked 2 times",
                "asked 1 times"),
        row(CodexOptions.MAX_SESSION_APPROVED_PER_ROOM, "100", 1)
            .seen(
                stage(
                    asking("ls one", "ls two", "ls one"),
                    stage -> asksWhenAnswering(stage, "/approve-session")),
                "asked 2 times",
                "asked 3 times"),
        row(CodexOptions.MAX_APPROVAL_AUDIT_PER_ROOM, "100", 1)
            .with("approval_mode", "auto_accept")
            .seen(
                stage(
                    asking("ls one", "ls two"),
                    stage -> {
                      stage.say("work");
                      stage.say("/permissions");
                      return stage
                          .replies()
                          .getLast()
                          .replaceFirst("(?s).*(decisions: \\d+).*", "$1");
                    }),
                "decisions: 2",
                "decisions: 1"),
        row(CodexOptions.MAX_PENDING_APPROVALS_PER_ROOM, "50", 1)
            .seen(twoRequestsAtOnce(), "still asked", "decline"));
  }

  /** What becomes of a request that nobody answers. */
  private static Probe unanswered() {
    return config ->
        stage(
                asking("npm test"),
                stage -> {
                  begin(stage);
                  after(config.approvalWaitTimeoutS(), () -> !decisions(stage).isEmpty());
                  return decisionUnless(stage, () -> true);
                })
            .observe(config);
  }

  /** What becomes of the first request when a second one joins it. */
  private static Probe twoRequestsAtOnce() {
    return stage(
        FakeScript.create()
            .otherwise(FakeScript.run("ls one").put("approve", true), FakeScript.hold()),
        stage -> {
          begin(stage);
          firstAsk(stage);
          JsonNode first = stage.servers().getLast().sent("turn/start").getFirst();
          await().until(() -> kind(stage, "approval_request").equals("approval_request"));
          String turnId =
              stage.events("task").getLast().metadata().path("codex_turn_id").asString();
          var params =
              Map.of(
                  "kind", "command",
                  "threadId", first.path("threadId").asString(),
                  "turnId", turnId,
                  "itemId", "call_second",
                  "command", "/bin/bash -lc 'ls two'",
                  "cwd", "/workspace",
                  "availableDecisions", List.of("accept", "cancel"));
          var request =
              Map.of(
                  "id", 901, "method", "item/commandExecution/requestApproval", "params", params);
          stage.servers().getLast().push(JsonMapper.shared().writeValueAsString(request));
          // The oldest goes before the new one is asked.
          await().until(() -> asks(stage).size() == 2);
          return decisionUnless(stage, () -> true);
        });
  }

  private static List<OptionRow> rightsRows() {
    return List.of(
        row(CodexOptions.APPROVAL_APPROVERS, "users", List.of("anyone"))
            .seen(
                stage(
                    asking("npm test"),
                    stage -> {
                      begin(stage);
                      String id = firstAsk(stage);
                      stage.work(stage.post(stage.handle(), stage.peer(), "/approve " + id));
                      return decisionUnless(
                          stage, () -> stage.replies().getLast().contains("may not"));
                    }),
                "still asked",
                "accept"),
        row(CodexOptions.COMMAND_OPERATORS, "as approval_approvers", List.of("anyone"))
            .seen(
                stage(
                    replying("ok"),
                    stage -> {
                      stage.work(stage.post(stage.handle(), stage.peer(), "/model my-model"));
                      stage.say("hello");
                      return part(stage, "turn/start", "/model");
                    }),
                OptionRows.FIRST_LISTED,
                "my-model"),
        row(CodexOptions.APPROVAL_FOUR_EYES, "false", true)
            .seen(
                stage(
                    asking("npm test"),
                    stage -> {
                      begin(stage);
                      stage.say("/approve " + firstAsk(stage));
                      return decisionUnless(
                          stage, () -> stage.replies().getLast().contains("may not"));
                    }),
                "accept",
                "still asked"),
        row(CodexOptions.MAX_SANDBOX, "unset", "workspace-write")
            .with("sandbox", "read-only")
            .seen(
                stage(
                    replying("ok"),
                    stage -> {
                      stage.say("/sandbox danger-full-access --confirm");
                      stage.say("hello");
                      return part(stage, "turn/start", "/sandboxPolicy/type");
                    }),
                "dangerFullAccess",
                "readOnly"));
  }
}
