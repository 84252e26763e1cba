package ai.band.platform.phoenix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ai.band.testkit.LoneAddress;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way from the address to an open WebSocket, and everything that can be in it. */
@Timeout(600)
class UpgradeTest {
  private final FakePhoenixServer server = new FakePhoenixServer();
  private final News news = new News();

  @AfterEach
  void stop() {
    server.close();
  }

  private UpgradeRefused refused() {
    try (PhoenixSocket socket = Sockets.to(server).listener(news).build()) {
      return catchThrowableOfType(UpgradeRefused.class, socket::connect);
    }
  }

  private static String json(String code) {
    return "{\"error\":{\"code\":\"" + code + "\",\"message\":\"nö\"}}";
  }

  @Test
  void sends_headers_and_parameters_and_no_origin() throws Exception {
    try (PhoenixSocket socket =
        Sockets.to(URI.create(server.uri() + "?mine=1&agent_id=old"))
            .headers(() -> Map.of("x-api-key", "secret"))
            .queryParameter("agent_id", "a/b c")
            .build()) {
      socket.connect();
      assertThat(socket.state()).isEqualTo(SocketState.CONNECTED);
    }
    FakePhoenixServer.Request request = server.requests().getFirst();
    assertThat(request.target()).isEqualTo("/socket/websocket?mine=1&agent_id=a%2Fb%20c&vsn=2.0.0");
    assertThat(request.headers())
        .containsEntry("x-api-key", "secret")
        .containsEntry("host", "127.0.0.1:" + server.port())
        .doesNotContainKey("origin");
  }

