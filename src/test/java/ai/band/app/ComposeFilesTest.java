package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.adapter.codex.config.CodexOptions;
import ai.band.adapter.codex.config.Option;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

class ComposeFilesTest {
  private static final List<String> POLICY =
      List.of("CODEX_SANDBOX", "CODEX_APPROVAL_POLICY", "CODEX_APPROVAL_MODE");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");

  static List<String> files() {
    return ComposeFile.NAMES;
  }

  @ParameterizedTest
  @MethodSource("files")
  void every_variable_is_known_to_the_program(String name) throws Exception {
    Set<String> known = known();

    for (var service : ComposeFile.read(name).services().entrySet()) {
      for (String variable : service.getValue().rawEnvironment().keySet()) {
        boolean file = variable.endsWith("_FILE") && !known.contains(variable);
        String plain = file ? variable.replaceFirst("_FILE$", "") : variable;
        assertThat(known).as(service.getKey()).contains(plain);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void every_variable_of_the_launcher_can_be_set_on_the_host(String name) throws Exception {
    for (var agent : ComposeFile.read(name).agents("hosted").values()) {
      for (String variable : LauncherVariablesTest.variables()) {
        String host =
            switch (variable) {
              case "BAND_REST_URL", "BAND_WS_URL" -> variable + "_DOCKER";
              case "CODEX_CWD",
                  "CODEX_ROLE",
                  "CODEX_SANDBOX",
                  "CODEX_APPROVAL_POLICY",
                  "CODEX_APPROVAL_MODE" ->
                  variable.replaceFirst("^CODEX_", prefix(agent));
              case "AGENT_KEY" -> prefix(agent) + variable;
              default -> variable;
            };
        boolean fixed =
            Set.of("AGENT_CONFIG", "CODEX_AGENT_KEY").contains(variable)
                || variable.equals("CODEX_ROLE") && ComposeFile.NAMES.indexOf(name) > 0;
        if (!fixed) {
          assertThat(agent.environment(Map.of(host, "given")))
              .as(variable)
              .containsEntry(variable, "given");
        }
      }
    }
  }

  @Test
  void planner_and_reviewer_take_a_custom_section_each() throws Exception {
    for (var agent : ComposeFile.read("docker-compose.plan-review.yml").agents("hosted").values()) {
      assertThat(agent.environment(Map.of(prefix(agent) + "CUSTOM_SECTION", "given")))
          .containsEntry("CODEX_CUSTOM_SECTION", "given");
    }
  }

  /** What the host's variables about this agent begin with. */
  private static String prefix(ComposeFile.Service agent) {
    var found = REFERENCE.matcher(String.valueOf(agent.rawEnvironment().get("AGENT_KEY")));
    assertThat(found.find()).isTrue();
    assertThat(found.group(1)).matches("CODEX_[A-Z]+_AGENT_KEY");
    return found.group(1).replace("AGENT_KEY", "");
  }

  @ParameterizedTest
  @MethodSource("files")
  void approvals_fire_as_shipped(String name) throws Exception {
    ComposeFile file = ComposeFile.read(name);

    for (String profile : List.of("hosted", "offline")) {
      assertThat(file.agents(profile)).isNotEmpty();
      for (var agent : file.agents(profile).entrySet()) {
        Map<String, String> environment = agent.getValue().environment(Map.of());
        assertThat(environment)
            .as(agent.getKey())
            .containsEntry("CODEX_SANDBOX", "workspace-write")
            .containsEntry("CODEX_APPROVAL_POLICY", "on-request")
            .containsEntry("CODEX_APPROVAL_MODE", "manual");
        for (String variable : POLICY) {
          assertThat(agent.getValue().rawEnvironment().get(variable))
              .matches("\\$\\{CODEX_[A-Z]+_(SANDBOX|APPROVAL_POLICY|APPROVAL_MODE):-[a-z-]+}");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void turns_may_end_before_a_container_is_killed(String name) throws Exception {
    for (var service : ComposeFile.read(name).services().values()) {
      int grace = Integer.parseInt(service.text("stop_grace_period").replace("s", ""));
      String wait = service.environment(Map.of()).getOrDefault("BAND_SHUTDOWN_TIMEOUT", "30");

      assertThat(grace).isGreaterThan(Integer.parseInt(wait));
      assertThat(service.text("restart")).isEqualTo("unless-stopped");
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void every_service_belongs_to_one_profile(String name) throws Exception {
    ComposeFile file = ComposeFile.read(name);

    assertThat(file.services().values())
        .allSatisfy(
            service -> assertThat(service.profiles()).hasSize(1).isSubsetOf("hosted", "offline"));
    assertThat(file.agents("offline")).hasSameSizeAs(file.agents("hosted"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void volumes_are_declared_and_used_and_no_two_agents_share_their_state(String name)
      throws Exception {
    ComposeFile file = ComposeFile.read(name);
    Set<String> used = new TreeSet<>();
    List<String> states = new ArrayList<>();

    for (var service : file.services().values()) {
      for (String volume : service.volumes()) {
        String source = volume.substring(0, volume.lastIndexOf(":/"));
        if (!source.contains("/") && !source.contains("$")) {
          used.add(source);
        }
        if (volume.endsWith(":/workspace/state")) {
          states.add(source);
        }
      }
    }

    assertThat(file.declaredVolumes()).containsExactlyInAnyOrderElementsOf(used);
    assertThat(states).doesNotHaveDuplicates().hasSize(2 * file.agents("hosted").size());
  }

  @ParameterizedTest
  @MethodSource("files")
  void what_belongs_to_the_host_is_mounted_read_only(String name) throws Exception {
    for (var agent : ComposeFile.read(name).agents("hosted").values()) {
      List<String> volumes = agent.volumes();

      for (String place :
          List.of(
              "/config/agent_config.yaml",
              "/run/secrets",
              "/home/codex/.codex",
              "/home/codex/.config/gh",
              "/home/codex/.ssh",
              "/home/codex/.gitconfig")) {
        assertThat(volumes).anyMatch(volume -> volume.endsWith(":" + place + ":ro"));
      }
      assertThat(volumes).anyMatch(volume -> volume.endsWith(":/workspace/repo"));
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void no_secret_is_written_into_a_hosted_service(String name) throws Exception {
    for (var agent : ComposeFile.read(name).agents("hosted").values()) {
      agent
          .rawEnvironment()
          .forEach(
              (variable, value) -> {
                if (variable.endsWith("API_KEY") || variable.endsWith("API_KEY_FILE")) {
                  assertThat(value).isEqualTo("${" + variable + ":-}");
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void the_offline_profile_needs_nothing_of_the_host(String name) throws Exception {
    ComposeFile file = ComposeFile.read(name);
    Set<String> ports = new HashSet<>();

    for (var agent : file.agents("offline").values()) {
      assertThat(agent.text("network_mode")).isEqualTo("service:local-band");
      assertThat(agent.rawEnvironment().keySet()).noneMatch(key -> key.contains("API_KEY"));
      assertThat(ports.add(agent.environment(Map.of()).getOrDefault("BAND_HEALTH_PORT", "8089")))
          .isTrue();
      for (String volume : agent.volumes()) {
        if (volume.startsWith(".")) {
          assertThat(Path.of(volume.substring(0, volume.indexOf(':')))).exists();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void the_local_band_knows_the_agents_of_the_offline_profile(String name) throws Exception {
    ComposeFile file = ComposeFile.read(name);
    Map<?, ?> sections =
        new Yaml().load(Files.readString(Path.of("deploy/offline/agent_config.yaml")));
    List<String> command = file.services().get("local-band").command();

    for (var agent : file.agents("offline").values()) {
      String key = agent.environment(Map.of()).get("AGENT_KEY");
      Map<?, ?> section = (Map<?, ?>) sections.get(key);
      String ending = "=" + section.get("api_key") + "," + section.get("agent_id");
      assertThat(command)
          .as(key)
          .anyMatch(word -> word.startsWith("--agent=") && word.endsWith(ending));
    }
  }

  @Test
  void the_example_of_the_variables_names_only_what_the_files_read() throws Exception {
    Set<String> read = new TreeSet<>(Set.of("COMPOSE_PROFILES"));
    for (String name : ComposeFile.NAMES) {
      var found = REFERENCE.matcher(Files.readString(Path.of(name)));
      while (found.find()) {
        read.add(found.group(1));
      }
    }

    var named =
        Pattern.compile("(?m)^#? {0,3}([A-Z][A-Z0-9_]+)=")
            .matcher(Files.readString(Path.of(".env.example")));
    while (named.find()) {
      assertThat(read).contains(named.group(1));
    }
  }

  /** Variables of options, and those that the configuration files refer to. */
  private static Set<String> known() throws Exception {
    List<Option<?>> options = new ArrayList<>(CodexOptions.all());
    options.addAll(SectionOptions.GENERAL);
    options.addAll(RunOptions.all());
    options.addAll(RepositoryOptions.all());
    options.addAll(ContainerOptions.all());
    options.addAll(LogOptions.all());
    Set<String> known = new TreeSet<>(Set.of("OPENAI_API_KEY"));
    options.forEach(option -> known.addAll(option.environment()));
    var found = REFERENCE.matcher(Files.readString(Path.of("agent_config.yaml.example")));
    while (found.find()) {
      known.add(found.group(1));
    }
    return known;
  }
}
