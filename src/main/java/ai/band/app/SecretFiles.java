package ai.band.app;

import ai.band.adapter.codex.config.CodexOptions;
import ai.band.adapter.codex.config.FolderNames;
import ai.band.adapter.codex.config.OptionLayers;
import ai.band.adapter.codex.config.OptionSource;
import ai.band.adapter.codex.config.OptionValue;
import ai.band.adapter.codex.config.SettledOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Secrets that lie in files of their own, as container platforms hand them over. */
final class SecretFiles {
  /** Nobody has a longer key; a wrong file name should not fill the memory. */
  private static final long LARGEST = 64 * 1024;

  private final FolderNames folders;
  private final List<String> problems;

  /**
   * @param problems told which file cannot be read
   */
  SecretFiles(FolderNames folders, List<String> problems) {
    this.folders = folders;
    this.problems = problems;
  }

  /** The content of the file that an option names; null without one, blank when it has none. */
  @Nullable String content(OptionValue<String> option) {
    String name = option.value();
    return name == null ? null : content(name, option.source(), option.source().name());
  }

  private String content(String name, OptionSource source, String place) {
    try {
      Path file = folders.resolve(name, source);
      if (Files.size(file) > LARGEST) {
        throw new IOException("too large for a secret");
      }
      String text = Files.readString(file).strip();
      if (text.isEmpty()) {
        problems.add(place + ": the file \"" + name + "\" is empty. Write the secret into it.");
      }
      return text;
    } catch (IOException | InvalidPathException e) {
      problems.add(place + ": \"" + name + "\" cannot be read. Check name and rights.");
      return "";
    }
  }

  /** Gives the token for transport ws to the options of Codex. */
  void token(SettledOptions general, OptionLayers codex) {
    OptionValue<String> file = general.of(SectionOptions.CODEX_WS_TOKEN_FILE);
    String token = content(file);
    if (token != null && !token.isEmpty()) {
      codex.yaml(CodexOptions.CODEX_WS_TOKEN, token, file.source().name());
    }
  }

  /** Gives variables of the Codex process whose values lie in files to the options of Codex. */
  void variables(SettledOptions general, OptionLayers codex) {
    OptionValue<Map<String, String>> files = general.of(SectionOptions.CODEX_ENV_FILES);
    Map<String, String> named = files.value();
    if (named == null || named.isEmpty()) {
      return;
    }
    String place = files.source().name();
    Map<String, String> variables = new LinkedHashMap<>();
    named.forEach(
        (name, file) -> variables.put(name, content(file, files.source(), place + "." + name)));
    codex.amend(
        CodexOptions.CODEX_ENV,
        given -> {
          Map<String, String> all = new LinkedHashMap<>(given == null ? Map.of() : given);
          all.putAll(variables);
          return all;
        },
        place);
  }
}
