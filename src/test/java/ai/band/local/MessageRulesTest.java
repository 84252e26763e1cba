package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.world.Role;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be posted, and how it is stored. */
class MessageRulesTest {
  private final Stage stage = new Stage();

  @AfterEach
  void stop() {
    stage.close();
  }

  private RestCaller.Reply post(String content, String mentions) {
    return stage
        .planner()
        .post(
            stage.chat() + "/messages",
            "{'message':{'content':'" + content + "','mentions':" + mentions + "}}");
  }

  private String stored(String content, String mentions) {
    var reply = post(content, mentions);
    assertThat(reply.status()).as("%s", reply.body()).isEqualTo(201);
    return Objects.requireNonNull(stage.room.entry(reply.text("/data/id"))).content();
  }

  private String token(String id) {
    return "@[[" + id + "]]";
  }

  @Test
  void a_message_needs_a_mention_that_delivers() {
    Stage.expect(post("hello", "[]"), 422, "mentions_required");
    Stage.expect(
        stage.planner().post(stage.chat() + "/messages", "{'message':{'content':'hello'}}"),
        422,
        "mentions_required");
    Stage.expect(
        post("hello", "[{'handle':'alice','kind':'reference'}]"), 422, "mentions_required");
  }

  @Test
  void nobody_mentions_themselves() {
    Stage.expect(
        post("hello", "[{'id':'" + stage.planner.id() + "'}]"), 422, "cannot_mention_self");
  }

  @Test
  void nobody_is_mentioned_twice_even_under_two_names() {
    Stage.expect(
        post("hello", "[{'handle':'alice'},{'id':'" + stage.alice.id() + "'}]"),
        422,
        "duplicate_mentions");
  }

  @Test
  void only_participants_are_mentioned() {
    Stage.expect(
        post("hello", "[{'id':'" + stage.bob.id() + "'}]"),
        422,
        "mentioned_participant_not_in_room");
    Stage.expect(post("hello", "[{'handle':'bob'}]"), 422, "handle_not_found");
  }

