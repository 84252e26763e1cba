package ai.band.platform.rest;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How refusals and nonsense are told to the caller. */
class BandRestFailuresTest {
  private static final String KEY = "agent-key-1234567890";
  private static final String ROOM = "room-1";

  @RegisterExtension
  static final WireMockExtension band =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private final BandRest rest = BandRest.open(options(URI.create(band.baseUrl())));

  @AfterEach
  void close() {
    rest.close();
  }

  @ParameterizedTest
  @CsvSource({
    "400, Invalid", "401, Unauthorized", "403, Forbidden", "404, NotFound", "409, Conflict",
    "422, Invalid", "429, RateLimited", "500, ServerFailed", "503, ServerFailed", "418, Refused"
  })
  void each_status_has_its_kind(int status, String kind) {
    answer(status, envelope("some_code", "some words"));

    var failure = catchThrowableOfType(BandRestException.class, rest::me);

    assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.code()).isEqualTo("some_code");
    assertThat(failure.platformMessage()).isEqualTo("some words");
    assertThat(failure.requestId()).isEqualTo("req-7");
  }

  @Test
  void the_text_names_call_status_code_request_and_remedy() {
    answer(401, envelope("unauthorized", "no such key"));

    assertThatThrownBy(() -> rest.next(ROOM))
        .hasMessageContaining("GET /chats/room-1/messages/next")
        .hasMessageContaining("401")
        .hasMessageContaining("unauthorized")
        .hasMessageContaining("req-7")
        .hasMessageContaining("Check that the Band API key");
  }

  @Test
  void the_complaints_of_a_refused_body_are_kept() {
    answer(
        422,
        """
        {"error":{"code":"validation_error","message":"invalid","request_id":"r",
         "details":{"/message/content":["can't be blank"]}}}\
        """);

    var failure =
        catchThrowableOfType(
            BandRestException.Invalid.class, () -> rest.sendMessage(ROOM, " ", List.of()));

    assertThat(failure.details()).isEqualTo(Map.of("/message/content", List.of("can't be blank")));
    assertThat(failure).hasMessageContaining("can't be blank");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>bad gateway</html>",
        "[]",
        "null",
        "{\"error\":null}",
        "{\"error\":{\"code\":7,\"details\":[1]}}",
        "{\"error\":\"unauthorized\",\"message\":\"flat\"}",
        "{\"error\":",
        "\"just text\""
      })
  void any_body_of_a_refusal_is_survived(String body) {
    answer(403, body);

    assertThatThrownBy(rest::me).isInstanceOf(BandRestException.Forbidden.class);
  }

  @Test
  void the_flat_form_of_a_refusal_is_understood() {
    answer(401, "{\"error\":\"unauthorized\",\"message\":\"flat words\"}");

    var failure = catchThrowableOfType(BandRestException.class, rest::me);

    assertThat(failure.code()).isEqualTo("unauthorized");
    assertThat(failure.platformMessage()).isEqualTo("flat words");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 302, 401, 422, 500})
  void no_text_of_a_failure_holds_the_key(int status) {
    answer(
        status,
        """
        {"error":{"code":"%1$s","message":"key %1$s is bad","request_id":"%1$s",
         "details":{"/%1$s":["%1$s"]}}}\
        """
            .formatted(KEY));

    var failure = catchThrowableOfType(BandRestException.class, rest::me);

    assertThat(failure.toString()).doesNotContain(KEY);
    assertThat(failure.details().toString()).doesNotContain(KEY);
    assertThat(failure.code() + failure.requestId()).doesNotContain(KEY);
  }

  @Test
  void no_text_of_the_options_holds_the_key() {
    assertThat(options(URI.create("http://localhost")).toString()).doesNotContain(KEY);
    assertThatThrownBy(() -> BandRestOptions.of(BandRestOptions.HOSTED, KEY + "\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(KEY);
  }

  @Test
  void the_placeholder_of_a_proxy_is_a_key_like_any_other() {
    answer(200, "{\"data\":{\"id\":\"a\"}}");

    try (var proxied =
        BandRest.open(BandRestOptions.of(URI.create(band.baseUrl()), "proxy-managed"))) {
      proxied.me();
    }

    assertThat(band.findAll(anyRequestedFor(anyUrl())).getFirst().getHeader("X-API-Key"))
        .isEqualTo("proxy-managed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html></html>",
        "[]",
        "{}",
        "{\"data\":[]}",
        "{\"data\":{\"name\":\"x\"}}",
        "{"
      })
  void a_success_that_makes_no_sense_is_told_apart(String body) {
    answer(200, body);

    assertThatThrownBy(rest::me)
        .isInstanceOf(BandRestException.Unreadable.class)
        .hasMessageContaining("no proxy answers in its place");
  }

  @Test
  void a_message_whose_success_makes_no_sense_has_an_unknown_outcome() {
    answer(201, "<html></html>");

    var failure =
        catchThrowableOfType(
            BandRestException.Unreadable.class, () -> rest.sendMessage(ROOM, "x", List.of()));

    assertThat(failure.outcomeUnknown()).isTrue();
  }

  @Test
  void a_read_that_breaks_off_in_the_middle_is_unreachable() {
    band.stubFor(any(anyUrl()).willReturn(aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK)));

    assertThatThrownBy(rest::me).isInstanceOf(BandRestException.Unreachable.class);
  }

  @Test
  void a_redirect_is_not_followed_with_the_key() {
    band.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse().withStatus(302).withHeader("Location", band.baseUrl() + "/elsewhere")));

    assertThatThrownBy(rest::me).isInstanceOf(BandRestException.Refused.class);
    assertThat(band.findAll(anyRequestedFor(anyUrl()))).hasSize(1);
  }

  @Test
  void an_answer_without_end_is_cut_off() throws Exception {
    try (var server = new RawServer((body, out) -> endless(out));
        var client = BandRest.open(options(server.uri()))) {
      assertThatThrownBy(client::me).isInstanceOf(BandRestException.Unreadable.class);
    }
  }

  @Test
  void an_empty_queue_is_no_failure() {
    answer(204, "");

    assertThat(rest.next(ROOM)).isEmpty();
  }

  @Test
  void a_room_that_is_lost_is_told_apart_from_an_empty_queue() {
    answer(404, envelope("not_found", "no such room"));

    assertThatThrownBy(() -> rest.next(ROOM)).isInstanceOf(BandRestException.NotFound.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "204|''",
        "200|''",
        "200|{}",
        "200|{\"data\":null}",
        "202|{\"data\":{\"id\":\"m\"}}"
      })
  void anything_but_a_success_with_a_body_is_no_claim(int status, String body) {
    answer(status, body);

    assertThat(rest.markProcessing(ROOM, "m")).isEmpty();
  }

  @Test
  void a_closed_client_refuses_calls_at_once() {
    rest.close();

    assertThatThrownBy(rest::me)
        .isInstanceOf(BandRestException.Unreachable.class)
        .hasMessageContaining("closed");
    assertThat(band.findAll(anyRequestedFor(anyUrl()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", ".."})
  void an_id_cannot_leave_its_place_in_the_path(String id) {
    assertThatThrownBy(() -> rest.chat(id)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rest.tasks().get(ROOM, id, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_id_is_encoded() {
    answer(404, "");

    assertThatThrownBy(() -> rest.tasks().get(ROOM, "/../a b?c#d%", false))
        .isInstanceOf(BandRestException.NotFound.class);
    assertThat(band.findAll(anyRequestedFor(anyUrl())).getFirst().getUrl())
        .isEqualTo("/api/v1/agent/chats/room-1/tasks/%2F..%2Fa%20b%3Fc%23d%25");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://band", "band.ai", "https://user:pw@band.ai", "https://band.ai?x=1"})
  void an_unusable_address_is_refused_early(String address) {
    assertThatThrownBy(() -> BandRestOptions.of(URI.create(address), KEY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https://app.band.ai");
  }

  private static boolean endless(java.io.OutputStream out) throws IOException {
    out.write(
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"data\":\""
            .getBytes(StandardCharsets.US_ASCII));
    var block = new byte[1 << 20];
    java.util.Arrays.fill(block, (byte) 'x');
    for (int i = 0; i < 80; i++) {
      out.write(block);
    }
    return false;
  }

  private static BandRestOptions options(URI base) {
    return BandRestOptions.of(base, KEY)
        .withRetry(new RetrySettings(1, Duration.ofMillis(1), Duration.ofMillis(10)));
  }

  private static void answer(int status, String body) {
    band.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status).withBody(body)));
  }

  private static String envelope(String code, String message) {
    return "{\"error\":{\"code\":\"%s\",\"message\":\"%s\",\"request_id\":\"req-7\"}}"
        .formatted(code, message);
  }
}
