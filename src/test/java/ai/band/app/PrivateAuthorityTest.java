package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.local.LocalBand;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.testkit.FakeScript;
import ai.band.testkit.TlsProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Band behind TLS whose certificate is of an authority that only its owner knows. */
class PrivateAuthorityTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir Path folder;
  private final LocalBand band = LocalBand.start();
  private final Person alice = band.world().directory().addPerson("alice", "Alice");
  private final RegisteredAgent bot = band.world().directory().addAgent(alice, "Bot", "helps");
  private final Room room = band.world().rooms().create(alice, "Room", bot);
  private TlsProxy proxy;
  private String section;

  @BeforeEach
  void startProxy() throws Exception {
    proxy = TlsProxy.start(band.restUrl().getPort(), folder);
    assertThat(band.socketUrl().getPort()).isEqualTo(band.restUrl().getPort());
    section =
        AgentYaml.section(
                "bot",
                bot,
                "https://" + proxy.address(),
                "wss://" + proxy.address() + band.socketUrl().getPath())
            + AgentYaml.codex(FakeScript.create());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    band.close();
  }

  private void config(String more) throws IOException {
    Files.writeString(folder.resolve("agent_config.yaml"), section + more);
  }

  private void talk() {
    var asked = band.world().messages().post(room, alice, "@alice/bot hello", bot);
    await().atMost(PATIENCE).until(() -> !band.world().ledger().replies(room, asked).isEmpty());
  }

  private String errors() throws IOException {
    return Files.readString(folder.resolve("err"));
  }

  @Test
  void without_the_authority_the_program_ends_at_once_and_tells_of_the_certificate()
      throws Exception {
    config("");
    Process process = AgentYaml.program(folder, List.of(), "run").start();
    try {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(errors()).isEqualTo(1);
      assertThat(errors().lines().filter(line -> line.startsWith("band-codex: ")))
          .singleElement()
          .asString()
          .contains("the certificate of Band is not trusted", "PKIX", "ca_file", "BAND_CA_FILE");
      assertThat(errors()).doesNotContain("\tat ").doesNotContain("Trying again");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void a_socket_alone_that_is_not_trusted_is_told_as_well() throws Exception {
    var program = new CommandLineRun(folder);
    section = section.replace("https://" + proxy.address(), band.restUrl().toString());
    config("");
    assertThat(program.run("run")).isEqualTo(1);
    assertThat(program.errors())
        .singleElement()
        .asString()
        .contains("The certificate of Band's socket is not trusted", "ca_file");
  }

  @Test
  void with_a_trust_store_for_the_whole_of_java_the_agent_answers() throws Exception {
    config("");
    Path store = folder.resolve("ca.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process imported =
        new ProcessBuilder(
                (keytool + " -importcert -file ca.pem -keystore ca.p12 -storepass changeit")
                    .concat(" -noprompt")
                    .split(" "))
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(imported.waitFor()).isZero();
    Process process =
        AgentYaml.program(
                folder,
                List.of(
                    "-Djavax.net.ssl.trustStore=" + store,
                    "-Djavax.net.ssl.trustStorePassword=changeit"),
                "run")
            .start();
    try {
      await().atMost(PATIENCE).until(() -> band.sockets().connected(bot) || !process.isAlive());
      assertThat(process.isAlive()).as(errors()).isTrue();
      talk();
      process.destroy();
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private void answersWith(CommandLineRun program) throws Exception {
    var code = new CompletableFuture<Integer>();
    Thread.ofVirtual().start(() -> code.complete(program.run("run")));
    await().atMost(PATIENCE).until(() -> band.sockets().connected(bot) || code.isDone());
    assertThat(code).as(() -> String.valueOf(program.errors())).isNotDone();
    talk();
    program.stop();
    assertThat(code.get(60, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void with_the_certificate_named_in_the_file_the_agent_answers() throws Exception {
    config("  ca_file: ca.pem\n");
    answersWith(new CommandLineRun(folder));
  }

  @Test
  void with_the_certificate_named_by_a_variable_the_agent_answers_and_the_doctor_agrees()
      throws Exception {
    config("");
    answersWith(new CommandLineRun(folder).with("BAND_CA_FILE", "ca.pem"));
    var doctor = new CommandLineRun(folder).with("BAND_CA_FILE", "ca.pem");
    doctor.run("doctor");
    assertThat(doctor.out()).contains("the key is that of Bot", "connected to wss://");
    var without = new CommandLineRun(folder);
    without.run("doctor");
    assertThat(without.out()).contains("the certificate of Band is not trusted");
  }

  @Test
  void the_name_of_the_host_is_checked_with_the_authority_named_as_well() throws Exception {
    section = section.replace("://127.0.0.1:", "://localhost:");
    config("  ca_file: ca.pem\n");
    var doctor = new CommandLineRun(folder);
    doctor.run("doctor");
    assertThat(doctor.out())
        .contains("not verified", "matching localhost")
        .doesNotContain("the key is that of Bot", "connected to wss://");
  }

  @Test
  void a_file_that_holds_no_certificate_stops_the_start() throws Exception {
    config("  ca_file: own.pem\n");
    for (String content : new String[] {null, "", "no certificate\n"}) {
      if (content != null) {
        Files.writeString(folder.resolve("own.pem"), content);
      }
      var program = new CommandLineRun(folder);
      assertThat(program.run("run")).isEqualTo(2);
      assertThat(program.errors())
          .singleElement()
          .asString()
          .contains("bot.ca_file: \"own.pem\" cannot be used", "BEGIN CERTIFICATE");
    }
  }
}
