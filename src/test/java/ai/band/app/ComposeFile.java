package ai.band.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A compose file of the project, as far as the tests look at it. */
final class ComposeFile {
  static final List<String> NAMES =
      List.of("docker-compose.yml", "docker-compose.multi.yml", "docker-compose.plan-review.yml");

  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(?::-([^}]*))?}");

  private final String name;
  private final Map<?, ?> tree;

  private ComposeFile(String name, Map<?, ?> tree) {
    this.name = name;
    this.tree = tree;
  }

  static ComposeFile read(String name) throws IOException {
    Object loaded =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(Path.of(name)));
    return new ComposeFile(name, (Map<?, ?>) loaded);
  }

  /** The values that compose puts in place of references, from variables and defaults. */
  static String fill(String text, Map<String, String> variables) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            found -> {
              String given = variables.getOrDefault(found.group(1), "");
              String value = given.isEmpty() ? Objects.toString(found.group(2), "") : given;
              return java.util.regex.Matcher.quoteReplacement(value);
            });
  }

  Map<String, Service> services() {
    Map<String, Service> services = new TreeMap<>();
    map(tree, "services")
        .forEach((key, value) -> services.put("" + key, new Service((Map<?, ?>) value)));
    return services;
  }

  /** The services of a profile that run an agent. */
  Map<String, Service> agents(String profile) {
    Map<String, Service> agents = new TreeMap<>(services());
    agents
        .values()
        .removeIf(s -> !s.profiles().equals(List.of(profile)) || s.rawEnvironment().isEmpty());
    return agents;
  }

  List<String> declaredVolumes() {
    return map(tree, "volumes").keySet().stream().map(String::valueOf).toList();
  }

  @Override
  public String toString() {
    return name;
  }

  private static Map<?, ?> map(Map<?, ?> of, String key) {
    return of.get(key) instanceof Map<?, ?> found ? found : Map.of();
  }

  private static List<String> list(Map<?, ?> of, String key) {
    return of.get(key) instanceof List<?> found
        ? found.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** One service, anchors merged. */
  record Service(Map<?, ?> tree) {
    String text(String key) {
      return Objects.toString(tree.get(key), "");
    }

    List<String> profiles() {
      return list(tree, "profiles");
    }

    List<String> volumes() {
      return list(tree, "volumes");
    }

    List<String> command() {
      return list(tree, "command");
    }

    Map<String, String> rawEnvironment() {
      Map<String, String> raw = new LinkedHashMap<>();
      map(tree, "environment").forEach((key, value) -> raw.put("" + key, "" + value));
      return raw;
    }

    /** What a container gets when these variables are set on the host. */
    Map<String, String> environment(Map<String, String> variables) {
      Map<String, String> filled = rawEnvironment();
      filled.replaceAll((key, value) -> fill(value, variables));
      return filled;
    }
  }
}
