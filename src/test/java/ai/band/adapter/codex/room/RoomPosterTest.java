package ai.band.adapter.codex.room;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.api.AgentMonitor;
import ai.band.local.LocalBand;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.platform.SecretMask;
import ai.band.platform.rest.BandRest;
import ai.band.platform.rest.BandRestOptions;
import ai.band.platform.rest.RetrySettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Posts whose outcome is not known, where Band's clock is not ours or Band is slow. */
class RoomPosterTest {
  private static final Duration APART = Duration.ofMinutes(10);

  private final LocalBand band = LocalBand.start();
  private final Person alice = band.world().directory().addPerson("alice", "Alice Example");
  private final RegisteredAgent coder =
      band.world().directory().addAgent(alice, "Coder", "Writes code");
  private final Room room = band.world().rooms().create(alice, "Workshop", coder);
  private final BandRest rest =
      BandRest.open(
          BandRestOptions.of(band.restUrl(), coder.apiKey())
              .withRetry(new RetrySettings(0, Duration.ZERO, Duration.ofSeconds(60))));

  @AfterEach
  void stop() {
    rest.close();
    band.close();
  }

  @Test
  void an_answer_that_arrived_is_found_although_the_clock_of_band_is_behind() throws Exception {
    Entry asked = says("one");
    band.faults().add(RestFault.on("createAgentChatMessage").cutAfter(Occasion.ONCE));

    answer(poster(APART), asked, "ok");

    assertThat(answers()).isEqualTo(1);
  }

  @Test
  void an_equal_answer_of_before_the_message_is_no_answer_to_it() throws Exception {
    answer(poster(Duration.ZERO), says("one"), "ok");
    Entry asked = says("two");
    band.faults().add(RestFault.on("createAgentChatMessage").cutBefore(Occasion.ONCE));

    answer(poster(APART.negated()), asked, "ok"); // of another run, which knows of no post

    assertThat(answers()).isEqualTo(2);
  }

  @Test
  void a_nul_which_databases_refuse_is_replaced_and_the_answer_still_found() throws Exception {
    Entry asked = says("one");
    band.faults().add(RestFault.on("createAgentChatMessage").cutAfter(Occasion.ONCE));

    answer(poster(Duration.ZERO), asked, "a\0b");

    assertThat(band.world().ledger().texts(room).getLast().content()).endsWith("a\ufffdb");
    assertThat(answers()).isEqualTo(1);
  }

  @Test
  void a_nul_in_an_event_is_replaced_wherever_it_stands() {
    rest.sendEvent(room.id(), "a\0b", "thought", Map.of("c\0d", List.of("e\0f")));

    Entry event = band.world().ledger().events(room).getLast();
    assertThat(event.content()).isEqualTo("a\ufffdb");
    assertThat(String.valueOf(event.metadata())).contains("c\ufffdd", "e\ufffdf");
  }

  @Test
  void a_look_that_fails_does_not_begin_the_wait_for_a_lost_answer_anew() throws Exception {
    Entry asked = says("one");
    band.faults().add(RestFault.on("createAgentChatMessage").cutBefore(Occasion.ONCE));
    band.faults().add(RestFault.on("getAgentChatContext").status(503, Occasion.nth(2)));
    var time = new CountedPauses();

    answer(poster(Duration.ZERO, time), asked, "ok");

    assertThat(answers()).isEqualTo(1);
    assertThat(time.passed).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void a_refused_post_is_not_searched_for() throws Exception {
    Entry asked = says("one");
    band.faults().add(RestFault.on("createAgentChatMessage").cutBefore(Occasion.ONCE));
    band.faults().add(RestFault.on("createAgentChatMessage").status(429, Occasion.nth(2)));
    var time = new CountedPauses();

    answer(poster(Duration.ZERO, time), asked, "ok");

    assertThat(answers()).isEqualTo(1);
    assertThat(time.passed).isEqualTo(Duration.ofSeconds(4 + 1));
  }

  @Test
  void an_answer_that_is_stored_late_is_waited_for() throws Exception {
    Entry asked = says("one");
    band.faults().add(RestFault.on("createAgentChatMessage").cutBefore(Occasion.ONCE));
    var time = new CountedPauses();
    time.onceAfter(
        Duration.ofMillis(3_900),
        () -> band.world().messages().post(room, coder, "@alice ok", alice));

    answer(poster(Duration.ZERO, time), asked, "ok");

    assertThat(answers()).isEqualTo(1);
  }

  /** Time that passes only by pauses. */
  private static final class CountedPauses implements Pauses {
    private Duration passed = Duration.ZERO;
    private Duration due = Duration.ofDays(1);
    private Runnable then = () -> {};

    void onceAfter(Duration moment, Runnable action) {
      due = moment;
      then = action;
    }

    @Override
    public long now() {
      return passed.toNanos();
    }

    @Override
    public void sleep(Duration pause) {
      passed = passed.plus(pause);
      if (passed.compareTo(due) >= 0) {
        due = Duration.ofDays(1);
        then.run();
      }
    }
  }

  private RoomPoster poster(Duration ahead) {
    return poster(ahead, Pauses.REAL);
  }

  private RoomPoster poster(Duration ahead, Pauses pauses) {
    InstantSource clock = InstantSource.offset(InstantSource.system(), ahead);
    return new RoomPoster(
        rest, room.id(), coder.id(), new SecretMask(), AgentMonitor.NONE, clock, pauses);
  }

  private void answer(RoomPoster poster, Entry asked, String text) throws InterruptedException {
    poster.message(text, List.of(alice.id()), null, EarlierPosts.none(asked.id()));
  }

  private Entry says(String text) {
    return band.world().messages().post(room, alice, "@alice/coder " + text, coder);
  }

  private long answers() {
    return band.world().ledger().texts(room).stream()
        .filter(entry -> entry.sender() == coder)
        .count();
  }
}
