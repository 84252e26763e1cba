package ai.band.app;

import static ai.band.local.fault.Occasion.ONCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.Agent;
import ai.band.api.AgentConfig;
import ai.band.local.LocalBand;
import ai.band.local.fault.JoinFault;
import ai.band.local.world.RegisteredAgent;
import ai.band.platform.BandLinkOptions;
import ai.band.testkit.FakeScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own: signals, exit codes, what it leaves behind. */
class ProgramProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
  }

  private Process start(String... arguments) throws IOException {
    Process process = AgentYaml.program(folder, List.of(), arguments).start();
    started.add(process);
    return process;
  }

  private String read(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  private int codeOf(Process process) throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static Agent silentAgent(LocalBand band, RegisteredAgent agent) {
    return Agent.builder()
        .adapter(new SilentAdapter())
        .agentId(agent.id())
        .apiKey(agent.apiKey())
        .restUrl(band.restUrl().toString())
        .wsUrl(band.socketUrl().toString())
        .onConflict(BandLinkOptions.OnConflict.SUPERSEDE)
        .config(AgentConfig.defaults().withSingleInstance(false))
        .build();
  }

  private RegisteredAgent configure(LocalBand band) throws IOException {
    return configure(band, FakeScript.create());
  }

  private RegisteredAgent configure(LocalBand band, FakeScript script) throws IOException {
    var directory = band.world().directory();
    var agent = directory.addAgent(directory.addPerson("alice", "Alice"), "Bot", "helps");
    Files.writeString(
        folder.resolve("agent_config.yaml"),
        AgentYaml.section("bot", agent, band.restUrl(), band.socketUrl())
            + AgentYaml.codex(script));
    return agent;
  }

  @Test
  void sigterm_stops_a_running_agent_with_0_and_ends_its_codex() throws Exception {
    try (LocalBand band = LocalBand.start()) {
      var agent = configure(band);
      Process process = start("run");
      await().atMost(PATIENCE).until(() -> band.sockets().connected(agent) || !process.isAlive());
      List<ProcessHandle> children = process.descendants().toList();
      assertThat(children).as(() -> error()).isNotEmpty();

      process.destroy();

      assertThat(codeOf(process)).as(() -> error()).isZero();
      // The system and the server hear of an end a moment after it.
      await().atMost(PATIENCE).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
      await().atMost(PATIENCE).until(() -> !band.sockets().connected(agent));
      assertThat(read("err")).doesNotContain(agent.apiKey()).doesNotContain("Exception");
    }
  }

  @Test
  void another_connection_of_the_same_agent_ends_it_with_3() throws Exception {
    try (LocalBand band = LocalBand.start()) {
      var agent = configure(band);
      Process first = start("run", "--no-single-instance");
      // Whoever does not listen there yet is displaced without a word, and comes back.
      String control = "agent_control:" + agent.id();
      await()
          .atMost(PATIENCE)
          .until(() -> band.sockets().topics(agent).contains(control) || !first.isAlive());

      try (var second = silentAgent(band, agent)) {
        second.start();
        assertThat(codeOf(first)).as(() -> error()).isEqualTo(3);
        assertThat(read("err")).contains("session.already_connected", "took over");
      }
    }
  }

  @Test
  void another_connection_during_the_start_ends_it_with_3_too() throws Exception {
    try (LocalBand band = LocalBand.start()) {
      var agent = configure(band);
      // The start stands still where it joins its second topic.
      band.faults().add(new JoinFault("agent_rooms:", new JoinFault.Effect.Ignore(), ONCE));
      Process first = start("run", "--no-single-instance");
      await().atMost(PATIENCE).until(() -> band.faults().struck() > 0 || !first.isAlive());

      try (var second = silentAgent(band, agent)) {
        second.start();
        assertThat(codeOf(first)).as(() -> error()).isEqualTo(3);
        assertThat(read("err")).contains("session.already_connected", "took over");
      }
    }
  }

  @Test
  void a_start_that_stands_back_for_another_connection_says_so() throws Exception {
    try (LocalBand band = LocalBand.start()) {
      var agent = configure(band);
      try (var other = silentAgent(band, agent)) {
        other.start();

        Process process = start("run", "--no-single-instance", "--on-conflict", "reject");

        assertThat(codeOf(process)).as(() -> error()).isEqualTo(1);
        assertThat(read("err")).contains("HTTP 409", "Another process is connected");
        assertThat(band.sockets().connected(agent)).isTrue();
      }
    }
  }

  @Test
  void sigterm_does_not_wait_for_a_person_who_may_never_come() throws Exception {
    try (LocalBand band = LocalBand.start()) {
      var agent =
          configure(
              band, FakeScript.create().otherwise(FakeScript.run("make").put("approve", true)));
      var alice = agent.owner();
      var room = band.world().rooms().create(alice, "Release", agent);
      Process process = start("run", "--shutdown-timeout", "3600");
      await().atMost(PATIENCE).until(() -> band.sockets().connected(agent) || !process.isAlive());
      band.world().messages().post(room, alice, "@alice/bot build it", agent);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  band.world().ledger().texts(room).stream()
                      .anyMatch(text -> text.content().contains("/approve")));

      process.destroy();

      // In time although an hour was granted; the message is left for the next start.
      assertThat(codeOf(process)).as(() -> error()).isZero();
      assertThat(band.world().deliveries().next(room, agent)).isNotNull();
    }
  }

  @Test
  void sigterm_stops_local_with_0_and_it_told_how_to_reach_it() throws Exception {
    Process process = start("local", "--port", "0", "--offline-model", "--codex-home", "home");
    await().atMost(PATIENCE).until(() -> read("out").contains("wrote ") || !process.isAlive());

    process.destroy();

    assertThat(codeOf(process)).as(() -> error()).isZero();
    assertThat(read("out")).contains("ws://127.0.0.1:", "agent_id: ", "model   http://");
    assertThat(folder.resolve("home/config.toml")).exists();
  }

  @Test
  void a_failure_is_one_line_without_a_stack_trace_unless_asked_for() throws Exception {
    assertThat(codeOf(start("run"))).isEqualTo(2);
    assertThat(read("err").lines()).hasSize(1);
    assertThat(codeOf(start("run", "--debug"))).isEqualTo(2);
    assertThat(read("err")).contains("\tat ai.band.app.");
  }

  private String error() {
    try {
      return read("err");
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Holds a connection and does nothing. */
  private static final class SilentAdapter implements ai.band.api.AgentAdapter {
    @Override
    public void onStarted(ai.band.api.AgentStart start) {}

    @Override
    public ai.band.api.MessageOutcome onMessage(ai.band.api.AdapterInput input) {
      return ai.band.api.MessageOutcome.processed();
    }

    @Override
    public void close(@org.jspecify.annotations.Nullable Duration timeout) {}
  }
}
