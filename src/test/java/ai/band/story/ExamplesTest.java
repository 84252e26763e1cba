package ai.band.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.local.LocalBand;
import ai.band.local.world.Entry;
import ai.band.local.world.Identity;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each file of examples/ compiles and does what it says, as a program of its own. */
class ExamplesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int MESSAGES_OF_THE_CHASE = 24;

  @TempDir static Path classes;
  @TempDir Path folder;
  private final LocalBand band = LocalBand.start();
  private final Person alice = band.world().directory().addPerson("alice", "Alice");
  private final List<Process> started = new ArrayList<>();
  private FakeScript script = FakeScript.create();

  @BeforeAll
  static void all_examples_compile() throws IOException {
    try (Stream<Path> found = Files.list(Path.of("examples"))) {
      List<File> sources =
          found.filter(file -> file.toString().endsWith(".java")).map(Path::toFile).toList();
      assertThat(sources).hasSize(7);
      var output = new StringWriter();
      var compiler = ToolProvider.getSystemJavaCompiler();
      try (var files = compiler.getStandardFileManager(null, null, null)) {
        var options =
            List.of("-proc:none", "--release", "21", "-cp", classPath(), "-d", classes.toString());
        var task =
            compiler.getTask(
                output, files, null, options, null, files.getJavaFileObjectsFromFiles(sources));
        assertThat(task.call()).as(output.toString()).isTrue();
      }
    }
  }

  @BeforeEach
  void no_configuration_yet() throws IOException {
    Files.writeString(folder.resolve("agent_config.yaml"), "");
  }

  @AfterEach
  void end_everything() {
    started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
    started.forEach(Process::destroyForcibly);
    band.close();
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private RegisteredAgent agent(String section, String name) throws IOException {
    RegisteredAgent agent = band.world().directory().addAgent(alice, name, "An example");
    Path file = folder.resolve("agent_config.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            + """
            %s:
              agent_id: %s
              api_key: %s
              rest_url: %s
              ws_url: %s
            """
                .formatted(section, agent.id(), agent.apiKey(), band.restUrl(), band.socketUrl()));
    return agent;
  }

  /** Starts an example and waits until its agents are there. */
  private Process start(String example, RegisteredAgent... agents) throws IOException {
    Process process = launch(example);
    for (RegisteredAgent agent : agents) {
      await().atMost(PATIENCE).until(() -> band.sockets().connected(agent) || !process.isAlive());
      assertThat(process.isAlive()).as(() -> output()).isTrue();
    }
    return process;
  }

  private Process launch(String example, String... arguments) throws IOException {
    Path codex = folder.resolve("codex");
    String command =
        FakeAppServer.command().stream()
            .map(w -> w.equals(System.getProperty("java.class.path")) ? classPath() : w)
            .map(w -> "'" + w + "'")
            .collect(Collectors.joining(" "));
    Files.writeString(codex, "#!/bin/sh\nexec " + command + "\n");
    Files.setPosixFilePermissions(codex, PosixFilePermissions.fromString("rwx------"));
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes + File.pathSeparator + classPath(),
                example));
    words.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("CODEX"));
    builder.environment().put("CODEX_COMMAND", codex.toString());
    builder.environment().put("HOME", folder.toString());
    builder.environment().put(FakeAppServer.SCRIPT, script.toJson());
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private String output() {
    try {
      return Files.readString(folder.resolve("out"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private String replyTo(Room room, Entry asked) {
    await().atMost(PATIENCE).until(() -> !band.world().ledger().replies(room, asked).isEmpty());
    return band.world().ledger().replies(room, asked).getFirst().content();
  }

  private Entry say(Room room, Identity who, String text, Identity... mentioned) {
    return band.world().messages().post(room, who, text, mentioned);
  }

  private int exitCode(Process process) throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(output()).isTrue();
    return process.exitValue();
  }

  @Test
  void the_basic_agent_answers_and_ends_by_a_signal() throws Exception {
    RegisteredAgent darter = agent("darter", "Darter");
    Room room = band.world().rooms().create(alice, "Pond", darter);
    Process process = start("BasicAgent", darter);

    Entry asked = say(room, alice, "@alice/darter hello", darter);

    assertThat(replyTo(room, asked)).contains("You said").contains("hello");
    process.destroy();
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    await().atMost(PATIENCE).until(() -> !band.sockets().connected(darter));
  }

  @Test
  void the_weather_comes_from_the_tool() throws Exception {
    script =
        FakeScript.create()
            .when(
                "Cairo",
                FakeScript.call("weather", Map.of("city", "Cairo", "days", 2)),
                FakeScript.say("{input}"));
    RegisteredAgent weather = agent("weather", "Weather");
    Room room = band.world().rooms().create(alice, "Sky", weather);
    start("WeatherAgent", weather);

    Entry asked = say(room, alice, "@alice/weather how will Cairo be?", weather);

    assertThat(replyTo(room, asked)).contains("\"sky\":\"sun\"").contains("\"days\":2");
  }

  @Test
  void tools_take_defaults_and_nested_arguments_and_answer_later() throws Exception {
    script =
        FakeScript.create()
            .when(
                "ticket",
                FakeScript.call(
                    "write_ticket",
                    Map.of("title", "Printer burns", "contact", Map.of("name", "Bo"))),
                FakeScript.call("list_tickets", Map.of()),
                FakeScript.say("{input}"))
            .when(
                "archive",
                FakeScript.call("archive", Map.of("question", "dragons")),
                FakeScript.say("{input}"));
    RegisteredAgent helpdesk = agent("helpdesk", "Helpdesk");
    Room room = band.world().rooms().create(alice, "Support", helpdesk);
    start("CustomTools", helpdesk);

    Entry ticket = say(room, alice, "@alice/helpdesk write a ticket", helpdesk);
    Entry archive = say(room, alice, "@alice/helpdesk ask the archive", helpdesk);

    assertThat(replyTo(room, ticket))
        .contains("\"title\":\"Printer burns\"")
        .contains("\"priority\":\"NORMAL\"")
        .contains("\"labels\":[]");
    assertThat(replyTo(room, archive)).contains("knows nothing about dragons");
  }

  @Test
  void the_chase_ends_by_itself() throws Exception {
    script =
        FakeScript.create()
            .when("[Tom]", mention("No, @alice/tom", "@alice/tom"))
            .otherwise(mention("Come out, @alice/jerry", "@alice/jerry"));
    RegisteredAgent tom = agent("tom_agent", "Tom");
    RegisteredAgent jerry = agent("jerry_agent", "Jerry");
    Room room = band.world().rooms().create(alice, "House", tom, jerry);
    Process process = start("TomAndJerry", tom, jerry);
    await().atMost(PATIENCE).until(() -> output().contains("are ready"));

    say(room, alice, "@alice/tom catch Jerry", tom);

    assertThat(exitCode(process)).as(output()).isZero();
    assertThat(output()).contains("The chase is over");
    int said = band.world().ledger().by(room, tom).stream().filter(Entry::isText).toList().size();
    int answered =
        band.world().ledger().by(room, jerry).stream().filter(Entry::isText).toList().size();
    assertThat(said).isGreaterThan(5);
    assertThat(answered).isGreaterThan(5);
    assertThat(said + answered).isLessThanOrEqualTo(MESSAGES_OF_THE_CHASE);
  }

  private static tools.jackson.databind.node.ObjectNode mention(String text, String handle) {
    return FakeScript.call(
        "band_send_message", Map.of("content", text, "mentions", List.of(handle)));
  }

  @Test
  void the_planner_asks_the_reviewer_and_answers_the_person() throws Exception {
    script =
        FakeScript.create()
            .when("review this", FakeScript.say("approved"))
            .when("approved", mention("Final plan: 1. do it", "@alice"))
            .otherwise(mention("@alice/reviewer review this: 1. do it", "@alice/reviewer"));
    RegisteredAgent planner = agent("planner", "Planner");
    RegisteredAgent reviewer = agent("reviewer", "Reviewer");
    Room room = band.world().rooms().create(alice, "Plans", planner, reviewer);
    start("PlannerAndReviewer", planner, reviewer);

    say(room, alice, "@alice/planner plan it", planner);

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                band.world().ledger().by(room, planner).stream()
                    .anyMatch(entry -> entry.content().contains("Final plan")));
    assertThat(band.world().ledger().by(room, reviewer))
        .anyMatch(entry -> entry.isText() && entry.content().contains("approved"));
  }

  @Test
  void the_room_approves_but_not_whoever_asked() throws Exception {
    script =
        FakeScript.create()
            .otherwise(
                FakeScript.run("make world").put("approve", true), FakeScript.say("it is made"));
    RegisteredAgent careful = agent("careful", "Careful");
    Person bob = band.world().directory().addPerson("bob", "Bob");
    Room room = band.world().rooms().create(alice, "Lab", bob, careful);
    start("ApprovalsInTheRoom", careful);

    Entry asked = say(room, alice, "@alice/careful make the world", careful);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                band.world().ledger().by(room, careful).stream()
                    .anyMatch(entry -> entry.isText() && entry.content().contains("make world")));
    Entry own = say(room, alice, "@alice/careful /approve req-0", careful);
    assertThat(replyTo(room, own)).contains("may not");
    say(room, bob, "@alice/careful /approve req-0", careful);

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                band.world().ledger().replies(room, asked).stream()
                    .anyMatch(entry -> entry.content().contains("it is made")));
  }

  @Test
  void codex_can_be_embedded_without_band() throws Exception {
    script =
        FakeScript.create()
            .when("list", FakeScript.run("ls").put("output", "a.txt"), FakeScript.say("one file"))
            .otherwise(FakeScript.say("You said: {input}"));

    Process process = launch("EmbeddedCodex", "list the files", "good bye");

    assertThat(exitCode(process)).as(output()).isZero();
    assertThat(output())
        .contains("> list the files", "$ ", "ls", "one file", "You said: good bye", "COMPLETED");
  }
}
