package ai.band.app;

import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.api.AdapterFeatures;
import ai.band.api.Emit;
import ai.band.app.container.SandboxProbe;
import ai.band.codex.CodexException;
import ai.band.local.LocalBand;
import ai.band.local.OfflineCodexConfig;
import ai.band.local.OfflineModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole Band on this machine: a local server, a person, a room, and an agent that works with a
 * real Codex process in a fresh workspace. Everything ends when it is closed.
 */
final class Demo implements AutoCloseable {
  /**
   * What to run.
   *
   * @param folder where files go; removed at the end
   * @param codexCommand starts the Codex app-server
   * @param offline whether the model is a stand-in; otherwise Codex uses its own settings and login
   * @param keep leaves the folder where it is
   * @param inContainer where Codex's own sandbox does not start, the container is the sandbox
   */
  record Setting(
      Path folder, List<String> codexCommand, boolean offline, boolean keep, boolean inContainer) {}

  private static final Logger log = LoggerFactory.getLogger(Demo.class);

  /** A turn that waits for an approval would otherwise hold up the end. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Setting setting;
  private final LocalBand band;
  private final DemoWorkspace workspace;
  private final DemoRoom room;
  private final String personId;
  private final String personKey;

  private Demo(Setting setting, Consumer<String> progress)
      throws IOException, InterruptedException {
    this.setting = setting;
    boolean complete = false;
    try {
      Files.createDirectories(setting.folder());
      opened.push(this::removeFolder);
      workspace = DemoWorkspace.create(setting.folder().resolve("workspace"), progress);
      band = open(LocalBand.start());
      var directory = band.world().directory();
      var person = directory.addPerson("alice", "Alice");
      var agent = directory.addAgent(person, "Codex", "A coding agent that works on this machine.");
      var chat = band.world().rooms().create(person, "Demo", agent);
      personId = person.id();
      personKey = person.apiKey();
      room = open(new DemoRoom(band.restUrl().toString(), chat.id(), personKey, agent.id()));
      var running =
          Agent.builder()
              .adapter(adapter(progress))
              .agentId(agent.id())
              .apiKey(agent.apiKey())
              .restUrl(band.restUrl().toString())
              .wsUrl(band.socketUrl().toString())
              .build();
      opened.push(() -> running.stop(STOP_LIMIT));
      running.start();
      complete = true;
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  /**
   * Starts everything.
   *
   * @param progress takes lines about what is unusual
   */
  static Demo start(Setting setting, Consumer<String> progress)
      throws IOException, InterruptedException {
    return new Demo(setting, progress);
  }

  DemoRoom room() {
    return room;
  }

  DemoWorkspace workspace() {
    return workspace;
  }

  /** The person who writes in the room. */
  String personId() {
    return personId;
  }

  /** Where everything is, for people who want to look with other tools. */
  List<String> addresses() {
    return List.of(
        "Band       " + band.restUrl() + "  (socket " + band.socketUrl() + ")",
        "Room       " + room.address(),
        "Person     Alice, X-API-Key: " + personKey,
        "Workspace  "
            + workspace.folder()
            + (setting.keep() ? "" : "  (removed at the end; --keep keeps it)"),
        "Codex      "
            + String.join(" ", setting.codexCommand())
            + (setting.offline() ? "  (offline model)" : "  (your own settings and login)"));
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        log.warn("The demo could not close everything: {}", e.toString());
      }
    }
  }

  private CodexAdapter adapter(Consumer<String> progress) throws IOException {
    var builder =
        CodexAdapterConfig.builder()
            .codexCommand(setting.codexCommand())
            .cwd(workspace.folder().toString())
            .approvalPolicy("on-request")
            .sandbox("workspace-write");
    if (setting.offline()) {
      builder.model(OfflineCodexConfig.MODEL).codexEnv(offlineEnvironment());
    }
    CodexAdapterConfig config = builder.build();
    if (setting.inContainer() && !sandboxStarts(config, progress)) {
      config = builder.sandbox("external-sandbox").build();
    }
    return CodexAdapter.builder()
        .config(config)
        .features(AdapterFeatures.emitting(Emit.EXECUTION, Emit.THOUGHTS, Emit.TASK_EVENTS))
        .build();
  }

  private static boolean sandboxStarts(CodexAdapterConfig config, Consumer<String> progress) {
    try {
      String failure = new SandboxProbe(config).failure();
      if (failure == null) {
        return true;
      }
      progress.accept(
          "Codex's sandbox does not start here ("
              + failure
              + "). For this demo the container is the sandbox: external-sandbox.");
      return false;
    } catch (CodexException e) {
      log.debug("Codex's sandbox could not be tried", e);
      return true;
    }
  }

  /** A home of its own for Codex, so that nothing of the user is read or changed. */
  private Map<String, String> offlineEnvironment() throws IOException {
    var model = open(OfflineModel.start(0));
    var home = Files.createDirectories(setting.folder().resolve("home"));
    var codexHome =
        model
            .codexConfig()
            .withSandbox("workspace-write")
            .withFeature("default_mode_request_user_input")
            .withFeature("request_permissions_tool")
            .writeTo(setting.folder().resolve("codex-home"));
    return Map.of("CODEX_HOME", codexHome.toString(), "HOME", home.toString());
  }

  private <T extends AutoCloseable> T open(T resource) {
    opened.push(resource);
    return resource;
  }

  private void removeFolder() throws IOException {
    if (!setting.keep()) {
      FileTree.delete(setting.folder());
    }
  }
}
