package ai.band.platform.phoenix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "ws://h/s, ws://h/s?key=a%20b%26c&vsn=2.0.0",
    "ws://h, ws://h/?key=a%20b%26c&vsn=2.0.0",
    "ws://h:81/s?x=1&y, ws://h:81/s?x=1&y&key=a%20b%26c&vsn=2.0.0",
    "ws://h/s?key=old&x=%20&k%65y=older, ws://h/s?x=%20&key=a%20b%26c&vsn=2.0.0",
    "wss://h/s?vsn=1.0.0&vsn=2&x=%F0%9F%98%80, wss://h/s?x=%F0%9F%98%80&key=a%20b%26c&vsn=2.0.0",
    "wss://[::1]:9/s, wss://[::1]:9/s?key=a%20b%26c&vsn=2.0.0"
  })
  void keeps_the_users_parameters_and_replaces_its_own(String address, String expected) {
    assertThat(Endpoint.of(URI.create(address), Map.of("key", "a b&c")).uri())
        .hasToString(expected);
  }

  @Test
  void the_version_cannot_be_overridden() {
    assertThat(Endpoint.of(URI.create("ws://h/s"), Map.of("vsn", "1.0.0")).uri())
        .hasToString("ws://h/s?vsn=2.0.0");
  }

  @Test
  void its_text_has_no_query() {
    Endpoint endpoint = Endpoint.of(URI.create("wss://host/s?api_key=secret"), Map.of());

    assertThat(endpoint).hasToString("wss://host:443/s");
    assertThat(Endpoint.of(URI.create("ws://[::1]:9/s"), Map.of()).host()).isEqualTo("::1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://h/s", "h/s", "/s", "ws:///s", "wss:opaque"})
  void other_addresses_are_refused_with_the_right_form(String address) {
    assertThatThrownBy(() -> Endpoint.of(URI.create(address), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wss://host/path/websocket");
  }
}
