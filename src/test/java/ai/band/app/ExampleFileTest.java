package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.adapter.codex.config.Option;
import ai.band.adapter.codex.config.OptionLayers;
import ai.band.testkit.TlsProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code agent_config.yaml.example} as it is, and with every line of it switched on. */
class ExampleFileTest {
  private static final Path EXAMPLE = Path.of("agent_config.yaml.example");
  private static final String FURTHER = "# The further agents";

  @TempDir Path folder;

  private List<String> config(String yaml, String agent) throws IOException {
    Files.writeString(folder.resolve("agent_config.yaml"), yaml);
    var program =
        new CommandLineRun(folder)
            .with("HOME", folder.toString())
            .with("BAND_API_KEY", "some-api-key")
            .with("PLANNER_API_KEY", "some-api-key")
            .with("REVIEWER_API_KEY", "some-api-key");
    assertThat(program.run("config", "--agent", agent))
        .as(() -> String.join("\n", program.errors()))
        .isZero();
    return program.out().lines().map(String::strip).toList();
  }

  /** Takes "# " away wherever an option is commented out. */
  private static String switchedOn(List<String> lines) {
    List<String> on = new ArrayList<>();
    boolean further = false;
    for (String line : lines) {
      boolean inSection = line.startsWith("  ");
      boolean option = line.matches(" *# *(\\S+:( .*)?|Answer .*|# .*)") && (inSection || further);
      on.add(option ? line.replaceFirst("# ", "") : line);
      further |= line.startsWith(FURTHER);
    }
    return String.join("\n", on) + "\n";
  }

  private String everything() throws IOException {
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    for (String name : List.of("band_api_key", "codex_ws_token", "gh_token")) {
      Files.writeString(secrets.resolve(name), "secret-of-" + name);
    }
    Path tool = Files.createDirectories(folder.resolve("tools")).resolve("weather");
    Files.writeString(tool, "#!/bin/sh\n");
    assertThat(tool.toFile().setExecutable(true)).isTrue();
    return switchedOn(Files.readAllLines(EXAMPLE))
        .replace("  api_key: ${BAND_API_KEY}\n  api_key_file", "  api_key_file")
        .replace("/run/secrets", secrets.toString())
        .replace("/etc/ssl/own-ca.pem", certificate().toString())
        .replace("/var/log", folder.toString())
        .replace("/srv/shop", folder.resolve("shop").toString())
        .replace("/path/to/working/tree", folder.toString())
        .replace("codex app-server --listen stdio://", "codex");
  }

  private Path certificate() throws IOException {
    return TlsProxy.authority(folder);
  }

  @Test
  void it_is_valid_as_it_is() throws IOException {
    assertThat(config(Files.readString(EXAMPLE), "darter")).contains("agent darter");
  }

  @Test
  void it_is_valid_with_every_line_switched_on() throws IOException {
    String everything = everything();
    assertThat(config(everything, "darter"))
        .anyMatch(line -> line.startsWith("reasoning_effort = high"))
        .anyMatch(line -> line.startsWith("codex_env = {LANG=C.UTF-8"))
        .anyMatch(line -> line.startsWith("sandbox = workspace-write"))
        .anyMatch(line -> line.startsWith("log_file_style = json"))
        .anyMatch(line -> line.startsWith("health_port = 8089"))
        .anyMatch(line -> line.contains("git@github.com:acme/shop.git"))
        .anyMatch(line -> line.contains("lock_timeout_s = 120"))
        .noneMatch(line -> line.contains("secret-of-"));
    for (String agent : List.of("reviewer", "codex_planner")) {
      assertThat(config(everything, agent)).contains("agent " + agent);
    }
    assertThat(everything.lines().filter(line -> line.matches(" +# \\S+:.*"))).isEmpty();
  }

  @Test
  void each_key_of_the_repository_the_program_the_logs_and_of_files_is_shown() throws IOException {
    String example = Files.readString(EXAMPLE);
    List<Option<?>> options = new ArrayList<>(RepositoryOptions.all());
    options.addAll(LogOptions.all());
    options.addAll(RunOptions.IN_FILE);
    List<String> keys = new ArrayList<>(OptionLayers.keys(options));
    keys.addAll(OptionLayers.keys(SectionOptions.GENERAL));
    for (String key : keys) {
      assertThat(example).contains(" " + key + ":");
    }
  }
}
