package ai.band.app;

import ai.band.adapter.codex.config.Option;
import ai.band.adapter.codex.config.OptionType;
import ai.band.adapter.codex.config.OptionTypes;
import ai.band.app.repository.RepositoryUrl;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The options of the map {@code repo}: how the working tree of an agent is prepared. */
final class RepositoryOptions {
  static final Option<RepositoryUrl> URL =
      in("url", new UrlType())
          .help(
              "Where the working tree is cloned from when repo.path is missing or empty:"
                  + " git@host:path, ssh:// or https://, without a password or token.");

  static final Option<String> PATH =
      in("path", OptionTypes.word())
          .help("The working tree, an absolute path. Another name of cwd when that is not set.");

  static final Option<String> BRANCH =
      in("branch", OptionTypes.word())
          .help("Branch that is checked out at start. Unset: the one that is there.");

  static final Option<Boolean> INDEX =
      in("index", OptionTypes.bool())
          .defaultsTo(false)
          .help("Describes folders, kinds of files and dependencies in the prompt.");

  static final Option<String> STATE_DIR =
      in("state_dir", OptionTypes.word())
          .launcherDefault("/workspace/state")
          .defaultNote("`$XDG_STATE_HOME/band-codex` or `~/.local/state/band-codex`")
          .help("For what is remembered of a tree, and a lock between the agents that share it.");

  static final Option<String> CONTEXT_DIR =
      in("context_dir", OptionTypes.word())
          .launcherDefault("/workspace/context")
          .defaultNote("inside repo.state_dir")
          .help("For the description that repo.index writes.");

  static final Option<Duration> LOCK_TIMEOUT_S =
      in("lock_timeout_s", OptionTypes.secondsFromZero())
          .environment("REPO_INIT_LOCK_TIMEOUT_S")
          .defaultsTo(Duration.ofMinutes(2))
          .help("How long to wait for another agent that prepares the same tree.");

  static final Option<Boolean> STRICT_HOST_KEY_CHECKING =
      in("strict_host_key_checking", OptionTypes.bool())
          .environment("GIT_SSH_STRICT_HOST_KEY_CHECKING")
          .defaultsTo(true)
          .help("Connects by SSH only to hosts in known_hosts.");

  private static final List<Option<?>> ALL =
      List.of(
          URL,
          PATH,
          BRANCH,
          INDEX,
          STATE_DIR,
          CONTEXT_DIR,
          LOCK_TIMEOUT_S,
          STRICT_HOST_KEY_CHECKING);

  private RepositoryOptions() {}

  static List<Option<?>> all() {
    return ALL;
  }

  private static <T> Option.Description<T> in(String key, OptionType<T> type) {
    return Option.of(key, type).flags("--repo-" + key.toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** The address of a repository. A refused one is not repeated: it may hold a token. */
  private record UrlType() implements OptionType<RepositoryUrl> {
    @Override
    public String name() {
      return "URL";
    }

    @Override
    public RepositoryUrl parse(String text) {
      return RepositoryUrl.parse(text);
    }

    @Override
    public RepositoryUrl convert(Object tree) {
      return parse(OptionTypes.word().convert(tree));
    }

    @Override
    public String quote(Object raw) {
      return "this address";
    }
  }
}
