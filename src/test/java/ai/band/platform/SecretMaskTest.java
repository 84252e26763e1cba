package ai.band.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {
  private final SecretMask mask = new SecretMask();

  @Test
  void a_registered_value_is_replaced_wherever_it_stands() {
    mask.register("sk-12345");
    assertThat(mask.mask("key=sk-12345, again sk-12345!")).isEqualTo("key=***, again ***!");
  }

  @Test
  void a_text_without_secrets_is_returned_as_it_is() {
    var text = "hello";
    assertThat(mask.mask(text)).isSameAs(text);
    mask.register("sk-12345");
    assertThat(mask.mask(text)).isSameAs(text);
  }

  @Test
  void a_secret_that_contains_another_is_masked_as_a_whole() {
    mask.register("secret");
    mask.register("secret-and-more");
    assertThat(mask.mask("secret-and-more secret")).isEqualTo("*** ***");
  }

  @Test
  void each_line_of_a_key_of_several_lines_is_masked() {
    mask.register("-----BEGIN\nabcdefgh\nxy\n");
    assertThat(mask.mask("line abcdefgh and xy")).isEqualTo("line *** and xy");
  }

  @Test
  void short_values_and_the_proxy_s_placeholder_are_left_alone() {
    mask.register("short");
    mask.register("");
    mask.register(null);
    mask.register("proxy-managed");
    assertThat(mask.mask("short proxy-managed")).isEqualTo("short proxy-managed");
  }

  @Test
  void a_tree_is_masked_at_any_depth_and_with_the_word_that_is_wanted() {
    var mask = new SecretMask("[secret]");
    mask.register("top-secret-value");

    assertThat(mask.mask(Map.of("a", List.of(Map.of("b", "is top-secret-value")), "n", 1)))
        .isEqualTo(Map.of("a", List.of(Map.of("b", "is [secret]")), "n", 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://me:token@host/x.git|https://***@host/x.git",
        "fatal: 'https://token@host:8443/x?y=1' failed|fatal: 'https://***@host:8443/x?y=1' failed",
        "ws://a:b@h1, http://c:d@h2.|ws://***@h1, http://***@h2.",
        "{\"u\":\"https://me:p@ss@host\"}|{\"u\":\"https://***@host\"}",
        "ssh://git:token@host/x|ssh://***@host/x",
      })
  void user_info_of_addresses_is_masked_though_nobody_registered_it(String text, String masked) {
    assertThat(mask.mask(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssh://git@host/x.git",
        "git@host:x.git",
        "https://host/@scope/name",
        "write to me@host or see https://host",
        "://",
      })
  void other_addresses_stay_as_they_are(String text) {
    assertThat(mask.mask(text)).isSameAs(text);
  }

  @Test
  void texts_that_people_asked_for_keep_their_addresses() {
    String text = "DATABASE_URL=postgres://me:pw@localhost/db";
    assertThat(new SecretMask("[secret]").mask(text)).isSameAs(text);
  }
}
