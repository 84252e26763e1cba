package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What agents may remember, and who reads it. */
class MemoryRulesTest {
  private static final String BASE = "/api/v1/agent/memories";

  private final Stage stage = new Stage();
  private final RestCaller planner = stage.planner();
  private final RestCaller weather = new RestCaller(stage.band, stage.weather);

  @AfterEach
  void stop() {
    stage.close();
  }

  private RestCaller.Reply store(String system, String type, String more) {
    return planner.post(
        BASE,
        "{'memory':{'content':'Alice likes tea','system':'%s','type':'%s','segment':'user','thought':'t'%s}}"
            .formatted(system, type, more));
  }

  private String about(String id) {
    return ",'scope':'subject','subject_id':'" + id + "'";
  }

  @Test
  void the_type_must_fit_the_system() {
    String organization = ",'scope':'organization'";

    assertThat(store("sensory", "echoic", organization).status()).isEqualTo(201);
    assertThat(store("working", "episodic", organization).status()).isEqualTo(201);
    Stage.expect(store("sensory", "semantic", organization), 422, "validation_error");
    Stage.expect(store("long_term", "iconic", organization), 422, "validation_error");
    Stage.expect(store("eternal", "iconic", organization), 422, "validation_error");
  }

  @Test
  void scope_subject_is_the_default_and_needs_somebody_who_exists() {
    Stage.expect(store("working", "semantic", ""), 422, "validation_error");
    Stage.expect(store("working", "semantic", about("alice")), 422, "validation_error");
    assertThat(store("working", "semantic", about(stage.alice.id())).text("/data/scope"))
        .isEqualTo("subject");
  }

  @Test
  void others_read_the_organizations_and_those_about_a_named_subject() {
    store("working", "semantic", about(stage.alice.id()));
    store("working", "semantic", ",'scope':'organization'");

    assertThat(planner.get(BASE).data().size()).isEqualTo(2);
    assertThat(weather.get(BASE).data().size()).isEqualTo(1);
    assertThat(weather.get(BASE + "?subject_id=" + stage.alice.id()).data().size()).isEqualTo(2);
    assertThat(weather.get(BASE + "?scope=subject&subject_id=" + stage.alice.id()).data().size())
        .isEqualTo(1);
    assertThat(planner.get(BASE + "?content_query=TEA%20alice").data().size()).isEqualTo(2);
    assertThat(planner.get(BASE + "?content_query=coffee").data().size()).isZero();
  }

  @Test
  void retired_memories_hide_and_only_their_author_retires_them() {
    String id = store("working", "semantic", ",'scope':'organization'").text("/data/id");

    Stage.expect(weather.post(BASE + "/" + id + "/supersede"), 403, "forbidden");
    assertThat(planner.post(BASE + "/" + id + "/supersede").text("/data/status"))
        .isEqualTo("superseded");
    assertThat(planner.get(BASE).data().size()).isZero();
    assertThat(planner.get(BASE + "?status=superseded").data().size()).isEqualTo(1);
    assertThat(planner.get(BASE + "/" + id).text("/data/id")).isEqualTo(id);
  }

  @Test
  void without_the_feature_everything_is_forbidden() {
    stage.world.features().memories(false);

    Stage.expect(planner.get(BASE), 403, "forbidden");
    Stage.expect(store("working", "semantic", ",'scope':'organization'"), 403, "forbidden");
    Stage.expect(planner.get(BASE + "/x"), 403, "forbidden");
  }
}
