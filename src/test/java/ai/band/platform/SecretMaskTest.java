package ai.band.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
