package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.world.Entry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both styles of reading a list in parts. */
class PagingTest {
  private final Stage stage = new Stage();
  private final RestCaller planner = stage.planner();

  @AfterEach
  void stop() {
    stage.close();
  }

  private static List<String> contents(RestCaller.Reply reply) {
    var all = new ArrayList<String>();
    reply
        .data()
        .forEach(
            each -> {
              String content = each.path("content").stringValue();
              all.add(content.substring(content.indexOf(' ') + 1));
            });
    return all;
  }

  @Test
  void context_is_read_to_its_end_oldest_first() {
    var expected = new ArrayList<String>();
    for (int i = 0; i < 120; i++) {
      stage.asks("n" + i);
      expected.add("n" + i);
    }
    var seen = new ArrayList<String>();
    var page = planner.get(stage.chat() + "/context");
    seen.addAll(contents(page));
    assertThat(seen).hasSize(50);
    while (page.metadata().path("has_more").booleanValue()) {
      String cursor = page.metadata().path("next_cursor").stringValue();
      page = planner.get(stage.chat() + "/context?cursor=" + cursor);
      seen.addAll(contents(page));
    }
    assertThat(seen).isEqualTo(expected);
    assertThat(page.metadata().path("next_cursor").isNull()).isTrue();
  }

  @Test
  void a_cursor_does_not_skip_when_the_list_shrinks_and_a_page_does() {
    var entries = new ArrayList<Entry>();
    for (int i = 0; i < 6; i++) {
      entries.add(stage.asks("n" + i));
    }
    var first = planner.get(stage.chat() + "/messages?limit=2");
    for (Entry entry : entries.subList(0, 2)) {
      planner.post(stage.mark(entry, "processing"));
      planner.post(stage.mark(entry, "processed"));
    }
    String cursor = first.metadata().path("next_cursor").stringValue();

    assertThat(contents(planner.get(stage.chat() + "/messages?limit=2&cursor=" + cursor)))
        .containsExactly("n2", "n3");
    assertThat(contents(planner.get(stage.chat() + "/messages?page=2&page_size=2")))
        .containsExactly("n4", "n5");
  }

  @Test
  void the_retiring_style_says_so() {
    stage.asks("n0");
    var old = planner.get(stage.chat() + "/messages?page=1");

    assertThat(old.raw().headers().firstValue("sunset")).isPresent();
    assertThat(old.raw().headers().firstValue("deprecation")).isPresent();
    assertThat(old.metadata().path("total_count").intValue()).isEqualTo(1);
    assertThat(planner.get(stage.chat() + "/messages").raw().headers().firstValue("sunset"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=101",
        "limit=x",
        "cursor=nonsense",
        "page=0",
        "page_size=101",
        "limit=5&page=1",
        "cursor=azA&page_size=5"
      })
  void wrong_parameters_are_refused(String query) {
    Stage.expect(planner.get(stage.chat() + "/messages?" + query), 422, "validation_error");
  }

  @Test
  void people_read_messages_newest_first() {
    for (int i = 0; i < 5; i++) {
      stage.asks("n" + i);
    }
    String path = "/api/v1/me/chats/" + stage.room.id() + "/messages?limit=3";
    var first = stage.alice().get(path);
    assertThat(contents(first)).containsExactly("n4", "n3", "n2");
    stage.asks("n5");

    String cursor = first.metadata().path("next_cursor").stringValue();
    assertThat(contents(stage.alice().get(path + "&cursor=" + cursor))).containsExactly("n1", "n0");
  }

  @Test
  void people_filter_by_type_and_time() {
    stage.asks("old");
    Entry middle = stage.asks("middle");
    stage.world.messages().postEvent(stage.room, stage.planner, "thought", "a hmm", null);
    stage.asks("new");
    String path = "/api/v1/me/chats/" + stage.room.id() + "/messages";

    assertThat(contents(stage.alice().get(path + "?message_type=thought"))).containsExactly("hmm");
    assertThat(contents(stage.alice().get(path + "?since=" + middle.insertedAt())))
        .containsExactly("new", "hmm");
    Stage.expect(
        stage.alice().get(path + "?cursor=azA&since=" + middle.insertedAt()),
        422,
        "validation_error");
  }

  @Test
  void rooms_are_read_in_pages_newest_first() {
    for (int i = 0; i < 4; i++) {
      stage.world.rooms().create(stage.planner, "r" + i);
    }
    var page = planner.get("/api/v1/agent/chats?page=2&page_size=2");

    assertThat(page.text("/data/0/title")).isEqualTo("r1");
    assertThat(page.text("/data/1/title")).isEqualTo("r0");
    assertThat(page.metadata().path("total_count").intValue()).isEqualTo(5);
    assertThat(page.metadata().path("total_pages").intValue()).isEqualTo(3);
    assertThat(planner.get("/api/v1/agent/chats?page=9").data().size()).isZero();
  }
}
