package ai.band.app;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.platform.SecretMask;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What {@code band-codex run} settles on, without running: file, environment, command line. */
public final class SettledByProgram {
  private static final JsonMapper JSON = JsonMapper.shared();

  private SettledByProgram() {}

  /**
   * Writes the file and reads it as the program does.
   *
   * @param section keys of the agent's section besides its identity
   */
  public static CodexAdapterConfig settle(
      Path folder, Map<String, ?> section, Map<String, String> environment, String... flags)
      throws IOException {
    Map<String, Object> all = new LinkedHashMap<>(section);
    all.put("agent_id", "some-agent");
    all.put("api_key", "some-api-key");
    String yaml = JSON.writeValueAsString(Map.of("bot", all)); // JSON is YAML, too
    Files.writeString(folder.resolve("agent_config.yaml"), yaml);
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Program program =
        new Program(
            nowhere,
            nowhere,
            InputStream.nullInputStream(),
            environment,
            folder,
            new SecretMask(),
            new StopRequest(),
            null);
    var parsed = FlagParser.parse(new RunCommand().flags(), List.of(flags));
    AgentSelection selection = AgentSelection.of(parsed, program);
    return selection.settle(selection.sections().getFirst()).codex();
  }
}
