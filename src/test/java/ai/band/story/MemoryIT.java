package ai.band.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.local.ModelRequest;
import ai.band.local.world.Entry;
import ai.band.testkit.RoomStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What a room remembers, with the real Codex, read from what the model was sent: the thread's own
 * conversation, or the room's history as data, or nothing.
 */
class MemoryIT {
  private static final String HISTORY = "[Conversation History]";
  private static final String QUESTION = "what did I ask you to remember";

  private final RoomStage stage = RoomStage.open();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void a_restart_of_our_process_goes_on_in_the_same_thread() {
    stage.startAgent(config -> config);
    stage.replyTo(stage.say("remember the number 4711"));
    String thread = lastThread();
    stage.stopAgent();
    Entry meanwhile = stage.say(QUESTION);

    stage.startAgent(config -> config);

    assertThat(stage.replyTo(meanwhile)).contains("4711");
    assertAnsweredFromTheThread(thread);
    assertThat(mapping("codex_resumed")).extracting(MemoryIT::threadOf).containsExactly(thread);
  }

  @Test
  void a_codex_that_is_restarted_under_us_goes_on_in_the_same_thread() {
    stage.startAgent(config -> config);
    stage.replyTo(stage.say("remember the number 4711"));
    String thread = lastThread();

    CodexProcesses.of(stage).forEach(ProcessHandle::destroyForcibly);

    assertThat(stage.replyTo(stage.say(QUESTION))).contains("4711");
    assertAnsweredFromTheThread(thread);
  }

  @Test
  void a_deleted_thread_gives_way_to_one_that_is_told_the_history_and_found_by_the_next_restart()
      throws IOException {
    stage.startAgent(config -> config);
    stage.replyTo(stage.say("remember the number 4711"));
    String lost = lastThread();
    stage.stopAgent();
    deleteStoredThreads();

    stage.startAgent(config -> config);
    assertThat(stage.replyTo(stage.say(QUESTION))).contains("4711");

    ModelRequest told = lastRequest();
    String next = told.threadId();
    assertThat(next).isNotEqualTo(lost);
    assertThat(answersIn(told)).isEmpty();
    assertThat(historyIn(told))
        .singleElement()
        .asString()
        .contains("[Alice]: ", "remember the number 4711", "[Coder (you)]: ");
    assertThat(mapping("codex_created_at")).extracting(MemoryIT::threadOf).contains(lost, next);

    stage.stopAgent();
    stage.startAgent(config -> config);
    assertThat(stage.replyTo(stage.say(QUESTION))).contains("4711");

    assertThat(lastThread()).isEqualTo(next);
    assertThat(historyIn(lastRequest())).hasSize(1);
    assertThat(mapping("codex_resumed")).extracting(MemoryIT::threadOf).containsExactly(next);
  }

  @Test
  void an_archived_thread_is_forgotten_at_once_and_after_a_restart() {
    stage.startAgent(config -> config);
    stage.replyTo(stage.say("remember the number 4711"));
    String archived = lastThread();
    stage.replyTo(stage.say("/thread archive"));
    stage.stopAgent();

    stage.startAgent(config -> config);
    assertThat(stage.replyTo(stage.say(QUESTION))).doesNotContain("4711");
    assertKnowsNothingOf(archived);

    stage.replyTo(stage.say("/thread archive"));
    assertThat(stage.replyTo(stage.say(QUESTION))).doesNotContain("4711");
    assertKnowsNothingOf(archived);
  }

  @Test
  void a_quiet_rooms_thread_is_let_go_and_resumed_on_demand() {
    stage.startAgent(config -> config.threadIdleUnloadS(0.2));
    stage.replyTo(stage.say("remember the number 4711"));
    String thread = lastThread();

    await()
        .atMost(RoomStage.PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              assertThat(stage.replyTo(stage.say(QUESTION))).contains("4711");
              assertThat(mapping("codex_resumed")).isNotEmpty();
            });

    assertAnsweredFromTheThread(thread);
    assertThat(mapping("codex_created_at")).hasSize(1);
  }

  private void assertAnsweredFromTheThread(String thread) {
    ModelRequest request = lastRequest();
    assertThat(request.threadId()).isEqualTo(thread);
    assertThat(historyIn(request)).isEmpty();
    assertThat(request.earlierUserTexts())
        .anySatisfy(text -> assertThat(text).contains("remember the number 4711"));
    assertThat(answersIn(request)).isNotEmpty();
  }

  private void assertKnowsNothingOf(String thread) {
    ModelRequest request = lastRequest();
    assertThat(request.threadId()).isNotEqualTo(thread);
    assertThat(request.body().path("input").toString()).doesNotContain("4711");
    assertThat(historyIn(request)).isEmpty();
  }

  private ModelRequest lastRequest() {
    return stage.model().requests().getLast();
  }

  private String lastThread() {
    return lastRequest().threadId();
  }

  private static List<String> historyIn(ModelRequest request) {
    return request.userTexts().stream().filter(text -> text.contains(HISTORY)).toList();
  }

  /** What the model itself had said in the conversation it was sent. */
  private static List<JsonNode> answersIn(ModelRequest request) {
    return request
        .body()
        .path("input")
        .valueStream()
        .filter(item -> item.path("role").asString("").equals("assistant"))
        .toList();
  }

  private List<Entry> mapping(String key) {
    return stage.events("task").stream()
        .filter(event -> event.metadata() != null && event.metadata().has(key))
        .toList();
  }

  private static String threadOf(Entry event) {
    return event.metadata().path("codex_thread_id").asString();
  }

  private void deleteStoredThreads() throws IOException {
    List<Path> rollouts;
    try (Stream<Path> files = Files.walk(stage.codex().codexHome().resolve("sessions"))) {
      rollouts = files.filter(Files::isRegularFile).toList();
    }
    assertThat(rollouts).isNotEmpty();
    for (Path rollout : rollouts) {
      Files.delete(rollout);
    }
  }
}
