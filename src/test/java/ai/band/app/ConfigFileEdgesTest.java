package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import ai.band.local.LocalBand;
import ai.band.testkit.FakeScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configuration files as editors, other systems and container platforms leave them. */
class ConfigFileEdgesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String GOOD =
      "bot:\n  agent_id: a\n  api_key: some-api-key\n  codex:\n    model: gpt-5.5\n";

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("agent_config.yaml");
  }

  private String configured(String text) throws IOException {
    Files.writeString(file(), text);
    var program = new CommandLineRun(folder);
    assertThat(program.run("config")).as(() -> String.join("\n", program.errors())).isZero();
    return program.out();
  }

  private String refused() {
    var program = new CommandLineRun(folder);
    assertThat(program.run("config")).isEqualTo(2);
    assertThat(program.errors()).hasSize(1);
    return program.errors().get(0);
  }

  private String refused(String text) throws IOException {
    Files.writeString(file(), text);
    return refused();
  }

  @Test
  void a_byte_order_mark_and_line_ends_of_windows_change_nothing() throws IOException {
    String plain = configured(GOOD);
    assertThat(plain).contains("model = gpt-5.5  (agent_config.yaml: bot.codex.model)");
    assertThat(configured("\uFEFF" + GOOD)).isEqualTo(plain);
    assertThat(configured(GOOD.replace("\n", "\r\n"))).isEqualTo(plain);
    assertThat(configured("\uFEFF" + GOOD.replace("\n", "\r\n"))).isEqualTo(plain);
  }

  @Test
  void a_tab_in_the_indentation_is_named_with_its_line_and_column() throws IOException {
    assertThat(refused("bot:\n  agent_id: a\n\tapi_key: some-api-key\n"))
        .contains("agent_config.yaml: this is not valid YAML in line 3, column 1", "'\\t(TAB)'")
        .doesNotContain("some-api-key");
  }

  @Test
  void a_key_written_twice_is_named_with_its_line_at_any_depth() throws IOException {
    assertThat(refused(GOOD + "    model: other\n")).contains("duplicate key model", "line 6");
    assertThat(refused(GOOD + "bot: {agent_id: b}\n")).contains("duplicate key bot", "line 6");
  }

  @Test
  void an_empty_file_and_one_of_comments_only_say_what_to_do() throws IOException {
    for (String nothing : new String[] {"", "\uFEFF", "\r\n\r\n", "# nothing\n", "---\n"}) {
      assertThat(refused(nothing)).contains("the file is empty", "agent_config.yaml.example");
    }
  }

  @Test
  void a_folder_in_place_of_the_file_is_told() throws IOException {
    Files.createDirectory(file());
    assertThat(refused()).contains(file().toString(), "this is a folder");
  }

  @Test
  void a_file_that_is_not_text_is_told() throws IOException {
    Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xfe, 0x62, 0});
    assertThat(refused()).contains(file().toString(), "UTF-8");
  }

  @Test
  void a_file_without_the_right_to_read_it_is_told() throws IOException {
    Files.writeString(file(), GOOD);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("-wx------"));
    assumeThat(Files.isReadable(file())).as("root may read everything").isFalse();
    assertThat(refused()).contains(file().toString(), "AccessDenied");
  }

  /** Kubernetes: the file is a link to one below ..data, which is a link that is replaced. */
  @Test
  void a_file_that_is_swapped_by_a_link_is_read_anew_with_the_hang_up() throws Exception {
    try (LocalBand band = LocalBand.start()) {
      var directory = band.world().directory();
      var alice = directory.addPerson("alice", "Alice");
      var one = directory.addAgent(alice, "One", "helps");
      var two = directory.addAgent(alice, "Two", "helps");
      String first =
          AgentYaml.section("one", one, band.restUrl(), band.socketUrl())
              + AgentYaml.codex(FakeScript.create());
      String second =
          AgentYaml.section("two", two, band.restUrl(), band.socketUrl())
              + AgentYaml.codex(FakeScript.create());
      swapTo("..1", first);
      Files.createSymbolicLink(file(), Path.of("..data", "agent_config.yaml"));
      var program = new CommandLineRun(folder);
      var code = new CompletableFuture<Integer>();
      Thread.ofVirtual().start(() -> code.complete(program.run("run", "--all")));
      await().atMost(PATIENCE).until(() -> band.sockets().connected(one) || code.isDone());

      swapTo("..2", first + second);
      program.hangUp();

      await().atMost(PATIENCE).until(() -> band.sockets().connected(two) || code.isDone());
      assertThat(code).as(() -> String.valueOf(program.errors())).isNotDone();
      assertThat(band.sockets().connected(one)).isTrue();
      program.stop();
      assertThat(code.get(60, TimeUnit.SECONDS)).isZero();
    }
  }

  private void swapTo(String version, String text) throws IOException {
    Files.createDirectory(folder.resolve(version));
    Files.writeString(folder.resolve(version).resolve("agent_config.yaml"), text);
    Path fresh = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of(version));
    Files.move(fresh, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }
}