  @Test
  void a_mention_names_somebody_and_knows_two_kinds() {
    Stage.expect(post("hello", "[{'name':'Alice'}]"), 422, "mention_missing_identifier");
    Stage.expect(post("hello", "[{'handle':'alice','kind':'shout'}]"), 422, "invalid_mention_kind");
    Stage.expect(post("hello", "[{'handle':'alice','kind':null}]"), 422, "invalid_mention_kind");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \\n\\t ", "\\u200b\\u2060\\ufeff", "\\u3164\\u2800", "\\u0000"})
  void text_that_nobody_can_see_is_refused(String content) {
    Stage.expect(post(content, "[{'handle':'alice'}]"), 422, "validation_error");
  }

  @Test
  void an_id_wins_over_a_handle() {
    assertThat(stored("hi", "[{'id':'" + stage.alice.id() + "','handle':'nobody'}]"))
        .isEqualTo(token(stage.alice.id()) + " hi");
  }

  @Test
  void written_handles_become_tokens_and_missing_ones_are_put_in_front() {
    String alice = token(stage.alice.id());
    String weather = token(stage.weather.id());
    String both = "[{'handle':'alice'},{'handle':'alice/weather-bot'}]";

    assertThat(stored("so, @Alice: yes", "[{'handle':'alice'}]"))
        .isEqualTo("so, " + alice + ": yes");
    assertThat(stored("no name", "[{'handle':'@ALICE'}]")).isEqualTo(alice + " no name");
    assertThat(stored("@alice/weather-bot ask @alice.", both))
        .isEqualTo(weather + " ask " + alice + ".");
    assertThat(stored("mail me@alice.com or @alicea", "[{'handle':'alice'}]"))
        .isEqualTo(alice + " mail me@alice.com or @alicea");
    assertThat(stored("it is " + alice + " already", "[{'handle':'alice'}]"))
        .isEqualTo("it is " + alice + " already");
  }

  @Test
  void a_reference_highlights_and_delivers_nothing() {
    String mentions = "[{'handle':'alice'},{'handle':'alice/weather-bot','kind':'reference'}]";

    assertThat(stored("@alice ask @alice/weather-bot", mentions))
        .isEqualTo(token(stage.alice.id()) + " ask " + token(stage.weather.id()));
    assertThat(
            new RestCaller(stage.band, stage.weather).get(stage.chat() + "/messages/next").status())
        .isEqualTo(204);
  }

  @Test
  void recipients_are_those_who_were_mentioned() {
    var reply = post("hi", "[{'handle':'alice'}]");

    assertThat(reply.data().path("recipients").size()).isEqualTo(1);
    assertThat(reply.text("/data/recipients/0/id")).isEqualTo(stage.alice.id());
    assertThat(reply.text("/data/recipients/0/handle")).isEqualTo("alice");
  }

  @Test
  void outsiders_do_not_learn_that_a_room_exists() {
    var outsider = stage.world.directory().addAgent(stage.bob, "Spy", null);
    var caller = new RestCaller(stage.band, outsider);

    assertThat(caller.get(stage.chat()).status()).isEqualTo(404);
    assertThat(caller.get(stage.chat() + "/messages/next").status()).isEqualTo(404);
    assertThat(caller.get(stage.chat() + "/context").status()).isEqualTo(404);
    assertThat(
            caller
                .post(
                    stage.chat() + "/events", "{'event':{'content':'x','message_type':'thought'}}")
                .status())
        .isEqualTo(404);
  }

  @Test
  void malformed_bodies_are_refused() {
    String path = stage.chat() + "/messages";

    assertThat(stage.planner().post(path, "{nonsense").status()).isEqualTo(400);
    assertThat(stage.planner().post(path).status()).isEqualTo(400);
    assertThat(stage.planner().post(path, "[]").status()).isEqualTo(422);
    assertThat(stage.planner().post(path, "{}").status()).isEqualTo(422);
    assertThat(stage.planner().post(path, "{'message':{'content':5,'mentions':[]}}").status())
        .isEqualTo(422);
  }

  @Test
  void messages_have_a_limit_only_when_one_is_set() {
    assertThat(post("x".repeat(100_000), "[{'handle':'alice'}]").status()).isEqualTo(201);

    stage.world.features().maxMessageCharacters(10);

    assertThat(post("x".repeat(10), "[{'handle':'alice'}]").status()).isEqualTo(201);
    Stage.expect(post("x".repeat(11), "[{'handle':'alice'}]"), 422, "validation_error");
  }

  private RestCaller.Reply event(String type, String content, String metadata) {
    return stage
        .planner()
        .post(
            stage.chat() + "/events",
            "{'event':{'message_type':'%s','content':'%s','metadata':%s}}"
                .formatted(type, content, metadata));
  }

  @Test
  void an_event_has_at_most_16384_characters_and_something_to_see() {
    assertThat(event("thought", "x".repeat(16_384), "null").status()).isEqualTo(201);
    Stage.expect(event("thought", "x".repeat(16_385), "null"), 422, "validation_error");
    Stage.expect(event("thought", " \\n ", "null"), 422, "validation_error");
    Stage.expect(event("text", "hello", "null"), 422, "validation_error");
  }

  @Test
  void an_events_metadata_has_at_most_65536_bytes() {
    String frame = "{'k':'%s'}";
    int around = "{\"k\":\"\"}".length();

    assertThat(event("task", "x", frame.formatted("y".repeat(65_536 - around))).status())
        .isEqualTo(201);
    Stage.expect(
        event("task", "x", frame.formatted("y".repeat(65_537 - around))), 422, "validation_error");
    Stage.expect(event("task", "x", frame.formatted("é".repeat(32_770))), 422, "validation_error");
    Stage.expect(event("task", "x", "[]"), 422, "validation_error");
  }

  @Test
  void a_call_for_attention_says_of_which_kind_and_can_be_resolved() {
    Stage.expect(event("attention", "?", "{}"), 422, "validation_error");
    Stage.expect(event("attention", "?", "{'kind':'whim'}"), 422, "validation_error");
    Stage.expect(
        event("attention", "?", "{'kind':'question','task_id':'1'}"), 422, "validation_error");
    var asked = event("attention", "?", "{'kind':'question','blocking':true}");
    assertThat(asked.status()).isEqualTo(201);
    assertThat(
            event(
                    "attention",
                    "ok",
                    "{'kind':'question','resolves':'" + asked.text("/data/id") + "'}")
                .status())
        .isEqualTo(201);
    Stage.expect(
        event("attention", "ok", "{'kind':'question','resolves':'nothing'}"),
        422,
        "validation_error");
  }

  @Test
  void metadata_comes_back_as_it_was_sent() {
    event("task", "mapped", "{'codex_thread_id':'t-1','nested':{'n':[1,2.5,null]}}");

    var context = stage.planner().get(stage.chat() + "/context");
    assertThat(context.body().at("/data/0/metadata").toString())
        .isEqualTo("{\"codex_thread_id\":\"t-1\",\"nested\":{\"n\":[1,2.5,null]}}");
  }

  @Test
  void the_first_message_names_a_room_without_title() {
    var nameless = stage.world.rooms().create(stage.alice, null);
    stage.world.rooms().join(nameless, stage.planner, Role.MEMBER);
    assertThat(nameless.title()).isNull();

    stage.world.messages().post(nameless, stage.alice, "@alice/planner plan\nit", stage.planner);

    assertThat(nameless.title()).isEqualTo("plan it");
  }
}