  @Test
  void asks_for_the_headers_anew_at_each_connection() throws Exception {
    int[] calls = {0};
    try (PhoenixSocket socket =
        Sockets.to(server).headers(() -> Map.of("x-api-key", "key " + ++calls[0])).build()) {
      socket.connect();
      server.nextPeer().cut();
      server.nextPeer();
    }
    assertThat(server.requests())
        .extracting(request -> request.headers().get("x-api-key"))
        .containsExactly("key 1", "key 2");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 409, 410, 426, 302})
  void a_refusal_that_will_not_pass_fails_at_once_with_status_and_body(int status) {
    server.refuseAlways(
        FakePhoenixServer.refusal(status, "X-Request-Id: r1\r\nx-request-id: r2\r\n", json("no")));

    UpgradeRefused refusal = refused();

    assertThat(refusal.status()).isEqualTo(status);
    assertThat(refusal.body()).isEqualTo(json("no"));
    assertThat(refusal.header("X-REQUEST-ID")).contains("r1");
    assertThat(refusal.headers().get("x-request-id")).containsExactly("r1", "r2");
    assertThat(refusal.retryable()).isFalse();
    assertThat(refusal).hasMessageContaining(String.valueOf(status));
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void an_empty_403_on_a_connection_kept_open_is_understood() {
    server.refuseAlways(FakePhoenixServer.refusal(403, "", ""));

    assertThat(refused().body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void a_refusal_that_may_pass_is_tried_again(int status) throws Exception {
    server.refuseOnce(FakePhoenixServer.refusal(status, "", json("later")));
    try (PhoenixSocket socket = Sockets.to(server).listener(news).build()) {
      socket.connect();
      assertThat(((UpgradeRefused) News.next(news.failed)).status()).isEqualTo(status);
    }
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void it_is_tried_as_often_as_configured_and_then_fails_as_the_last_time() {
    server.refuseAlways(FakePhoenixServer.refusal(503, "", json("tracking_failed")));

    UpgradeRefused refusal = refused();

    assertThat(refusal.status()).isEqualTo(503);
    assertThat(refusal.body()).contains("tracking_failed");
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void retry_after_in_the_header_is_waited_for() throws Exception {
    server.refuseOnce(FakePhoenixServer.refusal(429, "Retry-After: 0.2\r\n", ""));
    long begin = System.nanoTime();
    try (PhoenixSocket socket = Sockets.to(server).listener(news).build()) {
      socket.connect();
      assertThat(System.nanoTime() - begin)
          .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
      assertThat(News.next(news.delays)).hasMillis(200);
    }
  }

  @Test
  void the_owner_may_find_the_wait_in_the_body() throws Exception {
    server.refuseOnce(FakePhoenixServer.refusal(503, "Retry-After: 100\r\n", "77"));
    try (PhoenixSocket socket =
        Sockets.to(server)
            .listener(news)
            .retryAfter(r -> Optional.of(Duration.ofMillis(Long.parseLong(r.body()))))
            .build()) {
      socket.connect();
      assertThat(News.next(news.delays)).hasMillis(77);
    }
  }

  @Test
  void a_failing_owner_means_the_usual_delay() throws Exception {
    server.refuseOnce(FakePhoenixServer.refusal(503, "", "no number"));
    try (PhoenixSocket socket =
        Sockets.to(server)
            .listener(news)
            .retryAfter(r -> Optional.of(Duration.ofMillis(Long.parseLong(r.body()))))
            .build()) {
      socket.connect();
      assertThat(News.next(news.delays)).isLessThanOrEqualTo(Duration.ofMillis(30));
    }
  }

  @Test
  void retry_after_may_be_seconds_or_a_date() {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(100));
    assertThat(retryAfter("7")).contains(Duration.ofSeconds(7));
    assertThat(retryAfter(date).orElseThrow())
        .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(100));
    assertThat(retryAfter("Wed, 21 Oct 2015 07:28:00 GMT")).contains(Duration.ZERO);
    assertThat(retryAfter("soon")).isEmpty();
    assertThat(retryAfter("")).isEmpty();
    assertThat(retryAfter("-3")).isEmpty();
  }

  private static Optional<Duration> retryAfter(String value) {
    return new UpgradeRefused(429, Map.of("retry-after", java.util.List.of(value)), "")
        .retryAfter();
  }

  @Test
  void a_chunked_body_is_put_together() {
    server.refuseAlways(
        String.join(
            "\r\n",
            "HTTP/1.1 401 No",
            "Transfer-Encoding: chunked",
            "",
            "4;x=1",
            "{\"a\"",
            "3",
            ":1}",
            "0",
            "",
            ""));

    assertThat(refused().body()).isEqualTo("{\"a\":1}");
  }

  @Test
  void a_body_that_never_ends_is_cut() {
    server.refuseAlways(
        "HTTP/1.1 401 No\r\ncontent-length: 99999999\r\n\r\n" + "x".repeat(200_000));

    assertThat(refused().body()).hasSize(64 << 10);
  }

  @Test
  void a_body_that_stops_short_does_not_hide_the_status() {
    server.refuseAlways("HTTP/1.1 409 No\r\ncontent-length: 500\r\n\r\nshort");

    UpgradeRefused refusal = refused();

    assertThat(refusal.status()).isEqualTo(409);
    assertThat(refusal.body()).isEqualTo("short");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SSH-2.0-OpenSSH_9\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "\r\n\r\n"})
  void an_answer_that_is_not_http_is_a_failed_connection(String answer) {
    server.refuseAlways(answer);
    try (PhoenixSocket socket = Sockets.to(server).build()) {
      assertThatThrownBy(socket::connect).isInstanceOf(ConnectFailed.class);
    }
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void a_101_with_the_wrong_key_is_a_failed_connection() {
    server.refuseAlways(
        String.join(
            "\r\n",
            "HTTP/1.1 101 Switching Protocols",
            "upgrade: websocket",
            "connection: Upgrade",
            "sec-websocket-accept: wrong",
            "",
            ""));
    try (PhoenixSocket socket = Sockets.to(server).build()) {
      assertThatThrownBy(socket::connect).isInstanceOf(ConnectFailed.class);
    }
  }

  @Test
  void a_server_that_hangs_up_is_tried_again() throws Exception {
    server.hangUpOnce();
    try (PhoenixSocket socket = Sockets.to(server).build()) {
      socket.connect();
    }
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void a_server_that_never_answers_is_given_up_in_time() {
    server.neverAnswerUpgrades();
    PhoenixOptions hasty =
        Sockets.quick()
            .connectTimeout(Duration.ofMillis(100))
            .reconnect(ReconnectSettings.constant(Duration.ofMillis(1)).withFirstConnectAttempts(2))
            .build();
    try (PhoenixSocket socket = Sockets.to(server).options(hasty).build()) {
      assertThatThrownBy(socket::connect)
          .isInstanceOf(ConnectFailed.class)
          .hasMessageContaining("ws://127.0.0.1:" + server.port() + "/socket/websocket");
      assertThat(socket.state()).isEqualTo(SocketState.CLOSED);
    }
    // It may be given up before the server has read its request.
    await().until(() -> server.requests().size() == 2);
  }

  @Test
  void an_unreachable_server_is_a_failed_connection_whose_text_hides_the_query() throws Exception {
    try (LoneAddress nobody = LoneAddress.hold();
        PhoenixSocket socket =
            Sockets.to(URI.create("ws://127.0.0.1:" + nobody.port() + "/s?api_key=secret"))
                .build()) {
      assertThatThrownBy(socket::connect)
          .isInstanceOf(ConnectFailed.class)
          .hasMessageContaining("Connection refused")
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void a_header_with_a_line_break_is_not_sent() {
    try (PhoenixSocket socket =
        Sockets.to(server).headers(() -> Map.of("x-key", "a\r\nOrigin: evil")).build()) {
      assertThatThrownBy(socket::connect)
          .isInstanceOf(ConnectFailed.class)
          .hasMessageContaining("line break")
          .hasMessageNotContaining("evil");
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void tls_needs_a_trusted_certificate_with_the_hosts_name(@TempDir Path folder) throws Exception {
    SSLContext right = context(folder, "right", "dns:localhost,ip:127.0.0.1");
    SSLContext wrong = context(folder, "wrong", "dns:elsewhere.example");
    try (FakePhoenixServer honest = new FakePhoenixServer(right.getServerSocketFactory(), 0);
        FakePhoenixServer liar = new FakePhoenixServer(wrong.getServerSocketFactory(), 0)) {
      try (PhoenixSocket socket = Sockets.to(secure(honest)).sslContext(right).build()) {
        socket.connect();
        Heard heard = new Heard();
        socket.join("room:1", heard);
        honest.nextPeer().broadcast("room:1", "hello", "{}");
        heard.next("hello");
      }
      try (PhoenixSocket socket = Sockets.to(secure(honest)).build()) {
        assertThatThrownBy(socket::connect).isInstanceOf(ConnectFailed.class);
      }
      try (PhoenixSocket socket = Sockets.to(secure(liar)).sslContext(wrong).build()) {
        assertThatThrownBy(socket::connect)
            .isInstanceOf(ConnectFailed.class)
            .hasMessageContaining("localhost");
      }
      honest.refuseAlways(FakePhoenixServer.refusal(403, "", "no"));
      try (PhoenixSocket socket = Sockets.to(secure(honest)).sslContext(right).build()) {
        assertThatThrownBy(socket::connect)
            .isInstanceOfSatisfying(
                UpgradeRefused.class, e -> assertThat(e.body()).isEqualTo("no"));
      }
    }
  }

  private static URI secure(FakePhoenixServer tls) {
    return URI.create("wss://localhost:" + tls.port() + "/socket/websocket");
  }

  /** A key of its own, self-signed, and trust in nothing but that. */
  private static SSLContext context(Path folder, String name, String names) throws Exception {
    Path file = folder.resolve(name);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "k",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=" + names,
                "-storepass",
                "changeit",
                "-keystore",
                file.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore store = load(file);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, "changeit".toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("k", store.getCertificate("k"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore load(Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, "changeit".toCharArray());
    }
    return store;
  }
}
