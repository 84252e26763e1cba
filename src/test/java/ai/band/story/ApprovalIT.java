package ai.band.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.adapter.codex.config.CodexConfigBuilder;
import ai.band.local.world.Entry;
import ai.band.local.world.Room;
import ai.band.testkit.RoomStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The real Codex asks for permission, and a room decides. */
class ApprovalIT {
  @Test
  void an_approved_command_runs_and_a_declined_one_does_not() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(ApprovalIT::asking);

      Entry approved = stage.say("run with approval touch approved.txt");
      awaitText(stage, "execute `touch approved.txt` (req-0)");
      assertThat(stage.replyTo(stage.say("/status"))).contains("pending_approvals: 1", "waiting");
      assertThat(stage.replyTo(stage.say("/approve req-0"))).contains("req-0: accept");
      stage.awaitDone(approved);
      Entry declined = stage.say("run with approval touch declined.txt");
      awaitText(stage, "execute `touch declined.txt` (req-1)");
      stage.replyTo(stage.say("/decline"));
      stage.awaitDone(declined);

      assertThat(file(stage, "approved.txt")).exists();
      assertThat(file(stage, "declined.txt")).doesNotExist();
      assertThat(texts(stage)).anyMatch(text -> text.contains("did not run"));
      assertThat(stage.events("task"))
          .anySatisfy(event -> assertThat(event.content()).contains("Codex approval", "accept"));
      assertThat(stage.replyTo(stage.say("/permissions")))
          .contains("accept by Alice", "decline by Alice");
    }
  }

  @Test
  void what_is_approved_for_the_session_is_asked_once_until_it_is_revoked() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(ApprovalIT::asking);

      Entry first = stage.say("run with approval touch once.txt");
      awaitText(stage, "(req-0)");
      assertThat(stage.replyTo(stage.say("/approve-session")))
          .contains("From now on", "exactly the command `touch once.txt`");
      stage.awaitDone(first);
      delete(file(stage, "once.txt"));
      stage.awaitDone(stage.say("run with approval touch once.txt"));
      assertThat(file(stage, "once.txt")).as("ran without a question").exists();
      assertThat(questions(stage)).isEqualTo(1);

      Entry other = stage.say("run with approval touch other.txt");
      awaitText(stage, "execute `touch other.txt`");
      stage.replyTo(stage.say("/decline"));
      stage.awaitDone(other);

      assertThat(stage.replyTo(stage.say("/approvals revoke all"))).contains("1 session approval");
      Entry again = stage.say("run with approval touch once.txt");
      await().atMost(RoomStage.PATIENCE).until(() -> questions(stage) == 3);
      stage.replyTo(stage.say("/decline"));
      stage.awaitDone(again);
    }
  }

  @Test
  void a_file_change_happens_only_when_it_is_approved() throws IOException {
    try (var stage = RoomStage.open()) {
      stage.startAgent(config -> asking(config).sandbox("read-only"));

      Entry approved = stage.say("write a file wanted.txt with hello");
      awaitText(stage, "(req-0)");
      assertThat(lastQuestion(stage)).contains("wanted.txt", "+1 −0");
      stage.replyTo(stage.say("/approve"));
      stage.awaitDone(approved);
      Entry declined = stage.say("write a file unwanted.txt with hello");
      awaitText(stage, "(req-1)");
      stage.replyTo(stage.say("/decline req-1"));
      stage.awaitDone(declined);

      assertThat(Files.readString(file(stage, "wanted.txt"))).contains("hello");
      assertThat(file(stage, "unwanted.txt")).doesNotExist();
    }
  }

  @Test
  void a_question_is_answered_from_the_room() {
    try (var stage =
        RoomStage.open(codex -> codex.withFeature("default_mode_request_user_input"))) {
      stage.startAgent(ApprovalIT::asking);

      Entry asked = stage.say("ask me which colour [red or blue]");
      awaitText(stage, "which colour");
      assertThat(lastQuestion(stage)).contains("1) red", "2) blue", "/answer req-0");
      assertThat(stage.replyTo(stage.say("/answer req-0 2"))).contains("req-0");
      stage.awaitDone(asked);

      awaitText(stage, "You answered: blue");
    }
  }

  @Test
  void permissions_are_granted_or_refused_by_the_room() {
    try (var stage = RoomStage.open(codex -> codex.withFeature("request_permissions_tool"))) {
      stage.startAgent(config -> asking(config).sandbox("read-only"));
      String folder = stage.codex().workspace().resolve("out").toString();

      Entry granted = stage.say("ask for permission to write " + folder);
      awaitText(stage, "permissions:");
      stage.replyTo(stage.say("/approve"));
      stage.awaitDone(granted);
      awaitText(stage, "I may write");
      Entry refused = stage.say("ask for permission to write " + folder + "2");
      awaitText(stage, "(req-1)");
      stage.replyTo(stage.say("/decline"));
      stage.awaitDone(refused);
      awaitText(stage, "I was not allowed");
    }
  }

  @Test
  void a_request_that_nobody_answers_expires_and_nothing_runs() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(config -> asking(config).approvalWaitTimeoutS(Duration.ofMillis(700)));

      stage.awaitDone(stage.say("run with approval touch late.txt"));

      assertThat(file(stage, "late.txt")).doesNotExist();
      awaitText(stage, "req-0 expired, not approved");
      assertThat(stage.replyTo(stage.say("/approve req-0"))).contains("Nothing waits");
    }
  }

  @Test
  void when_codex_dies_the_room_is_told_and_nothing_waits_any_more() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(ApprovalIT::asking);
      stage.say("run with approval touch lost.txt");
      awaitText(stage, "(req-0)");

      CodexProcesses.of(stage).forEach(ProcessHandle::destroyForcibly);

      awaitText(stage, "req-0 is void");
      await()
          .atMost(RoomStage.PATIENCE)
          .until(() -> !stage.replyTo(stage.say("/approvals")).contains("- req-0:"));
      assertThat(file(stage, "lost.txt")).doesNotExist();
    }
  }

  @Test
  void two_requests_at_once_are_decided_in_reverse_order() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(ApprovalIT::asking);

      Entry asked = stage.say("run with approval touch one.txt and also touch two.txt");
      awaitText(stage, "(req-0)");
      awaitText(stage, "(req-1)");
      String two = questionAbout(stage, "two.txt");
      String one = questionAbout(stage, "one.txt");
      assertThat(stage.replyTo(stage.say("/approve"))).contains("Several requests wait");
      stage.replyTo(stage.say("/decline " + two));
      stage.replyTo(stage.say("/approve " + one));
      stage.awaitDone(asked);

      assertThat(file(stage, "one.txt")).exists();
      assertThat(file(stage, "two.txt")).doesNotExist();
    }
  }

  @Test
  void a_request_in_one_room_holds_up_no_other_room() {
    try (var stage = RoomStage.open()) {
      Room second = stage.newRoom("Second");
      stage.startAgent(ApprovalIT::asking);
      Entry waiting = stage.say("run with approval touch first-room.txt");
      awaitText(stage, "(req-0)");

      assertThat(stage.replyTo(second, stage.say(second, "say quick"))).contains("quick");
      assertThat(stage.replyTo(second, stage.say(second, "/approve req-0")))
          .as("a request of another room")
          .contains("Nothing waits");
      assertThat(file(stage, "first-room.txt")).doesNotExist();
      stage.replyTo(stage.say("/approve req-0"));
      stage.awaitDone(waiting);
      assertThat(file(stage, "first-room.txt")).exists();
    }
  }

  @Test
  void stop_ends_the_turn_and_its_processes_and_nothing_follows() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(ApprovalIT::asking);
      String sleep = "sleep 9" + (System.nanoTime() % 1_000_000); // nobody else's
      Entry asked = stage.say("run " + sleep);
      await().atMost(RoomStage.PATIENCE).until(() -> running(sleep));

      assertThat(stage.replyTo(stage.say("/stop"))).contains("Stopped");
      stage.awaitDone(asked);

      await().atMost(RoomStage.PATIENCE).until(() -> !running(sleep));
      int said = texts(stage).size();
      assertThat(stage.replyTo(stage.say("/status"))).contains("turn: idle");
      assertThat(texts(stage)).hasSize(said + 1);
      assertThat(stage.replyTo(stage.say("/stop"))).contains("No turn is running");
    }
  }

  @Test
  void stop_while_a_request_waits_withdraws_it() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(ApprovalIT::asking);
      Entry asked = stage.say("run with approval touch stopped.txt");
      awaitText(stage, "(req-0)");

      stage.replyTo(stage.say("/stop"));
      stage.awaitDone(asked);

      assertThat(stage.replyTo(stage.say("/approve req-0"))).contains("Nothing waits");
      assertThat(file(stage, "stopped.txt")).doesNotExist();
    }
  }

  @Test
  void steer_adds_to_the_running_turn() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(ApprovalIT::asking);
      Entry asked = stage.say("slow 300");
      awaitModelCall(stage, "slow 300");

      assertThat(stage.replyTo(stage.say("/steer say steered"))).contains("Added to the running");
      stage.awaitDone(asked);

      awaitText(stage, "steered");
    }
  }

  @Test
  void a_dropped_message_never_reaches_the_model() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(ApprovalIT::asking);
      Entry asked = stage.say("slow 300");
      awaitModelCall(stage, "slow 300");
      stage.say("say dropped");
      Entry kept = stage.say("say kept");

      await()
          .atMost(RoomStage.PATIENCE)
          .until(() -> stage.replyTo(stage.say("/queue")).contains("2 waiting"));
      assertThat(stage.replyTo(stage.say("/queue drop 1"))).contains("Dropped", "say dropped");
      stage.replyTo(stage.say("/stop"));
      stage.awaitDone(asked);
      stage.awaitDone(kept);

      awaitText(stage, "kept");
      assertThat(stage.model().requests())
          .noneMatch(request -> request.lastUserText().contains("say dropped"));
    }
  }

  @Test
  void compact_shortens_the_conversation_and_the_room_goes_on() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(ApprovalIT::asking);
      stage.replyTo(stage.say("say something"));
      int calls = stage.model().requests().size();

      assertThat(stage.replyTo(stage.say("/compact"))).contains("shortening");

      await().atMost(RoomStage.PATIENCE).until(() -> stage.model().requests().size() > calls);
      assertThat(stage.replyTo(stage.say("say still here"))).contains("still here");
    }
  }

  @Test
  void a_message_during_a_turn_can_steer_it() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(config -> asking(config).midTurnMessages("steer"));
      Entry asked = stage.say("slow 300");
      awaitModelCall(stage, "slow 300");

      stage.awaitDone(stage.say("say joined in"));
      stage.awaitDone(asked);

      awaitText(stage, "joined in");
    }
  }

  @Test
  void a_message_during_a_turn_can_interrupt_it() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(config -> asking(config).midTurnMessages("interrupt"));
      Entry asked = stage.say("slow 60");
      awaitModelCall(stage, "slow 60");

      Entry instead = stage.say("say instead");

      assertThat(stage.replyTo(instead)).contains("instead");
      stage.awaitDone(asked);
      assertThat(texts(stage)).noneMatch(text -> text.contains("done"));
    }
  }

  private static CodexConfigBuilder asking(CodexConfigBuilder config) {
    return config.approvalPolicy("on-request").approvalMode("manual").sandbox("workspace-write");
  }

  private static List<String> texts(RoomStage stage) {
    return stage.room().timeline().stream()
        .filter(entry -> entry.isText() && entry.sender() == stage.bot())
        .map(Entry::content)
        .toList();
  }

  private static void awaitText(RoomStage stage, String part) {
    await()
        .atMost(RoomStage.PATIENCE)
        .untilAsserted(() -> assertThat(texts(stage)).anyMatch(text -> text.contains(part)));
  }

  private static long questions(RoomStage stage) {
    return texts(stage).stream().filter(ApprovalIT::isQuestion).count();
  }

  private static String lastQuestion(RoomStage stage) {
    return texts(stage).stream().filter(ApprovalIT::isQuestion).toList().getLast();
  }

  private static String questionAbout(RoomStage stage, String name) {
    String text =
        texts(stage).stream()
            .filter(t -> isQuestion(t) && t.contains("touch " + name))
            .findFirst()
            .orElseThrow();
    return text.substring(text.indexOf("(req-") + 1, text.indexOf(')', text.indexOf("(req-")));
  }

  private static boolean isQuestion(String text) {
    return text.contains("(req-");
  }

  private static void awaitModelCall(RoomStage stage, String text) {
    Callable<Boolean> called =
        () ->
            stage.model().requests().stream()
                .anyMatch(request -> request.lastUserText().contains(text));
    await().atMost(RoomStage.PATIENCE).until(called);
  }

  private static boolean running(String commandLine) {
    return ProcessHandle.allProcesses()
        .anyMatch(p -> p.info().commandLine().orElse("").endsWith(commandLine));
  }

  private static Path file(RoomStage stage, String name) {
    return stage.codex().workspace().resolve(name);
  }

  private static void delete(Path file) {
    assertThat(file.toFile().delete()).isTrue();
  }
}
