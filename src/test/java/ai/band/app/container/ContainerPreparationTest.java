package ai.band.app.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerPreparationTest {
  @TempDir Path folder;
  private Path home;
  private Path source;
  private Path state;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void layOut() throws Exception {
    home = Files.createDirectories(folder.resolve("home"));
    source = Files.createDirectories(home.resolve(".codex"));
    state = folder.resolve("state/codex-home");
  }

  @Test
  void every_agent_gets_a_home_with_login_and_configuration_and_the_source_stays_as_it_is()
      throws Exception {
    Files.writeString(source.resolve("auth.json"), "{\"t\":1}");
    Files.writeString(
        source.resolve("config.toml"),
        "model = \"m\"\n"
            + "notify = [\"/Users/ann/.codex/tell\"]\n"
            + "[x]\n"
            + "p = \"/home/ann/.codex/rules\"\n");

    Path darter = home("darter");
    Path reviewer = home("reviewer");

    assertThat(darter).isNotEqualTo(reviewer).startsWith(state);
    assertThat(darter.resolve("sessions")).isDirectory();
    assertThat(darter.resolve("auth.json")).hasContent("{\"t\":1}");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(darter.resolve("auth.json"))))
        .isEqualTo("rw-------");
    assertThat(Files.readString(darter.resolve("config.toml")))
        .contains("model = \"m\"", "[\"" + darter + "/tell\"]", "p = \"" + darter + "/rules\"")
        .doesNotContain("ann");
    assertThat(Files.readString(source.resolve("config.toml"))).contains("/Users/ann/.codex/tell");
    try (var inSource = Files.list(source)) {
      assertThat(inSource).hasSize(2);
    }
  }

  @Test
  void keys_that_look_alike_as_folders_do_not_share_one() {
    assertThat(home("a/b")).isNotEqualTo(home("a_b")).isNotEqualTo(home("a b"));
    assertThat(home("..").normalize()).startsWith(state).isNotEqualTo(state);
  }

  @Test
  void a_login_that_codex_renewed_is_kept_until_the_source_has_a_newer_one() throws Exception {
    Path original = Files.writeString(source.resolve("auth.json"), "first");
    Files.setLastModifiedTime(original, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    Path own = home("a").resolve("auth.json");
    Files.writeString(own, "renewed");

    home("a");
    assertThat(own).hasContent("renewed");

    Files.writeString(original, "logged in again");
    Files.setLastModifiedTime(original, FileTime.from(Instant.now().plusSeconds(60)));
    home("a");
    assertThat(own).hasContent("logged in again");
  }

  @Test
  void without_a_configuration_a_usual_one_is_written_and_follows_the_model() throws Exception {
    assertThat(Files.readString(home("a").resolve("config.toml")))
        .contains(
            "model = \"gpt-5.5\"",
            "approval_policy = \"never\"",
            "sandbox_mode = \"danger-full-access\"");

    environment.put("CODEX_MODEL", "gpt-6");
    assertThat(Files.readString(home("a").resolve("config.toml"))).contains("model = \"gpt-6\"");
  }

  @Test
  void an_api_key_pins_plain_requests_once() throws Exception {
    environment.put("OPENAI_API_KEY", "sk-1");
    Files.writeString(
        source.resolve("config.toml"), "model = \"m\"\n[features]\nplugins = false\n");

    String first = Files.readString(home("a").resolve("config.toml"));
    String second = Files.readString(home("a").resolve("config.toml"));

    assertThat(second).isEqualTo(first);
    assertThat(first)
        .startsWith("model_provider = \"openai_rest\"\nmodel = \"m\"\n")
        .containsOnlyOnce("[model_providers.openai_rest]")
        .contains("base_url = \"https://api.openai.com/v1\"")
        .contains("env_key = \"OPENAI_API_KEY\"")
        .contains("wire_api = \"responses\"")
        .contains("supports_websockets = false")
        .doesNotContain("sk-1");
  }

  @Test
  void a_provider_that_is_chosen_stays_chosen() throws Exception {
    environment.put("OPENAI_API_KEY", "sk-1");
    Files.writeString(source.resolve("config.toml"), "model_provider = \"mine\"\n");

    assertThat(Files.readString(home("a").resolve("config.toml")))
        .startsWith("model_provider = \"mine\"\n")
        .contains("[model_providers.openai_rest]")
        .doesNotContain("model_provider = \"openai_rest\"");
  }

  @Test
  void nothing_is_pinned_without_a_key_or_when_that_is_not_wanted() throws Exception {
    assertThat(Files.readString(home("a").resolve("config.toml"))).doesNotContain("openai_rest");

    environment.put("OPENAI_API_KEY", "sk-1");
    var off = new ContainerSettings(List.of(), List.of(), state, false, false, environment, home);
    new ContainerPreparation(off, warnings::add).prepare("a", null, Map.of());
    assertThat(Files.readString(state.resolve("a/config.toml"))).doesNotContain("openai_rest");
  }

  @Test
  void the_policy_that_stops_codex_is_left_out_with_a_warning() throws Exception {
    Files.writeString(
        source.resolve("config.toml"),
        "approval_policy = \"untrusted\" # careful\nmodel = \"m\"\n");

    assertThat(Files.readString(home("a").resolve("config.toml")))
        .startsWith("# approval_policy = \"untrusted\"");
    assertThat(warnings).singleElement().asString().contains("untrusted", "approval_policy:");
  }

  @Test
  void the_source_home_is_used_as_it_is_when_that_is_wanted() {
    var asItIs = new ContainerSettings(List.of(), List.of(), state, true, true, environment, home);

    assertThat(new ContainerPreparation(asItIs, warnings::add).prepare("a", null, Map.of()))
        .containsEntry("CODEX_HOME", source.toString());
    assertThat(state.resolve("a")).doesNotExist();
  }

  @Test
  void a_home_of_the_configuration_wins() {
    assertThat(preparation().prepare("a", null, Map.of("CODEX_HOME", "/mine")))
        .containsEntry("CODEX_HOME", "/mine");
    assertThat(state.resolve("a")).doesNotExist();
  }

  @Test
  void a_key_that_came_from_a_file_reaches_codex() {
    environment.put("OPENAI_API_KEY_FILE", "/run/secrets/key");
    environment.put("OPENAI_API_KEY", "sk-1");

    assertThat(preparation().prepare("a", null, Map.of())).containsEntry("OPENAI_API_KEY", "sk-1");
  }

  @Test
  void git_trusts_the_trees_by_its_global_file() throws Exception {
    Map<String, String> variables = preparation().prepare("a", "/work/tree", Map.of());
    preparation().prepare("b", "/work/tree", Map.of());

    assertThat(variables).doesNotContainKey("GIT_CONFIG_GLOBAL");
    assertThat(Files.readString(home.resolve(".gitconfig")))
        .isEqualTo(
            "[safe]\n\tdirectory = \""
                + folder
                + "\"\n\tdirectory = \"/work/tree\"\n"
                + "\tdirectory = \"/also\"\n");
  }

  @Test
  void a_global_file_that_is_a_folder_is_replaced_by_one_of_our_own() throws Exception {
    Files.createDirectory(home.resolve(".gitconfig"));

    String own = preparation().prepare("a", "/work/tree", Map.of()).get("GIT_CONFIG_GLOBAL");

    assertThat(own).startsWith(state.toString());
    assertThat(Files.readString(Path.of(own))).startsWith("[safe]").contains("\"/work/tree\"");
  }

  @Test
  void a_missing_mount_is_named_with_the_remedy() {
    Path missing = folder.resolve("repo");
    var settings =
        new ContainerSettings(List.of(missing), List.of(), state, false, true, Map.of(), home);

    assertThatThrownBy(() -> new ContainerPreparation(settings, warnings::add).checkFolders())
        .isInstanceOf(MissingMountException.class)
        .hasMessageContaining(missing.toString())
        .hasMessageContaining("Mount your working tree")
        .hasMessageContaining("BAND_REQUIRED_MOUNTS");
  }

  @Test
  void outside_of_a_container_nothing_is_prepared() {
    var none = new ContainerSettings(List.of(), List.of(), null, false, true, environment, home);
    var preparation = new ContainerPreparation(none, warnings::add);

    preparation.checkFolders();

    assertThat(preparation.prepare("a", "/work/tree", Map.of())).isEmpty();
    assertThat(home.resolve(".gitconfig")).doesNotExist();
    assertThat(warnings).isEmpty();
  }

  private Path home(String key) {
    return Path.of(preparation().prepare(key, null, Map.of()).get("CODEX_HOME"));
  }

  private ContainerPreparation preparation() {
    var settings =
        new ContainerSettings(
            List.of(folder), List.of("/also"), state, false, true, environment, home);
    return new ContainerPreparation(settings, warnings::add);
  }
}
