package ai.band.adapter.codex.approval;

import static ai.band.adapter.codex.approval.ApprovalBench.ALICE;
import static ai.band.adapter.codex.approval.ApprovalBench.BOB;
import static ai.band.adapter.codex.approval.ApprovalBench.PLANNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.CodexConfigBuilder;
import ai.band.api.AdapterFeatures;
import ai.band.api.Emit;
import ai.band.codex.protocol.ServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What Codex asks, what the room hears of it, and what Codex is told. */
class ApprovalRegistryTest {
  private static final String COMMAND = "item/commandExecution/requestApproval";
  private static final String QUESTION = "item/tool/requestUserInput";
  private static final String FORM = "mcpServer/elicitation/request";

  private final ApprovalBench.PostOffice post = new ApprovalBench.PostOffice(true);
  private final ApprovalBench.Work turn = new ApprovalBench.Work("t0", ALICE);
  private final List<Thread> asking = new ArrayList<>();
  private ApprovalBench.Hall hall;
  private ApprovalRegistry registry = open(config -> config);

  @AfterEach
  void nothing_is_left_waiting() throws InterruptedException {
    registry.close();
    for (Thread thread : asking) {
      assertThat(thread.join(Duration.ofSeconds(60))).as("thread of a request").isTrue();
    }
    post.close();
  }

  @Test
  void the_room_is_asked_with_everything_that_is_known() {
    ask(
        ApprovalBench.Call.of(
            0,
            COMMAND,
            """
            {"command":"/bin/bash -lc 'echo ```; npm test'","cwd":"/workspace","reason":"May I?",
             "networkApprovalContext":{"host":"example.org","protocol":"https"}}\
            """));

    assertThat(post.texts())
        .singleElement()
        .asString()
        .contains("Codex wants to execute", "(req-0)")
        .contains("```\necho \u02CB\u02CB\u02CB; npm test\n```")
        .contains("in `/workspace`", "reason: `May I?`", "https://example.org")
        .contains("`/approve req-0`", "`/decline req-0`", "`/approvals`")
        .as("a prompt about the network cannot be recognised again")
        .doesNotContain("/approve-session");
    assertThat(post.messages().getFirst().path("mentions").toString()).contains(ALICE.id());
    await().until(() -> !post.events("approval_request").isEmpty());
    JsonNode event = post.events("approval_request").getFirst();
    assertThat(event.path("codex_approval_type").asString()).isEqualTo("commandExecution");
    assertThat(event.path("codex_approval_method").asString()).isEqualTo(COMMAND);
    assertThat(event.path("codex_approval_id").asString()).isEqualTo("req-0");
    assertThat(event.path("codex_item_id").asString()).isEqualTo("call_0");
    assertThat(event.path("codex_turn_id").asString()).isEqualTo("t0");
    assertThat(event.path("codex_cwd").asString()).isEqualTo("/workspace");
    assertThat(event.path("codex_reason").asString()).isEqualTo("May I?");
    assertThat(event.path("codex_command").asString()).startsWith("/bin/bash -lc");
    assertThat(event.path("codex_network_context").path("host").asString())
        .isEqualTo("example.org");
    assertThat(event.path("codex_requested_by").asString()).isEqualTo(ALICE.id());
  }

  @Test
  void a_very_long_command_is_cut_with_a_mark() {
    ask(ApprovalBench.Call.command(0, "t0", "echo " + "a".repeat(5_000)));

    assertThat(post.texts().getFirst()).contains("… (4005 more characters)").hasSizeLessThan(2_500);
  }

