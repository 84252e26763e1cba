package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.LocalBand;
import ai.band.testkit.FakeScript;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords and tokens that users have put into addresses get into no output. */
class AddressCredentialsTest {
  private static final String TOKEN = "s3cret-token";

  @TempDir Path folder;
  private final Socket nobody = new Socket(); // bound, so that nobody else gets the port

  @BeforeEach
  void bind() throws IOException {
    nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void release() throws IOException {
    nobody.close();
  }

  private String outputOf(String yaml, String... words) throws IOException {
    Files.writeString(folder.resolve("agent_config.yaml"), yaml);
    var program = new CommandLineRun(folder).with("GIT_CONFIG_GLOBAL", "/dev/null");
    program.run(words);
    String all = program.out() + String.join("\n", program.errors());
    assertThat(all).isNotBlank().doesNotContain(TOKEN);
    return all;
  }

  private static String section(String rest, String socket) {
    return "bot:\n  agent_id: %s\n  api_key: some-api-key\n  rest_url: '%s'\n  ws_url: '%s'\n"
        .formatted(UUID.randomUUID(), rest, socket);
  }

  @Test
  void those_of_band_and_of_a_codex_server_are_masked() throws Exception {
    int port = nobody.getLocalPort();
    String rest = "http://me:" + TOKEN + "@127.0.0.1:" + port;
    String socket = "ws://me:" + TOKEN + "@127.0.0.1:" + port + "/socket/websocket";
    outputOf(section(rest, socket), "run", "--connect-timeout", "0.1");
    assertThat(outputOf(section(rest, socket), "config")).contains("***@127.0.0.1");
    outputOf(section(rest, socket), "doctor");
    try (LocalBand band = LocalBand.start()) {
      var agent =
          band.world()
              .directory()
              .addAgent(band.world().directory().addPerson("alice", "Alice"), "Bot", "helps");
      String yaml =
          AgentYaml.section("bot", agent, band.restUrl(), band.socketUrl())
              + "  transport: ws\n  codex_ws_url: '"
              + socket
              + "'\n";
      assertThat(outputOf(yaml, "run", "--connect-timeout", "0.1"))
          .contains("Codex at ws://***@127.0.0.1");
    }
  }

  @Test
  void what_git_says_about_an_origin_with_a_token_is_masked() throws Exception {
    Path tree = Files.createDirectories(folder.resolve("tree"));
    int port = nobody.getLocalPort();
    String origin = "127.0.0.1:" + port + "/x.git";
    for (List<String> command :
        List.of(
            List.of("git", "init", "-q"),
            List.of("git", "remote", "add", "origin", "https://me:" + TOKEN + "@" + origin))) {
      assertThat(new ProcessBuilder(command).directory(tree.toFile()).start().waitFor()).isZero();
    }
    try (LocalBand band = LocalBand.start()) {
      var agent =
          band.world()
              .directory()
              .addAgent(band.world().directory().addPerson("alice", "Alice"), "Bot", "helps");
      String yaml =
          AgentYaml.section("bot", agent, band.restUrl(), band.socketUrl())
              + AgentYaml.codex(FakeScript.create())
              + "  repo: {path: '%s', url: 'https://%s', branch: elsewhere, state_dir: state}\n"
                  .formatted(tree, origin);
      assertThat(outputOf(yaml, "run", "--connect-timeout", "0.1", "--start-retries", "0"))
          .contains("could not be brought to branch elsewhere")
          .contains("127.0.0.1:" + port);
      assertThat(outputOf(yaml.replace("https://127", "https://128"), "run"))
          .contains("was cloned from https://127.0.0.1:" + port);
    }
  }
}
