package ai.band;

import ai.band.api.BandConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads a configuration file as YAML. Errors name file and place, never what stands there. */
final class ConfigYaml {
  /** No configuration comes near it; another file named by mistake may. */
  private static final long LARGEST = 1024 * 1024;

  private final Path file;

  private ConfigYaml(Path file) {
    this.file = file.toAbsolutePath();
  }

  /**
   * The content of a file; null when there is none.
   *
   * @throws BandConfigException when it cannot be read
   */
  static @Nullable Object read(Path file) {
    var yaml = new ConfigYaml(file);
    Object content = yaml.parse(yaml.text());
    yaml.refuseLoops(content, Collections.newSetFromMap(new IdentityHashMap<>()));
    return content;
  }

  private String text() {
    if (Files.isDirectory(file)) {
      throw problem("this is a folder. Name the file inside of it.");
    }
    try {
      if (Files.size(file) > LARGEST) {
        throw problem("the file is larger than " + LARGEST / 1024 + " KiB. Is it the right one?");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw problem(
          "the file does not exist. Copy agent_config.yaml.example there and fill it in.");
    } catch (IOException e) {
      throw problem(
          "the file cannot be read ("
              + e.getClass().getSimpleName()
              + "). Make it a readable UTF-8 text file.");
    }
  }

  private @Nullable Object parse(String text) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    try {
      var dumper = new DumperOptions();
      var constructor = new SafeConstructor(options);
      return new Yaml(constructor, new Representer(dumper), dumper, options, new AsWritten())
          .load(text);
    } catch (MarkedYAMLException e) {
      // Its own text quotes the line, which may hold a key.
      String where =
          e.getProblemMark() == null
              ? ""
              : " in line "
                  + (e.getProblemMark().getLine() + 1)
                  + ", column "
                  + (e.getProblemMark().getColumn() + 1);
      throw problem(
          "this is not valid YAML"
              + where
              + (e.getProblem() == null ? "" : " (" + e.getProblem() + ")")
              + ". Correct the line, indentation included.");
    } catch (YAMLException e) {
      throw problem("this is not valid YAML. Correct the file.");
    }
  }

  /** An anchor may be used inside itself; nothing here can work with that. */
  private void refuseLoops(@Nullable Object tree, Set<Object> around) {
    Collection<?> inside =
        switch (tree) {
          case Map<?, ?> map -> map.values();
          case List<?> list -> list;
          case null, default -> List.of();
        };
    if (inside.isEmpty() || tree == null) {
      return;
    }
    if (!around.add(tree)) {
      throw problem("an anchor (&name) is used inside itself (*name). Take it out.");
    }
    inside.forEach(each -> refuseLoops(each, around));
    around.remove(tree);
  }

  private BandConfigException problem(String text) {
    return new BandConfigException(file + ": " + text);
  }

  /** Leaves what looks like a date a text, and what would be a number only to old YAML. */
  private static final class AsWritten extends Resolver {
    private static final Pattern WHOLE = Pattern.compile("[-+]?(?:0|[1-9][0-9]*)");

    @Override
    public void addImplicitResolver(Tag tag, Pattern regexp, @Nullable String first, int limit) {
      if (tag.equals(Tag.INT)) {
        super.addImplicitResolver(tag, WHOLE, first, limit);
      } else if (!tag.equals(Tag.TIMESTAMP)) {
        super.addImplicitResolver(tag, regexp, first, limit);
      }
    }
  }
}
