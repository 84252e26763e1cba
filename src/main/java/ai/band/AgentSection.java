package ai.band;

import ai.band.api.BandConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One agent's section of a configuration file.
 *
 * @param file where it was read
 * @param name the key of the section; null for a file that is one section
 * @param values what stands there, as YAML gives it
 */
public record AgentSection(Path file, @Nullable String name, Map<String, @Nullable Object> values) {
  /** File that is read when none is named. */
  public static final Path DEFAULT_FILE = Path.of("agent_config.yaml");

  /** Copies the values; those that are null stay. */
  public AgentSection {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Reads a whole file.
   *
   * @throws BandConfigException when it is missing, unreadable, no YAML, or no map
   */
  public static Map<String, @Nullable Object> readFile(Path file) {
    Object content = ConfigYaml.read(file);
    if (!(content instanceof Map<?, ?> map)) {
      throw new BandConfigException(
          file.toAbsolutePath()
              + (content == null ? ": the file is empty." : ": the top level is not a map.")
              + " Copy agent_config.yaml.example there and fill it in.");
    }
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    map.forEach((key, value) -> values.put(String.valueOf(key), value));
    return values;
  }

  /**
   * Reads the section of one agent: the top-level key of that name, or the whole file when it has
   * no such key but a top-level {@code agent_id}.
   *
   * @throws BandConfigException when the file cannot be used or has no such section
   */
  public static AgentSection read(Path file, String name) {
    Map<String, @Nullable Object> content = readFile(file);
    if (content.get(name) instanceof Map<?, ?> section && !section.isEmpty()) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      section.forEach((key, value) -> values.put(String.valueOf(key), value));
      return new AgentSection(file, name, values);
    }
    if (!content.containsKey(name) && content.containsKey("agent_id")) {
      return new AgentSection(file, null, content);
    }
    throw new BandConfigException(
        file.toAbsolutePath() + ": there is no agent '" + name + "'. " + known(content));
  }

  /** The keys of a file that hold agents. */
  public static List<String> names(Map<String, @Nullable Object> content) {
    return content.entrySet().stream()
        .filter(entry -> entry.getValue() instanceof Map<?, ?> map && map.containsKey("agent_id"))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String known(Map<String, @Nullable Object> content) {
    List<String> names = names(content);
    return names.isEmpty()
        ? "Add a section of that name with agent_id and api_key."
        : "The file has: " + String.join(", ", names) + ".";
  }

  /** The agent's id. */
  public String agentId() {
    return required("agent_id");
  }

  /** The agent's platform key. */
  public String apiKey() {
    return required("api_key");
  }

  /** Address of the platform's socket, when the section has one. */
  public @Nullable String wsUrl() {
    return text("ws_url");
  }

  /** Address of the platform's REST API, when the section has one. */
  public @Nullable String restUrl() {
    return text("rest_url");
  }

  /** A field that every agent needs; the error names all that are missing. */
  private String required(String key) {
    List<String> missing = new ArrayList<>();
    for (String needed : List.of("agent_id", "api_key")) {
      if (text(needed) == null) {
        missing.add(needed);
      }
    }
    String value = text(key);
    if (value != null && missing.isEmpty()) {
      return value;
    }
    throw new BandConfigException(
        file.toAbsolutePath()
            + (name == null ? "" : ", agent '" + name + "'")
            + ": missing or empty: "
            + String.join(", ", missing)
            + ". Fill in what the platform showed when the agent was registered.");
  }

  private @Nullable String text(String key) {
    Object value = values.get(key);
    String text = value == null ? "" : value.toString().strip();
    return text.isEmpty() ? null : text;
  }

  @Override
  public String toString() {
    return "AgentSection[file=" + file + ", name=" + name + ", keys=" + values.keySet() + "]";
  }
}
