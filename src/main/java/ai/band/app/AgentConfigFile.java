package ai.band.app;

import ai.band.AgentSection;
import ai.band.adapter.codex.config.OptionLayers;
import ai.band.adapter.codex.config.Suggestion;
import ai.band.api.BandConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A configuration file: a section for each agent, found by its key, or one agent whose fields stand
 * at the top. The section {@code defaults} holds for all agents.
 */
final class AgentConfigFile {
  static final String DEFAULTS = "defaults";
  private static final String ID = "agent_id";

  /** Sections with such names hold anchors for others. */
  private static final String EXTENSION = "x-";

  private static final Set<String> PROGRAM_KEYS =
      OptionLayers.keys(
          Stream.concat(RunOptions.IN_FILE.stream(), LogOptions.all().stream()).toList());

  /**
   * The part of one agent.
   *
   * @param key its name in the file; the file's name when the fields stand at the top
   * @param own what is written for this agent
   * @param ownPlace what stands before a key of it in errors
   * @param defaults what is written for all agents; may be empty
   * @param defaultsPlace what stands before a key of those in errors
   * @param file where it was read
   */
  record Section(
      String key,
      Map<String, Object> own,
      String ownPlace,
      Map<String, Object> defaults,
      String defaultsPlace,
      Path file) {
    /** Where relative names in the file begin. */
    Path folder() {
      return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
    }
  }

  private final Path file;
  private final String shown;
  private final Map<String, Object> top;

  private AgentConfigFile(Path file, String shown, Map<String, Object> top) {
    this.file = file;
    this.shown = shown;
    this.top = top;
  }

  /**
   * Reads a file.
   *
   * @param directory where a relative name begins
   * @param name as the user wrote it
   * @throws BandConfigException when there is no such file or it is not such a file
   */
  static AgentConfigFile read(Path directory, String name) {
    Path file = directory.resolve(name).normalize();
    return new AgentConfigFile(file, name, textKeys(AgentSection.readFile(file)));
  }

  @SuppressWarnings("NullAway") // YAML null is a legal value inside a section
  private static Map<String, Object> textKeys(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }

  /** The keys of all agents in the file. */
  List<String> keys() {
    if (flat()) {
      return List.of(shown);
    }
    List<String> keys = new ArrayList<>(top.keySet());
    keys.remove(DEFAULTS);
    keys.removeIf(key -> key.startsWith(EXTENSION));
    return keys;
  }

  /**
   * The keys of all agents in the file.
   *
   * @throws BandConfigException when there are none
   */
  List<String> someKeys() {
    List<String> keys = keys();
    if (keys.isEmpty()) {
      throw new BandConfigException(shown + ": the file has no agents. Add one.");
    }
    return keys;
  }

  /** What is allowed but dangerous. */
  List<String> warnings() {
    return OpenSecrets.warnings(file, shown, top);
  }

  /** What is said about the program as a whole. */
  Map<String, Object> program() {
    Map<String, Object> said = new LinkedHashMap<>(wholeDefaults());
    said.keySet().retainAll(PROGRAM_KEYS);
    return said;
  }

  /** What stands before a key of {@link #program} in errors. */
  String programPlace() {
    return shown + ": " + DEFAULTS + ".";
  }

  private boolean flat() {
    return top.containsKey(ID);
  }

  /**
   * The section of an agent.
   *
   * @throws BandConfigException when there is none
   */
  Section section(String key) {
    Object found = key.equals(DEFAULTS) ? null : top.get(key);
    if (found instanceof Map<?, ?> own && !own.isEmpty() && (!flat() || own.containsKey(ID))) {
      return new Section(
          key,
          textKeys(own),
          shown + ": " + key + ".",
          defaults(),
          shown + ": " + DEFAULTS + ".",
          file);
    }
    if (flat()) {
      Map<String, Object> own = new LinkedHashMap<>(top);
      own.remove(DEFAULTS);
      own.keySet().removeIf(name -> name.startsWith(EXTENSION));
      return new Section(key, own, shown + ": ", defaults(), shown + ": " + DEFAULTS + ".", file);
    }
    if (found != null && !(found instanceof Map)) {
      throw new BandConfigException(
          shown
              + ": "
              + key
              + " is not a map. Write agent_id and api_key below it, indented."
              + Suggestion.hint(key, List.of(DEFAULTS, ID, "api_key")));
    }
    throw new BandConfigException(
        shown
            + ": there is no agent \""
            + key
            + "\""
            + (top.containsKey(key) ? ": its section is empty" : "")
            + ". "
            + (keys().isEmpty() ? "The file has no agents." : "It has: " + list(keys()) + "."));
  }

  /**
   * The key of the only agent in the file.
   *
   * @throws BandConfigException listing the agents when there are several
   */
  String onlyKey() {
    List<String> keys = someKeys();
    if (keys.size() == 1) {
      return keys.get(0);
    }
    throw new BandConfigException(
        shown
            + ": the file has several agents: "
            + list(keys)
            + ". Choose with --agent KEY or AGENT_KEY, or run them with --all.");
  }

  private Map<String, Object> defaults() {
    Map<String, Object> forAgents = new LinkedHashMap<>(wholeDefaults());
    forAgents.keySet().removeAll(PROGRAM_KEYS);
    return forAgents;
  }

  private Map<String, Object> wholeDefaults() {
    Object defaults = top.get(DEFAULTS);
    if (defaults == null) {
      return Map.of();
    }
    if (defaults instanceof Map<?, ?> map) {
      return textKeys(map);
    }
    throw new BandConfigException(
        shown + ": " + DEFAULTS + " is not a map. Write the common options below it, indented.");
  }

  private static String list(List<String> keys) {
    return String.join(", ", keys);
  }
}