  @ParameterizedTest
  @CsvSource({"ACCEPT,accept", "DECLINE,decline", "ACCEPT_FOR_SESSION,acceptForSession"})
  void a_decision_reaches_codex_and_the_record_names_who_made_it(Verdict verdict, String word) {
    var call = ask(ApprovalBench.Call.command(0, "t0", "npm test"));

    assertThat(registry.desk().resolve("req-0", verdict, BOB))
        .isInstanceOf(Resolution.Resolved.class);

    assertThat(decision(call)).isEqualTo(word);
    assertThat(registry.desk().audit())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.requestId()).isEqualTo("req-0");
              assertThat(entry.decision()).isEqualTo(word);
              assertThat(entry.decidedBy()).isEqualTo("Bob");
              assertThat(entry.deciderId()).isEqualTo(BOB.id());
              assertThat(entry.sessionLevel()).isEqualTo(verdict == Verdict.ACCEPT_FOR_SESSION);
            });
    await().until(() -> !post.events("approval_resolution").isEmpty());
    JsonNode event = post.events("approval_resolution").getFirst();
    assertThat(event.path("codex_decided_by").asString()).isEqualTo("Bob");
    assertThat(event.path("codex_decided_by_id").asString()).isEqualTo(BOB.id());
    assertThat(event.path("codex_approval_decision").asString()).isEqualTo(word);
    assertThat(event.path("codex_session_level").asBoolean())
        .isEqualTo(verdict == Verdict.ACCEPT_FOR_SESSION);
    assertThat(event.has("codex_wait_s")).isTrue();
    assertThat(event.has("codex_timestamp")).isTrue();
    await().until(() -> !post.contents("thought").isEmpty());
    assertThat(post.contents("thought").getFirst())
        .contains("by Bob", word)
        .doesNotContain("automatically");
    assertThat(registry.pending()).isZero();
  }

  @Test
  void what_was_approved_for_the_session_is_not_asked_again_and_anything_else_is() {
    ask(ApprovalBench.Call.command(0, "t0", "npm test"));
    Resolution first = registry.desk().resolve(null, Verdict.ACCEPT_FOR_SESSION, ALICE);

    var same = handled(ApprovalBench.Call.command(1, "t0", "npm test"));
    var other = ask(ApprovalBench.Call.command(2, "t0", "npm test; ls"));

    assertThat(((Resolution.Resolved) first).covered())
        .contains("exactly the command `npm test` in `/workspace`");
    assertThat(decision(same)).isEqualTo("acceptForSession");
    assertThat(registry.desk().audit().getLast().decidedBy()).isEqualTo("session_policy");
    assertThat(other.isOpen()).isTrue();
    assertThat(registry.desk().sessionApprovals()).hasSize(1);

    registry.desk().revoke(1);
    ask(ApprovalBench.Call.command(3, "t0", "npm test"));
    assertThat(registry.desk().waiting()).extracting("id").containsExactly("req-2", "req-3");
  }

  @Test
  void a_decision_about_more_permissions_than_before_is_asked_again() {
    ask(ApprovalBench.Call.command(0, "t0", "npm test"));
    registry.desk().resolve(null, Verdict.ACCEPT_FOR_SESSION, ALICE);

    var more =
        ask(
            ApprovalBench.Call.of(
                1,
                COMMAND,
                """
                {"command":"/bin/bash -lc 'npm test'","cwd":"/workspace",
                 "additionalPermissions":{"network":{"enabled":true}}}\
                """));

    assertThat(more.isOpen()).isTrue();
    assertThat(post.texts().getLast()).contains("further permissions").doesNotContain("-session");
  }

  @Test
  void ids_of_codex_that_come_again_get_a_number() {
    ask(ApprovalBench.Call.command(0, "t0", "one"));
    ask(ApprovalBench.Call.command(0, "t0", "two"));
    registry.desk().resolve("req-0", Verdict.DECLINE, ALICE);
    ask(ApprovalBench.Call.command(0, "t0", "three"));

    assertThat(registry.desk().waiting()).extracting("id").containsExactly("req-0-2", "req-0-3");
    assertThat(registry.desk().resolve("req-0", Verdict.ACCEPT, ALICE))
        .as("a replayed id")
        .isEqualTo(new Resolution.UnknownId("req-0", List.of("req-0-2", "req-0-3")));
  }

  @Test
  void names_of_codex_for_a_request_are_aliases_unless_several_have_them() {
    var first =
        ask(ApprovalBench.Call.of(0, COMMAND, "{\"command\":\"a\",\"approvalId\":\"ap-1\"}"));
    ask(ApprovalBench.Call.of(1, COMMAND, "{\"command\":\"b\",\"itemId\":\"call_0\"}"));
    ApprovalDesk desk = registry.desk();

    assertThat(desk.resolve("call_0", Verdict.ACCEPT, ALICE))
        .isEqualTo(new Resolution.Ambiguous(List.of("req-0", "req-1")));
    assertThat(desk.resolve(null, Verdict.ACCEPT, ALICE)).isInstanceOf(Resolution.Ambiguous.class);
    assertThat(desk.resolve("AP-1", Verdict.ACCEPT, ALICE))
        .as("compared exactly")
        .isInstanceOf(Resolution.UnknownId.class);
    assertThat(desk.resolve("`ap-1`", Verdict.ACCEPT, ALICE))
        .isInstanceOf(Resolution.Resolved.class);
    assertThat(decision(first)).isEqualTo("accept");
    assertThat(desk.resolve("req-9", Verdict.ACCEPT, ALICE))
        .isEqualTo(new Resolution.UnknownId("req-9", List.of("req-1")));
  }

  @Test
  void nothing_to_decide_is_said() {
    assertThat(registry.desk().resolve("req-0", Verdict.ACCEPT, ALICE))
        .isEqualTo(new Resolution.NothingPending());
  }

  @Test
  void who_may_not_decide_changes_nothing() {
    var call = ask(ApprovalBench.Call.command(0, "t0", "npm test"));
    ApprovalDesk desk = registry.desk();

    assertThat(desk.resolve("req-0", Verdict.ACCEPT, PLANNER))
        .isInstanceOf(Resolution.NotAllowed.class);
    assertThat(desk.choose("req-0", 1, PLANNER)).isInstanceOf(Resolution.NotAllowed.class);
    assertThat(desk.answer("req-0", "x", PLANNER)).isInstanceOf(Resolution.NotAllowed.class);

    assertThat(call.isOpen()).isTrue();
    assertThat(desk.audit()).isEmpty();
  }

  @Test
  void with_four_eyes_somebody_else_is_asked_and_must_decide() {
    registry = open(config -> config.approvalFourEyes(true));
    var call = ask(ApprovalBench.Call.command(0, "t0", "npm test"));

    assertThat(post.messages().getLast().path("mentions").toString()).contains(BOB.id());
    assertThat(post.texts().getLast()).contains("never whoever asked for the work");
    assertThat(registry.desk().resolve(null, Verdict.ACCEPT, ALICE))
        .isInstanceOf(Resolution.NotAllowed.class);
    assertThat(registry.desk().resolve(null, Verdict.ACCEPT, BOB))
        .isInstanceOf(Resolution.Resolved.class);
    assertThat(decision(call)).isEqualTo("accept");
  }

  @Test
  void an_agent_that_asked_for_the_work_is_not_mentioned_but_the_people_are() {
    var call = ApprovalBench.Call.command(0, "t0", "npm test");
    start(call, new ApprovalBench.Work("t0", PLANNER));
    await().until(() -> post.texts().size() == 1);

    assertThat(post.messages().getFirst().path("mentions").toString())
        .contains(ALICE.id(), BOB.id())
        .doesNotContain(PLANNER.id());
  }

  @Test
  void an_empty_list_of_approvers_declines_at_once_and_says_why() {
    registry = open(config -> config.approvalApprovers());
    var call = handled(ApprovalBench.Call.command(0, "t0", "npm test"));

    assertThat(decision(call)).isEqualTo("decline");
    assertThat(registry.desk().audit().getFirst().decidedBy()).isEqualTo("system_fallback");
    assertThat(post.texts()).singleElement().asString().contains("nobody may approve");
  }

  @Test
  void a_room_that_cannot_be_asked_declines() {
    post.refuse();
    var call = handled(ApprovalBench.Call.command(0, "t0", "npm test"));

    assertThat(decision(call)).isEqualTo("decline");
    assertThat(registry.desk().audit().getFirst().decidedBy()).isEqualTo("system_fallback");
    assertThat(registry.pending()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "decline,decline,'req-0 expired, not approved.'",
    "accept,accept,as configured it was answered: accept",
    "acceptForSession,acceptForSession,as configured"
  })
  void a_request_that_nobody_answers_expires(String option, String sent, String told) {
    registry =
        open(c -> c.approvalWaitTimeoutS(Duration.ofMillis(30)).approvalTimeoutDecision(option));
    var call = handled(ApprovalBench.Call.command(0, "t0", "npm test"));

    assertThat(decision(call)).isEqualTo(sent);
    assertThat(registry.desk().audit().getFirst().decidedBy()).isEqualTo("timeout");
    assertThat(registry.desk().audit().getFirst().deciderId()).isNull();
    assertThat(post.texts().getLast()).contains(told).doesNotContain("declined by");
    assertThat(registry.sessionApprovals()).as("nothing is remembered").isZero();
    assertThat(registry.desk().resolve("req-0", Verdict.ACCEPT, ALICE))
        .isInstanceOf(Resolution.NothingPending.class);
  }

  @Test
  void the_clock_of_the_turn_stands_still_while_somebody_is_asked() {
    ask(ApprovalBench.Call.command(0, "t0", "npm test"));
    assertThat(turn.clock().isPaused()).isTrue();

    registry.desk().resolve(null, Verdict.ACCEPT, ALICE);

    await().until(() -> !turn.clock().isPaused());
  }

  @Test
  void beyond_the_limit_the_oldest_gives_way_and_the_room_is_told() {
    registry = open(config -> config.maxPendingApprovalsPerRoom(2));
    var oldest = ask(ApprovalBench.Call.command(0, "t0", "a"));
    var second = ask(ApprovalBench.Call.command(1, "t0", "b"));
    var third = ask(ApprovalBench.Call.command(2, "t0", "c"));

    await().until(() -> !oldest.isOpen());
    assertThat(decision(oldest)).isEqualTo("decline");
    assertThat(second.isOpen()).isTrue();
    assertThat(third.isOpen()).isTrue();
    await().until(() -> !registry.desk().audit().isEmpty());
    assertThat(registry.desk().audit().getFirst().decidedBy()).isEqualTo("evicted");
    await().until(() -> post.texts().stream().anyMatch(t -> t.contains("too many requests wait")));
  }

  @Test
  void the_limits_of_what_is_remembered_hold() {
    registry = open(c -> c.maxApprovalAuditPerRoom(2).maxSessionApprovedPerRoom(2));
    for (int i = 0; i < 3; i++) {
      ask(ApprovalBench.Call.command(i, "t0", "command-" + i));
      registry.desk().resolve(null, Verdict.ACCEPT_FOR_SESSION, ALICE);
    }

    assertThat(registry.desk().audit()).extracting("requestId").containsExactly("req-1", "req-2");
    assertThat(registry.desk().sessionApprovals())
        .hasSize(2)
        .noneMatch(line -> line.contains("command-0"));
  }

  @Test
  void what_codex_takes_back_is_void_and_the_room_is_told() {
    var call = ask(ApprovalBench.Call.command(0, "t0", "npm test"));

    call.withdraw();

    await().until(() -> registry.pending() == 0);
    await().until(() -> !registry.desk().audit().isEmpty());
    assertThat(registry.desk().audit().getFirst().decision()).isEqualTo("withdrawn");
    assertThat(call.answers()).isEmpty();
    await().until(() -> post.texts().getLast().contains("req-0 is void"));
    assertThat(registry.desk().resolve("req-0", Verdict.ACCEPT, ALICE))
        .isInstanceOf(Resolution.NothingPending.class);
  }

  @Test
  void a_request_that_ends_while_its_question_is_on_the_way_is_called_void_after_the_question()
      throws InterruptedException {
    post.hold();
    var call = ApprovalBench.Call.command(0, "t0", "npm test");
    Thread asker = start(call, turn);
    await().atMost(Duration.ofSeconds(60)).until(() -> post.held() == 1);

    call.withdraw();
    assertThat(call.awaitEndOfActions(20_000)).isTrue();
    assertThat(registry.pending()).as("it waits no more").isZero();
    assertThat(registry.desk().resolve("req-0", Verdict.ACCEPT, ALICE))
        .isEqualTo(new Resolution.NothingPending());
    post.release();

    assertThat(asker.join(Duration.ofSeconds(60))).isTrue();
    assertThat(post.texts()).hasSize(2);
    assertThat(post.texts().get(0)).contains("Codex wants to execute", "(req-0)");
    assertThat(post.texts().get(1)).startsWith("req-0 is void");
  }

  @Test
  void whatever_is_void_before_it_was_asked_is_not_called_void_first() throws Exception {
    for (int id = 0; id < 50; id++) {
      var call = ApprovalBench.Call.command(id, "t0", "npm test");
      call.withdraw();
      assertThat(start(call, turn).join(Duration.ofSeconds(60))).isTrue();
      assertThat(call.awaitEndOfActions(20_000)).isTrue();
      assertThat(call.answers()).isEmpty();
      String name = "req-" + id;
      List<String> told = post.texts().stream().filter(text -> text.contains(name)).toList();
      if (!told.isEmpty()) {
        assertThat(told.getFirst()).contains("(" + name + ")");
      }
    }
    assertThat(registry.pending()).isZero();
  }

  @Test
  void what_has_expired_waits_no_more_while_the_room_is_being_told() throws Exception {
    registry = open(config -> config.approvalWaitTimeoutS(Duration.ofMillis(30)));
    post.holdAfter(1);
    Thread asker = start(ApprovalBench.Call.command(0, "t0", "npm test"), turn);
    await().atMost(Duration.ofSeconds(60)).until(() -> post.held() == 1);

    assertThat(registry.pending()).isZero();
    assertThat(registry.desk().waiting()).isEmpty();
    assertThat(registry.desk().resolve("req-0", Verdict.ACCEPT, PLANNER))
        .isEqualTo(new Resolution.NothingPending());
    post.release();

    assertThat(asker.join(Duration.ofSeconds(60))).isTrue();
    assertThat(post.texts().getLast()).contains("req-0 expired, not approved");
  }

  @Test
  void an_agent_that_is_named_as_approver_is_asked_and_may_approve() {
    registry = open(config -> config.approvalApprovers("@alice/planner"));
    var call = ask(ApprovalBench.Call.command(0, "t0", "npm test"));

    assertThat(post.messages().getLast().path("mentions").toString()).contains(PLANNER.id());
    assertThat(registry.desk().resolve(null, Verdict.ACCEPT, ALICE))
        .isInstanceOf(Resolution.NotAllowed.class);
    assertThat(registry.desk().resolve(null, Verdict.ACCEPT, PLANNER))
        .isInstanceOf(Resolution.Resolved.class);
    assertThat(decision(call)).isEqualTo("accept");
  }

  @Test
  void leaving_the_room_declines_without_a_word() {
    var call = ask(ApprovalBench.Call.command(0, "t0", "npm test"));
    int said = post.texts().size();

    registry.close();

    assertThat(decision(call)).isEqualTo("decline");
    assertThat(post.texts()).hasSize(said);
  }

  @Test
  void offers_are_shown_as_what_they_are_and_passed_back_unchanged() {
    registry = open(config -> config.approvalApprovers("users").commandOperators("@alice"));
    String rule =
        "{\"acceptWithExecpolicyAmendment\":{\"execpolicy_amendment\":[\"git\",\"push\"]}}";
    var call =
        ask(
            ApprovalBench.Call.of(
                0,
                COMMAND,
                "{\"command\":\"git push\",\"availableDecisions\":[\"accept\"," + rule + "]}"));

    assertThat(post.texts().getFirst())
        .contains(
            "`/approve req-0 option 2`: always allow every command that begins with `git push`")
        .contains("permanently");
    assertThat(registry.desk().choose("req-0", 2, BOB))
        .as("a lasting rule needs an operator")
        .isInstanceOf(Resolution.NotAllowed.class);
    assertThat(registry.desk().choose("req-0", 7, ALICE))
        .isInstanceOf(Resolution.NotUnderstood.class);
    assertThat(call.isOpen()).isTrue();
    assertThat(registry.desk().choose("req-0", 2, ALICE)).isInstanceOf(Resolution.Resolved.class);
    assertThat(call.answers()).singleElement().hasToString("{\"decision\":" + rule + "}");
    assertThat(registry.sessionApprovals()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto_accept", "auto_decline"})
  void what_only_a_person_may_decide_is_asked_in_every_mode(String mode) {
    registry = open(config -> config.approvalMode(mode));
    var call =
        ask(ApprovalBench.Call.of(0, COMMAND, "{\"kind\":\"humanCommand\",\"command\":\"rm\"}"));

    assertThat(post.texts().getFirst()).doesNotContain("/approve-session");
    assertThat(registry.desk().resolve(null, Verdict.ACCEPT_FOR_SESSION, ALICE))
        .isInstanceOf(Resolution.SessionImpossible.class);
    assertThat(call.isOpen()).isTrue();
    registry.desk().resolve(null, Verdict.ACCEPT, ALICE);
    assertThat(decision(call)).isEqualTo("accept");
  }

  @ParameterizedTest
  @CsvSource({"auto_accept,accept", "auto_decline,decline"})
  void policies_answer_at_once_and_tell_the_room(String mode, String sent) {
    registry = open(config -> config.approvalMode(mode));
    var call = handled(ApprovalBench.Call.command(0, "t0", "npm test"));

    assertThat(decision(call)).isEqualTo(sent);
    assertThat(registry.desk().audit().getFirst().decidedBy()).isEqualTo("policy:" + mode);
    assertThat(post.texts()).singleElement().asString().contains("by policy: " + sent);
    await().until(() -> !post.contents("thought").isEmpty());
    assertThat(post.contents("thought").getFirst()).contains("automatically");
  }

  @Test
  void without_notifications_policies_answer_in_silence() {
    registry = open(c -> c.approvalMode("auto_accept").approvalTextNotifications(false));
    handled(ApprovalBench.Call.command(0, "t0", "npm test"));

    assertThat(post.texts()).isEmpty();
  }

  @Test
  void file_changes_show_paths_and_counts_and_are_remembered_as_a_set() {
    ask(ApprovalBench.Call.files(0, "/w/a.txt", "/w/b.txt"));
    assertThat(post.texts().getFirst()).contains("`/w/a.txt` (new, +2 −0)", "/approve-session");
    registry.desk().resolve(null, Verdict.ACCEPT_FOR_SESSION, ALICE);

    var same = handled(ApprovalBench.Call.files(1, "/w/b.txt", "/w/a.txt"));
    var fewer = ask(ApprovalBench.Call.files(2, "/w/a.txt"));

    assertThat(decision(same)).isEqualTo("acceptForSession");
    assertThat(fewer.isOpen()).isTrue();
    await().until(() -> post.events("approval_request").size() >= 2);
    assertThat(post.events("approval_request").getFirst().path("codex_files"))
        .hasToString("[\"/w/a.txt\",\"/w/b.txt\"]");
  }

  @Test
  void a_change_that_wants_a_whole_folder_is_not_covered_by_one_that_did_not() {
    var files = ApprovalBench.Call.files(0, "/w/a.txt");
    ask(files);
    registry.desk().resolve(null, Verdict.ACCEPT_FOR_SESSION, ALICE);

    var folder =
        ask(
            ApprovalBench.Call.of(
                1, "item/fileChange/requestApproval", "{\"grantRoot\":\"/w\"}", files.item()));

    assertThat(folder.isOpen()).isTrue();
    assertThat(post.texts().getLast()).contains("whole folder from now on: `/w`");
  }

  @Test
  void a_file_change_of_unknown_files_cannot_be_remembered() {
    ask(ApprovalBench.Call.of(0, "item/fileChange/requestApproval", "{}"));

    assertThat(registry.desk().resolve(null, Verdict.ACCEPT_FOR_SESSION, ALICE))
        .isInstanceOf(Resolution.SessionImpossible.class);
    assertThat(registry.pending()).isOne();
  }

  @ParameterizedTest
  @CsvSource({
    "ACCEPT,'{\"permissions\":{\"network\":{\"enabled\":true}},\"scope\":\"turn\"}'",
    "ACCEPT_FOR_SESSION,'{\"permissions\":{\"network\":{\"enabled\":true}},\"scope\":\"session\"}'",
    "DECLINE,'{\"permissions\":{}}'"
  })
  void permissions_are_granted_for_the_turn_or_the_session_or_not(Verdict verdict, String answer) {
    var call =
        ask(
            ApprovalBench.Call.of(
                0,
                "item/permissions/requestApproval",
                "{\"reason\":\"to fetch\",\"permissions\":{\"network\":{\"enabled\":true}}}"));
    assertThat(post.texts().getFirst()).contains("permissions: to fetch", "\"enabled\" : true");

    registry.desk().resolve(null, verdict, ALICE);

    assertThat(call.answers()).singleElement().hasToString(answer);
  }

  @Test
  void a_question_takes_a_number_a_label_or_other_words() {
    String question =
        """
        {"questions":[{"id":"colour","header":"C","question":"Which colour?","isOther":true,
        "options":[{"label":"Red","description":"warm"},{"label":"Blue","description":"cold"}]}]}\
        """;
    var byNumber = ask(ApprovalBench.Call.of(0, QUESTION, question));
    assertThat(post.texts().getFirst())
        .contains("Which colour?", "1) Red: warm", "2) Blue: cold", "`/answer req-0 <text>`");
    assertThat(registry.desk().resolve("req-0", Verdict.ACCEPT, ALICE))
        .isInstanceOf(Resolution.NotUnderstood.class);
    registry.desk().answer("req-0", "2", ALICE);
    var byLabel = ask(ApprovalBench.Call.of(1, QUESTION, question));
    registry.desk().answer("req-1", "red", ALICE);
    var byWords = ask(ApprovalBench.Call.of(2, QUESTION, question));
    registry.desk().answer("req-2", "a shade of green", ALICE);
    var declined = ask(ApprovalBench.Call.of(3, QUESTION, question));
    registry.desk().resolve("req-3", Verdict.DECLINE, ALICE);

    assertThat(byNumber.answers())
        .singleElement()
        .hasToString("{\"answers\":{\"colour\":{\"answers\":[\"Blue\"]}}}");
    assertThat(byLabel.answers().toString()).contains("[\"Red\"]");
    assertThat(byWords.answers().toString()).contains("[\"a shade of green\"]");
    assertThat(declined.answers()).singleElement().hasToString("{\"answers\":{}}");
  }

  @Test
  void several_questions_are_answered_by_number_and_a_secret_one_is_marked() {
    var call =
        ask(
            ApprovalBench.Call.of(
                0,
                QUESTION,
                """
                {"questions":[{"id":"a","question":"Name?","options":[]},
                {"id":"b","question":"Key?","isSecret":true}]}\
                """));
    ApprovalDesk desk = registry.desk();

    assertThat(post.texts().getFirst()).contains("1. Name?", "2. Key?", "everybody in this room");
    assertThat(desk.answer("req-0", "no numbers", ALICE))
        .isInstanceOf(Resolution.NotUnderstood.class);
    assertThat(desk.answer("req-0", "3=x", ALICE)).isInstanceOf(Resolution.NotUnderstood.class);
    assertThat(desk.answer("req-0", "", ALICE)).isInstanceOf(Resolution.NotUnderstood.class);
    assertThat(desk.answer("req-0", "1=Ada Lovelace 2=abc", ALICE))
        .isInstanceOf(Resolution.Resolved.class);
    assertThat(call.answers())
        .singleElement()
        .hasToString(
            "{\"answers\":{\"a\":{\"answers\":[\"Ada Lovelace\"]},\"b\":{\"answers\":[\"abc\"]}}}");
  }

  @Test
  void a_question_that_nobody_answers_gets_no_answers() {
    registry =
        open(
            c ->
                c.approvalWaitTimeoutS(Duration.ofMillis(30))
                    .approvalTimeoutDecision("accept")
                    .approvalMode("auto_decline"));
    var call =
        handled(
            ApprovalBench.Call.of(
                0, QUESTION, "{\"questions\":[{\"id\":\"a\",\"question\":\"Name?\"}]}"));

    assertThat(call.answers()).singleElement().hasToString("{\"answers\":{}}");
  }

  @Test
  void a_form_takes_values_of_the_right_types_only() {
    var call =
        ask(
            ApprovalBench.Call.of(
                0,
                FORM,
                """
                {"serverName":"db","mode":"form","message":"Connect?","requestedSchema":{
                "type":"object","required":["host"],"properties":{"host":{"type":"string"},
                "port":{"type":"integer"},"tls":{"type":"boolean"}}}}\
                """));
    ApprovalDesk desk = registry.desk();

    assertThat(post.texts().getFirst())
        .contains("MCP server `db` asks: Connect?", "`host`", "required");
    for (String wrong : List.of("port=5", "host=a port=x", "host=a colour=red")) {
      assertThat(desk.answer("req-0", wrong, ALICE))
          .as(wrong)
          .isInstanceOf(Resolution.NotUnderstood.class);
    }
    assertThat(desk.answer("req-0", "host=a b.c port=5432 tls=yes", ALICE))
        .isInstanceOf(Resolution.Resolved.class);
    assertThat(call.answers())
        .singleElement()
        .hasToString(
            "{\"action\":\"accept\",\"content\":{\"host\":\"a"
                + " b.c\",\"port\":5432,\"tls\":true},\"_meta\":null}");
  }

  @Test
  void a_form_is_declined_by_the_policy_and_by_a_person() {
    String form = "{\"serverName\":\"db\",\"mode\":\"form\",\"message\":\"Go on?\"}";
    var byPerson = ask(ApprovalBench.Call.of(0, FORM, form));
    registry.desk().resolve(null, Verdict.DECLINE, ALICE);
    registry = open(config -> config.approvalMode("auto_decline"));
    var byPolicy = handled(ApprovalBench.Call.of(1, FORM, form));

    for (var call : List.of(byPerson, byPolicy)) {
      assertThat(call.answers().getFirst().path("action").asString()).isEqualTo("decline");
    }
  }

  @Test
  void an_mcp_tool_is_approved_with_empty_content() {
    var call =
        ask(
            ApprovalBench.Call.of(
                0,
                FORM,
                """
                {"serverName":"db","mode":"form","message":"Run?","requestedSchema":{"type":"object",
                "properties":{}},"_meta":{"codex_approval_kind":"mcp_tool_call","tool_name":"drop",
                "tool_params":{"table":"users"}}}\
                """));
    assertThat(post.texts().getFirst()).contains("`db/drop`", "\"table\" : \"users\"");

    registry.desk().resolve(null, Verdict.ACCEPT, ALICE);

    assertThat(call.answers())
        .singleElement()
        .hasToString("{\"action\":\"accept\",\"content\":{},\"_meta\":null}");
  }

  @ParameterizedTest
  @CsvSource({
    "execCommandApproval,ACCEPT,'\"approved\"'",
    "execCommandApproval,ACCEPT_FOR_SESSION,'\"approved_for_session\"'",
    "execCommandApproval,DECLINE,'{\"denied\"'",
    "applyPatchApproval,ACCEPT,'\"approved\"'",
    "applyPatchApproval,DECLINE,'{\"denied\"'"
  })
  void older_versions_are_answered_in_their_own_words(String method, Verdict verdict, String word) {
    var call =
        ask(
            ApprovalBench.Call.of(
                0,
                method,
                """
                {"conversationId":"thread","callId":"c1","command":["bash","-lc","npm test"],
                "fileChanges":{"/w/a":{"add":{"content":"x"}}},"cwd":"/w"}\
                """));
    assertThat(post.texts().getFirst())
        .contains(method.equals("execCommandApproval") ? "`npm test`" : "/w/a");

    registry.desk().resolve("c1", verdict, ALICE);

    assertThat(call.answers().getFirst().path("decision").toString()).startsWith(word);
  }

  private ApprovalRegistry open(UnaryOperator<CodexConfigBuilder> settings) {
    CodexAdapterConfig config =
        settings.apply(CodexAdapterConfig.builder().approvalPolicy("on-request")).build();
    hall =
        new ApprovalBench.Hall(
            post, config, AdapterFeatures.emitting(Emit.TASK_EVENTS, Emit.THOUGHTS));
    return new ApprovalRegistry(hall.room(), hall.outbox(), NamedApprovers.NONE);
  }

  /** Codex asks, and the room has been asked when this returns. */
  private ApprovalBench.Call ask(ApprovalBench.Call call) {
    int said = post.texts().size();
    start(call, turn);
    await().atMost(Duration.ofSeconds(60)).until(() -> post.texts().size() > said);
    return call;
  }

  /** Codex asks, and gets its answer without anybody's help. */
  private ApprovalBench.Call handled(ApprovalBench.Call call) {
    Thread thread = start(call, turn);
    try {
      assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return call;
  }

  private Thread start(ApprovalBench.Call call, ApprovalBench.Work work) {
    ApprovalRegistry here = registry;
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    here.handle(ServerRequest.of(call), work);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    asking.add(thread);
    return thread;
  }

  private static String decision(ApprovalBench.Call call) {
    await().atMost(Duration.ofSeconds(60)).until(() -> !call.answers().isEmpty());
    assertThat(call.answers()).hasSize(1);
    return call.answers().getFirst().path("decision").asString();
  }
}
