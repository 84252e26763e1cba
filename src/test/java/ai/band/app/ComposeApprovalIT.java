package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.testkit.LoneAddress;
import ai.band.testkit.RealCodex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The stacks of the compose files without containers: the same commands, variables, configuration
 * and Codex home, on other ports and in other folders.
 */
class ComposeApprovalIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OWN_PORT = "8089";
  private static final Pattern PORT = Pattern.compile("(?<=[:=])400[01]\\b");

  @TempDir Path temporary;
  private final Map<CommandLineRun, CompletableFuture<Integer>> running =
      new java.util.LinkedHashMap<>();
  private final Map<String, LoneAddress> ports = new TreeMap<>();

  static List<String> files() {
    return ComposeFile.NAMES;
  }

  @AfterEach
  void stop() throws Exception {
    List<CommandLineRun> programs = new ArrayList<>(running.keySet());
    for (CommandLineRun program : programs.reversed()) {
      program.stop();
      assertThat(running.get(program).get(60, TimeUnit.SECONDS))
          .as("%s", program.errors())
          .isZero();
    }
    for (LoneAddress port : ports.values()) {
      port.close();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void every_agent_of_the_offline_profile_asks_before_it_leaves_its_sandbox(String name)
      throws Exception {
    ComposeFile file = ComposeFile.read(name);
    startBand(file);

    for (var agent : file.agents("offline").entrySet()) {
      Path tree = start(agent.getKey(), agent.getValue(), Map.of());
      var chat = chat(agent.getValue(), "run with approval touch approved.txt", "/approve");

      assertThat(chat.out()).as(agent.getKey()).contains("Reply `/approve", "accept");
      assertThat(tree.resolve("approved.txt")).exists();
    }
  }

  @Test
  void the_alternative_for_containers_without_a_sandbox_asks_before_every_command()
      throws Exception {
    ComposeFile file = ComposeFile.read("docker-compose.yml");
    startBand(file);
    var agent = file.agents("offline").get("offline-agent");
    Path tree =
        start(
            "alternative",
            agent,
            Map.of(
                "CODEX_DARTER_SANDBOX", "external-sandbox",
                "CODEX_DARTER_APPROVAL_POLICY", "untrusted"));

    var chat = chat(agent, "run touch approved.txt", "/approve");

    assertThat(chat.out()).contains("Reply `/approve", "accept");
    assertThat(tree.resolve("approved.txt")).exists();
  }

  private void startBand(ComposeFile file) throws Exception {
    var words = file.services().get("local-band").command();
    var band =
        start(
            new CommandLineRun(temporary),
            words.stream().map(this::onFreePort).toArray(String[]::new));
    await().atMost(PATIENCE).until(() -> band.out().contains("local Band is running"));
  }

  /** Starts an agent as its service does; returns its working tree. */
  private Path start(String name, ComposeFile.Service service, Map<String, String> host)
      throws Exception {
    Path home = Files.createDirectories(temporary.resolve(name));
    Path tree = Files.createDirectories(home.resolve("repo"));
    var program = new CommandLineRun(home);
    service.environment(host).forEach((key, value) -> program.with(key, onFreePort(value)));
    copy(service, "/config/agent_config.yaml", home.resolve("agent_config.yaml"));
    Path codexHome = Files.createDirectories(home.resolve("user/.codex"));
    copy(service, "/home/codex/.codex", codexHome);
    program
        .with("AGENT_CONFIG", home.resolve("agent_config.yaml").toString())
        .with("BAND_CONTAINER", "true")
        .with("BAND_REQUIRED_MOUNTS", tree.toString())
        .with("CODEX_RUNTIME_HOME", home.resolve("state").toString())
        .with("CODEX_CWD", tree.toString())
        .with("CODEX_COMMAND", String.join(" ", RealCodex.cli().appServerCommand()))
        .with("HOME", home.resolve("user").toString());
    String port = service.environment(host).getOrDefault("BAND_HEALTH_PORT", OWN_PORT);
    program.with("BAND_HEALTH_PORT", String.valueOf(free(port)));
    start(program, "run");
    await().atMost(PATIENCE).until(() -> running.get(program).isDone() || healthy(free(port)));
    assertThat(running.get(program)).as("%s", program.errors()).isNotDone();
    return tree;
  }

  private boolean healthy(int port) {
    return new CommandLineRun(temporary).run("health", "--health-port=" + port) == ExitCodes.OK;
  }

  private CommandLineRun chat(ComposeFile.Service agent, String... messages) throws Exception {
    String key = agent.environment(Map.of()).get("AGENT_KEY");
    String name = key.replace("codex_", "");
    List<String> words =
        new ArrayList<>(
            List.of("chat", "--key", "offline-alice-key", "--agent", name, "--timeout", "60"));
    words.addAll(List.of("--url", "http://127.0.0.1:" + free("4000")));
    for (String message : messages) {
      words.addAll(List.of("--message", message));
    }
    var chat = new CommandLineRun(temporary);
    assertThat(chat.run(words.toArray(String[]::new)))
        .as("%s %s", chat.errors(), chat.out())
        .isZero();
    return chat;
  }

  private CommandLineRun start(CommandLineRun program, String... words) {
    var code = new CompletableFuture<Integer>();
    running.put(program, code);
    Thread.ofVirtual().name("program").start(() -> code.complete(program.run(words)));
    return program;
  }

  /** Copies what the service mounts at a place, with other ports. */
  private void copy(ComposeFile.Service service, String place, Path to) throws IOException {
    String volume =
        service.volumes().stream()
            .filter(v -> v.endsWith(":" + place + ":ro"))
            .findFirst()
            .orElseThrow();
    Path from = Path.of(volume.substring(0, volume.indexOf(':')));
    if (Files.isRegularFile(from)) {
      Files.writeString(to, onFreePort(Files.readString(from)));
    } else {
      Files.writeString(
          to.resolve("config.toml"), onFreePort(Files.readString(from.resolve("config.toml"))));
    }
  }

  private String onFreePort(String text) {
    return PORT.matcher(text).replaceAll(found -> String.valueOf(free(found.group())));
  }

  private int free(String port) {
    return ports
        .computeIfAbsent(
            port,
            key -> {
              try {
                return LoneAddress.hold();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            })
        .port();
  }
}
