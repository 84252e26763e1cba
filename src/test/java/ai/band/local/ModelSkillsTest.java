package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelSkillsTest {
  private static final String RAN_WELL =
      "Chunk ID: 1\nWall time: 0.1 seconds\nProcess exited with code 0\nOutput:\na.txt\nb.txt\n";

  private final OfflineModel model = OfflineModel.start(0);
  private final ModelConversation talk = new ModelConversation(model, "thread-1");

  @AfterEach
  void stop() {
    model.close();
  }

  @Test
  void it_says_what_it_is_told_whoever_writes_and_whomever_they_mention() throws Exception {
    assertThat(talk.ask("say hello there").text()).isEqualTo("hello there");
    assertThat(talk.ask("[Alice Liddell]: @bob/coder say good morning").text())
        .isEqualTo("good morning");
    assertThat(talk.ask("[System]: people", "[Alice]: @a, @b: say it. Twice.").text())
        .isEqualTo("it. Twice.");
  }

  @Test
  void anything_else_gets_a_polite_answer_that_lists_the_skills() throws Exception {
    assertThat(talk.ask("[Alice]: what is the meaning of life?").text())
        .contains("Thanks")
        .contains("list files");
  }

  @Test
  void files_are_listed_by_running_a_command_and_telling_its_output() throws Exception {
    var call = talk.ask("[Alice]: list the files.");
    assertThat(call.call().path("name").asString()).isEqualTo("exec_command");
    assertThat(call.arguments().path("cmd").asString()).isEqualTo("ls");

    assertThat(talk.resume(call, RAN_WELL).text()).isEqualTo("These are the files:\na.txt\nb.txt");
  }

  @Test
  void a_file_is_written_by_a_patch() throws Exception {
    var call = talk.ask("[Alice]: write a file \"my notes.txt\" with one\ntwo");
    assertThat(call.text()).isEqualTo("I am writing my notes.txt.");
    assertThat(call.call().path("name").asString()).isEqualTo("apply_patch");
    assertThat(call.call().path("input").asString())
        .isEqualTo("*** Begin Patch\n*** Add File: my notes.txt\n+one\n+two\n*** End Patch\n");

    assertThat(talk.resume(call, "Exit code: 0\nOutput:\nSuccess. Updated").text())
        .isEqualTo("I wrote my notes.txt.");
  }

  @Test
  void a_patch_that_was_refused_is_told() throws Exception {
    var call = talk.ask("write a file a.txt with hi");

    assertThat(talk.resume(call, "patch rejected by user").text())
        .isEqualTo("I could not write a.txt: patch rejected by user");
  }

  @Test
  void a_command_runs_and_its_end_is_told() throws Exception {
    var call = talk.ask("run ls .");
    assertThat(call.arguments().path("cmd").asString()).isEqualTo("ls .");
    assertThat(call.arguments().has("sandbox_permissions")).isFalse();

    assertThat(talk.resume(call, RAN_WELL).text())
        .isEqualTo("`ls .` ended with code 0:\na.txt\nb.txt");
  }

  @Test
  void a_command_with_approval_leaves_the_sandbox_with_a_reason() throws Exception {
    var call = talk.ask("[Alice]: run with approval touch /x");
    assertThat(call.arguments().path("cmd").asString()).isEqualTo("touch /x");
    assertThat(call.arguments().path("sandbox_permissions").asString())
        .isEqualTo("require_escalated");
    assertThat(call.arguments().path("justification").asString()).contains("touch /x");

    assertThat(talk.resume(call, "rejected by user").text())
        .isEqualTo("`touch /x` did not run: rejected by user");
  }

  @Test
  void a_message_goes_through_the_room_tool_to_whoever_asked() throws Exception {
    var call = talk.ask("[Alice Liddell]: @bob send a message hello all");
    assertThat(call.call().path("name").asString()).isEqualTo("band_send_message");
    assertThat(call.arguments().path("content").asString()).isEqualTo("hello all");
    assertThat(call.arguments().path("mentions").path(0).asString()).isEqualTo("Alice Liddell");

    assertThat(talk.resume(call, "{\"id\":\"m1\"}").text()).startsWith("I have sent the message");
  }

  @Test
  void somebody_is_looked_up_added_and_asked_one_step_after_the_other() throws Exception {
    var lookUp = talk.ask("[Alice]: invite weather-bot and ask it to tell the forecast");
    assertThat(lookUp.call().path("name").asString()).isEqualTo("band_lookup_peers");
    var add = talk.resume(lookUp, "{\"data\":[{\"name\":\"weather-bot\"}]}");
    assertThat(add.call().path("name").asString()).isEqualTo("band_add_participant");
    assertThat(add.arguments().path("identifier").asString()).isEqualTo("weather-bot");
    var send = talk.resume(add, "{\"status\":\"added\"}");
    assertThat(send.call().path("name").asString()).isEqualTo("band_send_message");
    assertThat(send.arguments().path("content").asString())
        .isEqualTo("@weather-bot tell the forecast");

    assertThat(talk.resume(send, "sent").text()).isEqualTo("I have asked weather-bot: sent");
  }

  @Test
  void peers_are_told_by_name() throws Exception {
    var call = talk.ask("look up peers");

    assertThat(talk.resume(call, "{\"data\":[{\"name\":\"Ann\"},{\"handle\":\"bob\"}]}").text())
        .isEqualTo("I know these peers: Ann, bob.");
  }

  @Test
  void a_question_offers_choices_and_repeats_the_answer() throws Exception {
    var call = talk.ask("[Alice]: ask me which colour? [blue or red]");
    var question = call.arguments().path("questions").path(0);
    assertThat(question.path("question").asString()).isEqualTo("which colour?");
    assertThat(question.path("options").path(1).path("label").asString()).isEqualTo("red");

    assertThat(talk.resume(call, "{\"answers\":{\"answer\":{\"answers\":[\"red\"]}}}").text())
        .isEqualTo("You answered: red");
    var again = talk.ask("[Alice]: ask me more");
    assertThat(talk.resume(again, "{\"answers\":{}}").text()).isEqualTo("You answered: nothing");
  }

  @Test
  void a_plan_is_worked_off_step_by_step() throws Exception {
    var first = talk.ask("plan read, write");
    assertThat(first.arguments().path("plan").path(0).path("status").asString())
        .isEqualTo("in_progress");
    var second = talk.resume(first, "Plan updated");
    assertThat(second.arguments().path("plan").path(0).path("status").asString())
        .isEqualTo("completed");
    var third = talk.resume(second, "Plan updated");
    assertThat(third.arguments().path("plan").path(1).path("status").asString())
        .isEqualTo("completed");

    assertThat(talk.resume(third, "Plan updated").text())
        .isEqualTo("The plan is done: read, write.");
  }

  @Test
  void permission_is_asked_for_and_the_outcome_told() throws Exception {
    var call = talk.ask("ask for permission to write /data");
    assertThat(call.call().path("name").asString()).isEqualTo("request_permissions");
    assertThat(
            talk.resume(call, "{\"permissions\":{\"file_system\":{\"write\":[\"/data\"]}}}").text())
        .isEqualTo("I may write /data.");
  }

  @Test
  void any_tool_can_be_called_by_name() throws Exception {
    var call = talk.ask("call band_send_event {\"content\":\"x\"}");
    assertThat(call.call().path("name").asString()).isEqualTo("band_send_event");
    assertThat(call.arguments().path("content").asString()).isEqualTo("x");

    assertThat(talk.resume(call, "ok").text()).isEqualTo("band_send_event gave: ok");
  }

  @Test
  void it_fails_when_told_to() throws Exception {
    assertThat(talk.ask("[Alice]: fail").status()).isEqualTo(500);
    assertThat(talk.ask("fail with server_error").events().getLast().path("type").asString())
        .isEqualTo("response.failed");
    assertThatThrownBy(() -> talk.ask("cut the stream")).isInstanceOf(IOException.class);
  }

  @Test
  void reasoning_comes_before_a_thoughtful_answer() throws Exception {
    var answer = talk.ask("think about cats");

    assertThat(answer.items("reasoning")).hasSize(1);
    assertThat(answer.text()).isEqualTo("I thought about cats.");
  }

  @Test
  void a_slow_answer_streams_ten_pieces_a_second() throws Exception {
    assertThat(talk.ask("slow 1").deltas()).hasSize(11);
  }

  @Test
  void what_was_asked_in_the_thread_is_remembered() throws Exception {
    assertThat(talk.ask("[Alice]: what did I ask you to remember?").text())
        .isEqualTo("You have not asked me to remember anything.");
    talk.ask("[Alice]: @bob remember the red door");
    talk.ask("[Alice]: say something");

    assertThat(talk.ask("[Alice]: what did I ask you to remember?").text())
        .isEqualTo("You asked me to remember the red door (I know it from this thread).");
  }

  @Test
  void what_came_as_history_is_remembered_as_such() throws Exception {
    var answer =
        talk.ask(
            "[Conversation History]\nEarlier session.\n[Alice]: @bob remember the red door\n"
                + "[Bob]: I will remember the red door.",
            "[Alice]: what did I ask you to remember?");

    assertThat(answer.text())
        .isEqualTo(
            "You asked me to remember the red door (I know it from the history I was given).");
  }

  @Test
  void only_calls_of_the_newest_message_count() throws Exception {
    var call = talk.ask("list files");
    talk.resume(call, RAN_WELL);

    assertThat(talk.ask("list files").arguments().path("cmd").asString()).isEqualTo("ls");
  }
}
