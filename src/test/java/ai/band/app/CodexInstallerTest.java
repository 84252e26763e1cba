package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

@EnabledOnOs({OS.LINUX, OS.MAC}) // shell scripts stand in for npm
class CodexInstallerTest {
  private static final String GOOD_NODE = "echo v20.1.0";
  private static final String GOOD_NPM =
      """
      echo run >> "$RUNS"
      test -f package-lock.json || exit 9
      bin=node_modules/@openai/codex-linux-x64/vendor/x/bin
      mkdir -p $bin node_modules/.bin
      printf '#!/bin/sh\\necho codex-cli 0.169.0\\n' > $bin/codex
      chmod +x $bin/codex
      ln -s ../@openai/codex-linux-x64/vendor/x/bin/codex node_modules/.bin/codex
      """;

  @TempDir Path folder;
  private final List<String> progress = new ArrayList<>();

  @Test
  void the_cli_is_fetched_once_and_found_again() throws IOException {
    var codex = installer(GOOD_NODE, GOOD_NPM).install();

    assertThat(codex.binary()).isExecutable().startsWith(cache().resolve("codex-0.169.0"));
    assertThat(codex.launcher()).isExecutable();
    assertThat(codex.version()).isEqualTo("0.169.0");
    assertThat(codex.appServerCommand())
        .contains("app-server")
        .first()
        .asString()
        .endsWith("codex");
    assertThat(progress).anyMatch(line -> line.contains("Fetching the Codex CLI 0.169.0"));
    assertThat(installer(GOOD_NODE, "exit 1").install()).isEqualTo(codex);
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void without_npm_or_node_the_error_says_what_to_install() {
    var tools = new NpmTools(List.of("no-such-node"), List.of("no-such-npm"));
    assertThatThrownBy(() -> installer(tools, Duration.ofMinutes(2)).install())
        .isInstanceOf(CodexInstallException.class)
        .hasMessageContaining("Node.js cannot be started")
        .hasMessageContaining("Install Node.js 18 or newer");
  }

  @Test
  void an_old_node_is_refused() {
    assertThatThrownBy(() -> installer("echo v16.20.2", GOOD_NPM).install())
        .hasMessageContaining("v16.20.2")
        .hasMessageContaining("Node.js 18 or newer");
    assertThat(cache().resolve("runs")).doesNotExist();
  }

  @Test
  void a_failure_of_npm_is_quoted_with_its_last_lines() throws IOException {
    var npm = "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo line $i; done; exit 3";

    assertThatThrownBy(() -> installer(GOOD_NODE, npm).install())
        .hasMessageContaining("code 3")
        .hasMessageContaining("line 12")
        .hasMessageNotContaining("line 2\n");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void npm_that_hangs_is_stopped_after_the_time_limit() throws IOException {
    var installer =
        installer(tools(GOOD_NODE, "echo $$ > \"$RUNS\"; exec sleep 300"), Duration.ofSeconds(4));

    assertThatThrownBy(installer::install).hasMessageContaining("did not finish within 4 s");
    var pid = Long.parseLong(Files.readString(folder.resolve("runs")).strip());
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void a_package_without_a_native_program_is_not_kept() throws IOException {
    assertThatThrownBy(() -> installer(GOOD_NODE, "mkdir -p node_modules/@openai/codex").install())
        .hasMessageContaining("without its native program");
    assertThat(leftovers()).isEmpty();
    assertThat(installer(GOOD_NODE, GOOD_NPM).find()).isEmpty();
  }

  @Test
  void a_program_of_another_version_is_not_kept() {
    var npm = GOOD_NPM.replace("codex-cli 0.169.0", "codex-cli 0.100.0");

    assertThatThrownBy(() -> installer(GOOD_NODE, npm).install())
        .hasMessageContaining("codex-cli 0.100.0");
    assertThat(installer(GOOD_NODE, npm).find()).isEmpty();
  }

  @Test
  void what_a_killed_installation_left_is_removed() throws IOException {
    var left = Files.createDirectories(cache().resolve("staging-1/node_modules"));
    Files.writeString(left.resolve("half"), "half");

    installer(GOOD_NODE, GOOD_NPM).install();

    assertThat(leftovers()).isEmpty();
  }

  @Test
  void two_installations_at_once_fetch_once() throws Exception {
    var npm = "sleep 0.5\n" + GOOD_NPM;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<PinnedCodex> install = () -> installer(GOOD_NODE, npm).install();
      var results = threads.invokeAll(List.of(install, install), 30, TimeUnit.SECONDS);
      assertThat(results.get(0).get()).isEqualTo(results.get(1).get());
    }
    assertThat(Files.readAllLines(folder.resolve("runs"))).hasSize(1);
  }

  @Test
  void the_cache_folder_follows_the_environment_and_the_system() {
    var home = Path.of("/home/ann");
    assertThat(CodexInstaller.cacheFolder(Map.of("BAND_CODEX_CACHE", "/data/c"), home, "Linux"))
        .isEqualTo(Path.of("/data/c"));
    assertThat(CodexInstaller.cacheFolder(Map.of("XDG_CACHE_HOME", "/x"), home, "Linux"))
        .isEqualTo(Path.of("/x/band-codex"));
    assertThat(CodexInstaller.cacheFolder(Map.of("XDG_CACHE_HOME", "rel"), home, "Linux"))
        .isEqualTo(Path.of("/home/ann/.cache/band-codex"));
    assertThat(CodexInstaller.cacheFolder(Map.of("BAND_CODEX_CACHE", " "), home, "Mac OS X"))
        .isEqualTo(Path.of("/home/ann/Library/Caches/band-codex"));
    assertThat(CodexInstaller.cacheFolder(Map.of("HOME", "/other"), home, "Linux"))
        .isEqualTo(Path.of("/other/.cache/band-codex"));
    assertThat(CodexInstaller.cacheFolder(Map.of("HOME", "rel"), home, "Linux"))
        .isEqualTo(Path.of("/home/ann/.cache/band-codex"));
  }

  @Test
  void the_lock_file_pins_all_six_platforms_by_checksum_and_names_no_address() throws IOException {
    var lock = JsonMapper.shared().readTree(resource("package-lock.json")).path("packages");
    var platforms =
        lock.propertyStream()
            .filter(entry -> entry.getKey().startsWith("node_modules/@openai/codex-"))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    assertThat(platforms).hasSize(6);
    assertThat(platforms.values())
        .allMatch(entry -> entry.path("integrity").asString("").startsWith("sha512-"))
        .allMatch(entry -> entry.path("version").asString("").startsWith(CodexInstaller.VERSION));
    assertThat(resource("package-lock.json")).doesNotContain("resolved").doesNotContain("://");
    assertThat(resource("package.json"))
        .contains("\"@openai/codex\": \"" + CodexInstaller.VERSION + "\"");
  }

  private static String resource(String name) throws IOException {
    try (var in = CodexInstaller.class.getResourceAsStream("codex-cli/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> children = Files.list(cache())) {
      return children.filter(path -> path.getFileName().toString().startsWith("staging")).toList();
    }
  }

  private CodexInstaller installer(String node, String npm) {
    return installer(tools(node, npm), Duration.ofMinutes(2));
  }

  private CodexInstaller installer(NpmTools tools, Duration limit) {
    return new CodexInstaller(cache(), progress::add, tools, limit);
  }

  /** Stands in for Node.js and npm with shell scripts; npm's runs are noted in a file. */
  private NpmTools tools(String node, String npm) {
    var runs = "RUNS='" + folder.resolve("runs") + "'\n";
    return new NpmTools(List.of("sh", "-c", node), List.of("sh", "-c", runs + npm));
  }
}
