package ai.band.app;

import ai.band.local.world.RegisteredAgent;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Sections of a configuration file for tests, and the program as a process that reads it. */
final class AgentYaml {
  private AgentYaml() {}

  /** The class path of the tests; its entries may be relative to the folder of the test run. */
  static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Identity and addresses of an agent. */
  static String section(String key, RegisteredAgent agent, Object restUrl, Object wsUrl) {
    return """
    %s:
      agent_id: %s
      api_key: %s
      rest_url: %s
      ws_url: %s
    """
        .formatted(key, agent.id(), agent.apiKey(), restUrl, wsUrl);
  }

  /** Lines of a section that start the fake Codex, from any folder. */
  static String codex(FakeScript script) {
    String command =
        FakeAppServer.command().stream()
            .map(w -> w.equals(System.getProperty("java.class.path")) ? classPath() : w)
            .map(AgentYaml::quoted)
            .collect(Collectors.joining(", "));
    return "  codex_command: [%s]\n  codex_env: {%s: %s}\n"
        .formatted(command, FakeAppServer.SCRIPT, quoted(script.toJson()));
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** The program with its output in the files {@code out} and {@code err} of a folder. */
  static ProcessBuilder program(Path folder, List<String> javaOptions, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(javaOptions);
    command.addAll(List.of("-cp", classPath(), Main.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile());
  }
}
