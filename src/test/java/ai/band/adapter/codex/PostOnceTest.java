package ai.band.adapter.codex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.api.MessageOutcome;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.fault.RestFault.Effect;
import ai.band.testkit.FakeScript;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is said is in the room once, whatever happens to the connection while it is posted. */
class PostOnceTest {
  private static final String POST = "createAgentChatMessage";
  private static final String LOOK = "getAgentChatContext";

  @Test
  void an_answer_that_was_cut_off_before_it_arrived_is_posted_although_an_equal_one_is_there()
      throws Exception {
    try (var stage = new AdapterStage(FakeScript.replying("ok"))) {
      stage.start();
      stage.say("first");
      stage.band().faults().add(RestFault.on(POST).cutBefore(Occasion.ONCE));

      assertThat(stage.say("second")).isEqualTo(MessageOutcome.processed());

      assertThat(stage.replies()).containsExactly("ok", "ok");
    }
  }

  @Test
  void an_answer_that_arrived_although_its_connection_was_lost_is_not_posted_again()
      throws Exception {
    try (var stage = new AdapterStage(FakeScript.replying("ok"))) {
      stage.start();
      stage.band().faults().add(RestFault.on(POST).cutAfter(Occasion.ONCE));

      assertThat(stage.say("first")).isEqualTo(MessageOutcome.processed());

      assertThat(stage.replies()).containsExactly("ok");
    }
  }

  @Test
  void an_answer_that_the_platform_stores_late_is_not_posted_again() throws Exception {
    try (var stage = new AdapterStage(FakeScript.replying("ok"))) {
      stage.start();
      stage.say("first");
      var stored = new CountDownLatch(1);
      var looked = new CountDownLatch(1);
      var late = new Effect.ActOnceLetGo(stored);
      stage.band().faults().add(RestFault.on(POST).with(late, Occasion.ONCE));
      // The first look finds nothing; the second one is answered when the text is there.
      var secondLook = new Occasion(1, 1, 1);
      stage.band().faults().add(RestFault.on(LOOK).with(new Effect.Hold(looked), secondLook));
      int before = stage.band().calls().of(LOOK).size();

      var outcome = stage.start(stage.post("second"), new StageSignal());
      await().until(() -> stage.band().faults().struck() == 2);
      assertThat(stage.band().calls().of(LOOK)).hasSize(before + 1);
      assertThat(stage.replies()).containsExactly("ok");
      stored.countDown();
      await().until(() -> stage.replies().size() == 2);
      looked.countDown();

      assertThat(outcome.get(60, TimeUnit.SECONDS)).isEqualTo(MessageOutcome.processed());
      assertThat(stage.replies()).containsExactly("ok", "ok");
      assertThat(stage.band().calls().of(POST)).hasSize(2);
    }
  }

  @Test
  void a_message_sent_by_a_tool_over_a_lost_connection_is_the_only_answer() throws Exception {
    try (var stage = new AdapterStage(toolThenText("by tool"))) {
      stage.start();
      stage.band().faults().add(RestFault.on(POST).cutAfter(Occasion.ONCE));

      stage.say("go");

      assertThat(stage.replies()).containsExactly("by tool");
    }
  }

  @Test
  void configured_secrets_do_not_leave_through_tools() throws Exception {
    try (var stage = new AdapterStage(toolThenText("the key is sk-very-secret-value"))) {
      stage.builder(builder -> builder.hide(List.of("sk-very-secret-value")));
      stage.start();

      stage.say("go");

      assertThat(stage.replies())
          .singleElement()
          .asString()
          .startsWith("the key is ")
          .doesNotContain("sk-very-secret-value");
    }
  }

  private static FakeScript toolThenText(String text) {
    var arguments = Map.of("content", text, "mentions", List.of("alice"));
    return FakeScript.create()
        .otherwise(FakeScript.call("band_send_message", arguments), FakeScript.say("done"));
  }
}
