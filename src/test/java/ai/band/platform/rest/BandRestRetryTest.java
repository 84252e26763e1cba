package ai.band.platform.rest;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.band.testkit.LoneAddress;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent again, what is not, and that nothing is posted twice. */
class BandRestRetryTest {
  private static final RetrySettings QUICK =
      new RetrySettings(3, Duration.ofMillis(2), Duration.ofMillis(100));
  private static final String ROOM = "room-1";
  private static final String ID = "{\"data\":{\"id\":\"m\"}}";

  @RegisterExtension
  static final WireMockExtension band =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private final BandRest rest = open(QUICK);

  @AfterEach
  void close() {
    rest.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void a_read_is_repeated_until_it_works(int status) {
    failFirst(2, aResponse().withStatus(status), aResponse().withStatus(200).withBody(ID));

    assertThat(rest.me().id()).isEqualTo("m");
    assertThat(requests()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void a_mark_is_repeated_until_it_works(int status) {
    failFirst(2, aResponse().withStatus(status), aResponse().withStatus(200).withBody(ID));

    assertThat(rest.markProcessing(ROOM, "m")).isPresent();
    assertThat(requests()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE"})
  void a_mark_survives_a_broken_connection(Fault fault) {
    failFirst(1, aResponse().withFault(fault), aResponse().withStatus(200).withBody(ID));

    assertThat(rest.markProcessed(ROOM, "m")).isPresent();
  }

  @Test
  void a_failure_inside_the_platform_is_not_repeated() {
    always(aResponse().withStatus(500));

    assertThatThrownBy(rest::me).isInstanceOf(BandRestException.ServerFailed.class);
    assertThat(requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void repeats_end_after_three(int status) {
    always(aResponse().withStatus(status).withHeader("Retry-After", "0"));

    var failure = catchThrowableOfType(BandRestException.class, rest::me);

    assertThat(failure.retryable()).isTrue();
    assertThat(failure.retryAfter()).contains(Duration.ZERO);
    assertThat(requests()).isEqualTo(4);
  }

  @Test
  void a_message_refused_for_its_rate_is_sent_again() {
    failFirst(
        1,
        aResponse().withStatus(429).withHeader("Retry-After", "0"),
        aResponse().withStatus(201).withBody(ID));

    assertThat(send(rest).id()).isEqualTo("m");
    assertThat(requests()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"500,false", "502,true", "503,false", "504,true"})
  void a_message_that_the_platform_may_have_seen_is_sent_once(int status, boolean unknown) {
    always(aResponse().withStatus(status).withHeader("Retry-After", "0"));

    var failure = catchThrowableOfType(BandRestException.ServerFailed.class, () -> send(rest));

    assertThat(failure.outcomeUnknown()).isEqualTo(unknown);
    assertThat(requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE"})
  void a_message_lost_on_a_broken_connection_is_sent_once_and_its_outcome_unknown(Fault fault) {
    always(aResponse().withFault(fault));

    var failure = catchThrowableOfType(BandRestException.OutcomeUnknown.class, () -> send(rest));

    assertThat(failure.outcomeUnknown()).isTrue();
    assertThat(failure.retryable()).isFalse();
    assertThat(requests()).isEqualTo(1);
  }

  @Test
  void an_event_lost_on_a_used_connection_is_sent_once() {
    failFirst(
        1, aResponse().withStatus(201).withBody(ID), aResponse().withFault(Fault.EMPTY_RESPONSE));
    rest.sendEvent(ROOM, "first", "thought", null);

    assertThatThrownBy(() -> rest.sendEvent(ROOM, "second", "thought", null))
        .isInstanceOf(BandRestException.OutcomeUnknown.class);
    assertThat(requests()).isEqualTo(2);
  }

  @Test
  void a_slow_answer_to_a_message_leaves_its_outcome_unknown() {
    always(aResponse().withStatus(201).withBody(ID).withFixedDelay(10_000));

    try (var hasty = hasty()) {
      assertThatThrownBy(() -> send(hasty)).isInstanceOf(BandRestException.OutcomeUnknown.class);
    }
    assertThat(requests()).isEqualTo(1);
  }

  @Test
  void a_slow_answer_to_a_read_is_asked_for_again() {
    failFirst(
        1,
        aResponse().withStatus(200).withBody(ID).withFixedDelay(10_000),
        aResponse().withStatus(200).withBody(ID));

    try (var hasty = hasty()) {
      assertThat(hasty.me().id()).isEqualTo("m");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void activity_is_never_repeated(int status) {
    always(aResponse().withStatus(status).withHeader("Retry-After", "0"));

    assertThatThrownBy(() -> rest.reportActivity(ROOM, true, Duration.ofSeconds(60)))
        .isInstanceOf(BandRestException.class);
    assertThat(requests()).isEqualTo(1);
  }

  @Test
  void activity_keeps_its_own_deadline() {
    always(aResponse().withStatus(200).withFixedDelay(30_000));
    long start = System.nanoTime();

    var failure =
        catchThrowableOfType(
            BandRestException.class, () -> rest.reportActivity(ROOM, true, Duration.ofSeconds(1)));

    assertThat(failure.status()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
    assertThat(requests()).isEqualTo(1);
  }

  @Test
  void the_wait_that_the_platform_asks_for_is_kept() {
    failFirst(
        1,
        aResponse().withStatus(503).withHeader("Retry-After", "1"),
        aResponse().withStatus(200).withBody(ID));

    try (var patient = open(new RetrySettings(1, Duration.ofMillis(1), Duration.ofSeconds(60)))) {
      long start = System.nanoTime();
      patient.me();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void a_wait_that_is_too_long_is_cut() {
    failFirst(
        1,
        aResponse().withStatus(503).withHeader("Retry-After", "86400"),
        aResponse().withStatus(200).withBody(ID));

    assertThat(rest.me().id()).isEqualTo("m");
  }

  @Test
  void a_message_that_never_left_is_sent_when_the_platform_comes_up() throws Exception {
    var patient = new RetrySettings(10, Duration.ofMillis(50), Duration.ofSeconds(5));
    try (var address = LoneAddress.hold();
        var early = BandRest.open(at(address).withRetry(patient))) {
      var sent = CompletableFuture.supplyAsync(() -> send(early));
      Awaitility.await().until(() -> early.repeatedCalls() > 0);
      try (var late = new RawServer(address.port(), (body, out) -> answered(out))) {
        assertThat(sent.get(60, TimeUnit.SECONDS).id()).isEqualTo("m");
        assertThat(late.bodies).hasSize(1);
      }
    }
  }

  @Test
  void a_message_that_never_left_has_a_known_outcome() throws Exception {
    try (var address = LoneAddress.hold();
        var nowhere = BandRest.open(at(address).withRetry(QUICK))) {
      var failure = catchThrowableOfType(BandRestException.Unreachable.class, () -> send(nowhere));

      assertThat(failure.outcomeUnknown()).isFalse();
      assertThat(failure.retryable()).isTrue();
      assertThat(failure).hasMessageContaining("Check the Band REST address");
    }
  }

  @Test
  void a_server_that_hangs_up_between_calls_costs_no_message() throws Exception {
    try (var server = new RawServer((body, out) -> !answered(out));
        var transport =
            new Transport(BandRestOptions.of(server.uri(), "agent-key"), Duration.ZERO)) {
      for (int i = 0; i < 20; i++) {
        transport.send(RestCall.create("/x", Json.object().put("n", i)));
        awaitHangUps(server, i + 1);
      }

      assertThat(server.bodies).hasSize(20).doesNotHaveDuplicates();
      assertThat(server.connections()).isEqualTo(20);
    }
  }

  @Test
  void a_server_that_hangs_up_at_once_spoils_one_message_and_not_the_next() throws Exception {
    try (var server = new RawServer((body, out) -> !answered(out));
        var client =
            BandRest.open(BandRestOptions.of(server.uri(), "agent-key").withRetry(QUICK))) {
      int unknown = 0;
      int known = 0;
      for (int i = 0; i < 20; i++) {
        try {
          send(client);
          known++;
          awaitHangUps(server, known);
        } catch (BandRestException.OutcomeUnknown e) {
          unknown++;
        }
      }

      assertThat(unknown).isLessThanOrEqualTo(1);
      assertThat(server.bodies).hasSizeBetween(known, known + unknown);
    }
  }

  @Test
  void an_interrupt_ends_the_wait_for_a_repeat() throws Exception {
    always(aResponse().withStatus(503));

    try (var slow = open(new RetrySettings(3, Duration.ofMinutes(5), Duration.ofMinutes(5)))) {
      var caught = new AtomicReference<BandRestException>();
      var flag = new CompletableFuture<Boolean>();
      var thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    caught.set(catchThrowableOfType(BandRestException.class, slow::me));
                    flag.complete(Thread.currentThread().isInterrupted());
                  });
      Awaitility.await().until(() -> requests() == 1 && isWaiting(thread));
      thread.interrupt();

      assertThat(flag.get(60, TimeUnit.SECONDS)).isTrue();
      assertThat(caught.get()).isInstanceOf(BandRestException.Interrupted.class);
      assertThat(caught.get().outcomeUnknown()).isFalse();
    }
  }

  @Test
  void closing_ends_the_wait_for_a_repeat() throws Exception {
    always(aResponse().withStatus(503));

    try (var slow = open(new RetrySettings(3, Duration.ofMinutes(5), Duration.ofMinutes(5)))) {
      var caught = new CompletableFuture<BandRestException>();
      var thread =
          Thread.ofVirtual()
              .start(
                  () -> caught.complete(catchThrowableOfType(BandRestException.class, slow::me)));
      Awaitility.await().until(() -> requests() == 1 && isWaiting(thread));

      slow.close();

      assertThat(caught.get(60, TimeUnit.SECONDS))
          .isInstanceOf(BandRestException.ServerFailed.class);
    }
  }

  @Test
  void an_interrupt_ends_a_message_under_way_with_an_unknown_outcome() throws Exception {
    var arrived = new CountDownLatch(1);
    var over = new CountDownLatch(1);
    try (var server =
            new RawServer(
                (body, out) -> {
                  arrived.countDown();
                  return !awaited(over);
                });
        var client = BandRest.open(BandRestOptions.of(server.uri(), "agent-key"))) {
      var caught = new CompletableFuture<BandRestException>();
      var flag = new CompletableFuture<Boolean>();
      var thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    caught.complete(
                        catchThrowableOfType(BandRestException.class, () -> send(client)));
                    flag.complete(Thread.currentThread().isInterrupted());
                  });
      assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
      thread.interrupt();

      assertThat(caught.get(60, TimeUnit.SECONDS))
          .isInstanceOf(BandRestException.Interrupted.class)
          .matches(BandRestException::outcomeUnknown);
      assertThat(flag.get(60, TimeUnit.SECONDS)).isTrue();
      over.countDown();
    }
  }

  @Test
  void sixty_rooms_are_served_at_the_same_time() throws Exception {
    var all = new CountDownLatch(60);
    try (var server =
            new RawServer(
                (body, out) -> {
                  all.countDown();
                  return awaited(all) && answered(out);
                });
        var client = BandRest.open(BandRestOptions.of(server.uri(), "agent-key"))) {
      var sent =
          java.util.stream.IntStream.range(0, 60)
              .mapToObj(
                  i -> {
                    var done = new CompletableFuture<String>();
                    Thread.ofVirtual().start(() -> done.complete(send(client).id()));
                    return done;
                  })
              .toList();

      for (var each : sent) {
        assertThat(each.get(60, TimeUnit.SECONDS)).isEqualTo("m");
      }
    }
  }

  private static void awaitHangUps(RawServer server, int count) {
    Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> server.hangUps() >= count);
  }

  /** Whether it pauses between two tries; a thread that waits for an answer looks alike outside. */
  private static boolean isWaiting(Thread thread) {
    return Stream.of(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("closedWithin"));
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean answered(java.io.OutputStream out) throws IOException {
    RawServer.ok(out, ID);
    return true;
  }

  private static MessageSent send(BandRest client) {
    return client.sendMessage(ROOM, "hello", List.of(Mention.of("u", null)));
  }

  private static BandRest open(RetrySettings retry) {
    return BandRest.open(
        BandRestOptions.of(URI.create(band.baseUrl()), "agent-key").withRetry(retry));
  }

  private static BandRest hasty() {
    return BandRest.open(
        BandRestOptions.of(URI.create(band.baseUrl()), "agent-key")
            .withRetry(QUICK)
            .withTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(1)));
  }

  private static void always(ResponseDefinitionBuilder response) {
    band.stubFor(any(anyUrl()).willReturn(response));
  }

  private static void failFirst(
      int times, ResponseDefinitionBuilder failure, ResponseDefinitionBuilder success) {
    for (int i = 0; i < times; i++) {
      band.stubFor(
          any(anyUrl())
              .inScenario("failures")
              .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "after " + i)
              .willReturn(failure)
              .willSetStateTo("after " + (i + 1)));
    }
    band.stubFor(
        any(anyUrl())
            .inScenario("failures")
            .whenScenarioStateIs("after " + times)
            .willReturn(success));
  }

  private static int requests() {
    return band.findAll(anyRequestedFor(anyUrl())).size();
  }

  private static BandRestOptions at(LoneAddress address) {
    return BandRestOptions.of(URI.create("http://127.0.0.1:" + address.port()), "agent-key");
  }
}
