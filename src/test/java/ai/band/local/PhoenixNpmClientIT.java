package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.world.RegisteredAgent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The server as the reference Phoenix client of npm sees it. Needs Node.js. */
class PhoenixNpmClientIT {
  private static final Path FOLDER = Path.of("target", "phoenix-client").toAbsolutePath();
  private static final long PATIENCE_SECONDS = 60;

  /** A heartbeat that is not answered before the next one ends the connection. */
  private static final Duration CALM = Duration.ofMinutes(5);

  private static final Duration QUICK = Duration.ofMillis(150);

  private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
  private Stage stage;
  private Process node;
  private Writer commands;

  @BeforeAll
  static void install() throws Exception {
    Path source = Path.of("src", "test", "resources", "phoenix-client");
    Files.createDirectories(FOLDER);
    for (String file : List.of("package.json", "package-lock.json", "client.cjs")) {
      Files.copy(source.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    Process npm =
        new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(FOLDER.resolve("npm.log").toFile())
            .start();
    assertThat(npm.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(npm.exitValue()).as(Files.readString(FOLDER.resolve("npm.log"))).isZero();
  }

  @BeforeEach
  void start() {
    stage = new Stage();
  }

  private void connect() throws IOException {
    connect(stage.planner, CALM);
  }

  private void connect(RegisteredAgent agent, Duration heartbeat) throws IOException {
    String endPoint = "ws://127.0.0.1:" + stage.band.port() + "/api/v1/socket";
    String params =
        "{\"api_key\":\"%s\",\"agent_id\":\"%s\"}".formatted(agent.apiKey(), agent.id());
    node =
        new ProcessBuilder(
                "node", "client.cjs", endPoint, params, String.valueOf(heartbeat.toMillis()))
            .directory(FOLDER.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    commands = node.outputWriter();
    Thread.ofVirtual().name("npm-client-output").start(this::read);
    tell("{'do':'connect'}");
  }

  private void read() {
    try (BufferedReader lines = node.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        events.add(JsonMapper.shared().readTree(line));
      }
    } catch (IOException e) {
      // the process has ended; a test that still waits fails by its deadline
    }
  }

  @AfterEach
  void stop() throws Exception {
    commands.close();
    if (!node.waitFor(10, TimeUnit.SECONDS)) {
      node.destroyForcibly();
    }
    stage.close();
  }

  private void tell(String command) throws IOException {
    commands.write(command.replace('\'', '"') + "\n");
    commands.flush();
  }

  private void join(String topic) throws IOException {
    tell("{'do':'join','topic':'" + topic + "'}");
  }

  /** The next event of that kind; others, such as heartbeats, are passed over. */
  private JsonNode await(String event) throws InterruptedException {
    return await(event, any -> true);
  }

  private JsonNode await(String event, Predicate<JsonNode> fits) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      JsonNode next = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      assertThat(next).as("the event %s within %s s", event, PATIENCE_SECONDS).isNotNull();
      if (next != null && next.path("event").stringValue().equals(event) && fits.test(next)) {
        return next;
      }
    }
  }

  @Test
  void it_joins_hears_and_leaves() throws Exception {
    connect();
    String topic = "chat_room:" + stage.room.id();
    await("open");
    join(topic);
    assertThat(await("joined").path("topic").stringValue()).isEqualTo(topic);

    stage.asks("hello there");

    JsonNode push = await("push");
    assertThat(push.path("name").stringValue()).isEqualTo("message_created");
    assertThat(push.at("/payload/content").stringValue()).endsWith("hello there");
    tell("{'do':'leave','topic':'" + topic + "'}");
    await("channel-closed");
    await("left");
    // phoenix.js reports the end of a channel by itself, perhaps before the server has read of it.
    Awaitility.await()
        .untilAsserted(() -> assertThat(stage.band.sockets().topics(stage.planner)).isEmpty());
  }

  @Test
  void a_foreign_topic_is_refused_with_a_reason() throws Exception {
    connect();
    join("agent_rooms:" + stage.weather.id());
    assertThat(await("refused").path("reason").stringValue()).isEqualTo("unauthorized");
  }

  @Test
  void an_unknown_topic_is_refused_with_a_reason() throws Exception {
    connect();
    join("nothing:1");
    assertThat(await("refused").path("reason").stringValue()).isEqualTo("unmatched topic");
  }

  @Test
  void heartbeats_are_answered() throws Exception {
    connect(stage.planner, QUICK);
    JsonNode answer = await("heartbeat");
    assertThat(answer.path("status").stringValue()).isEqualTo("ok");
    assertThat(answer.path("joinRef").isNull()).isTrue();
  }

  @Test
  void a_missing_heartbeat_makes_it_connect_again() throws Exception {
    connect(stage.planner, QUICK);
    await("heartbeat");
    stage.band.faults().answerHeartbeats(false);
    await("closed");
    stage.band.faults().answerHeartbeats(true);
    await("open");
  }

  @Test
  void after_a_drop_it_connects_joins_and_hears_again() throws Exception {
    connect();
    String topic = "agent_rooms:" + stage.planner.id();
    join(topic);
    await("joined");

    stage.band.sockets().drop(stage.planner, null);

    assertThat(await("closed").path("code").intValue()).isEqualTo(1006);
    await("open");
    await("joined");
    stage.world.rooms().create(stage.alice, "Another", stage.planner);
    assertThat(await("push").path("name").stringValue()).isEqualTo("room_added");
  }

  @Test
  void after_a_restart_of_the_server_it_comes_back() throws Exception {
    connect();
    join("agent_rooms:" + stage.planner.id());
    await("joined");

    stage.band.goDown();
    assertThat(await("closed").path("code").intValue()).isEqualTo(1012);
    stage.band.comeBack();

    await("joined");
  }

  @Test
  void a_crashed_channel_is_joined_again() throws Exception {
    connect();
    String topic = "agent_rooms:" + stage.planner.id();
    join(topic);
    await("joined");

    stage.band.sockets().crashChannel(topic);

    await("channel-error");
    await("joined");
    assertThat(stage.band.sockets().topics(stage.planner)).containsExactly(topic);
  }

  @Test
  void a_channel_that_the_server_closes_stays_closed() throws Exception {
    connect();
    String topic = "agent_rooms:" + stage.planner.id();
    join(topic);
    await("joined");

    stage.band.sockets().closeChannel(topic);

    await("channel-closed");
    tell("{'do':'wait','millis':300}");
    await("waited");
    assertThat(stage.band.sockets().topics(stage.planner)).isEmpty();
  }

  @Test
  void a_wrong_key_is_refused_before_a_socket_opens() throws Exception {
    connect();
    try (var elsewhere = new Stage()) {
      await("open");
      commands.close();
      assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();

      connect(elsewhere.planner, CALM);

      assertThat(await("failed").path("message").stringValue()).contains("403");
    }
  }
}
