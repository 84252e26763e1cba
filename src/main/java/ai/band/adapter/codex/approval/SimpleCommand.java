package ai.band.adapter.codex.approval;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the program of a command that is so simple that its program tells what it can do. Whatever
 * runs other programs, reads code from its arguments or needs a shell to be understood has no such
 * program: there a remembered approval must name the whole command.
 */
final class SimpleCommand {
  private static final int LONGEST = 4_096;

  /** Characters with which a shell does more than start one program with words. */
  private static final String SHELL_SYNTAX = ";&|<>`$(){}\\!";

  /** Programs that run what their arguments say. */
  private static final Set<String> RUNNERS =
      Set.of(
          ("sh bash zsh dash ksh fish csh tcsh ash busybox toybox rbash pwsh powershell cmd"
                  + " env sudo doas su pkexec runuser sudoedit xargs parallel eval exec command"
                  + " builtin source . nohup timeout time nice ionice chrt taskset setsid stdbuf"
                  + " unbuffer watch script expect flock chroot unshare nsenter setpriv capsh"
                  + " systemd-run at batch crontab trap coproc strace ltrace gdb lldb valgrind perf"
                  + " entr fakeroot proot firejail bwrap ssh mosh telnet nc ncat socat screen tmux"
                  + " npx bunx pnpx uvx pipx direnv mise asdf nix nix-shell docker podman nerdctl"
                  + " kubectl oc vagrant lxc machinectl vi vim nvim view ex ed emacs nano less more"
                  + " man dd osascript open xdg-open jshell irb ghci sqlite3 psql mysql")
              .split(" "));

  /**
   * Interpreters, which take code after one of these flags (any flag cluster holding the letter).
   */
  private static final Map<String, String> INLINE_CODE =
      Map.ofEntries(
          Map.entry("python", "c"),
          Map.entry("pypy", "c"),
          Map.entry("node", "epri"),
          Map.entry("nodejs", "epri"),
          Map.entry("perl", "eEMmnpi"),
          Map.entry("ruby", "enrp"),
          Map.entry("php", "rBRE"),
          Map.entry("lua", "eil"),
          Map.entry("rscript", "e"),
          Map.entry("tsx", "ep"),
          Map.entry("ts-node", "epr"),
          Map.entry("groovy", "e"),
          Map.entry("julia", "eEL"),
          Map.entry("elixir", "er"),
          Map.entry("scala", "e"),
          Map.entry("swift", "e"));

  /** Words that make an otherwise plain program run something else, anywhere after its name. */
  private static final Map<String, Set<String>> RUNNING_WORDS =
      Map.ofEntries(
          Map.entry(
              "npm", Set.of("exec", "x", "create", "init", "innit", "explore", "config", "set")),
          Map.entry("pnpm", Set.of("dlx", "exec", "create", "config")),
          Map.entry("yarn", Set.of("dlx", "exec", "create", "node", "config")),
          Map.entry("bun", Set.of("x", "create", "-e", "--eval", "-p", "--print", "exec")),
          Map.entry("deno", Set.of("eval", "repl", "run", "x")),
          Map.entry("uv", Set.of("run", "tool", "x")),
          Map.entry("poetry", Set.of("run", "shell")),
          Map.entry("pipenv", Set.of("run", "shell")),
          Map.entry("bundle", Set.of("exec")),
          Map.entry("cargo", Set.of("run", "script", "--config")),
          Map.entry("go", Set.of("run", "generate", "tool", "-exec", "-toolexec")),
          Map.entry("rustup", Set.of("run")),
          Map.entry("dotnet", Set.of("run", "script", "tool", "exec")),
          Map.entry(
              "find",
              Set.of(
                  "-exec",
                  "-execdir",
                  "-ok",
                  "-okdir",
                  "-delete",
                  "-fprint",
                  "-fprint0",
                  "-fprintf",
                  "-fls")),
          Map.entry("fd", Set.of("-x", "-X", "--exec", "--exec-batch")),
          Map.entry("rg", Set.of("--pre", "--hostname-bin")),
          Map.entry(
              "git",
              Set.of(
                  "bisect",
                  "submodule",
                  "filter-branch",
                  "config",
                  "difftool",
                  "mergetool",
                  "rebase",
                  "alias",
                  "daemon",
                  "help",
                  "clone",
                  "archive")),
          Map.entry("hg", Set.of("--config", "config")),
          Map.entry("tar", Set.of("-I", "-F", "--use-compress-program")),
          Map.entry("rsync", Set.of("-e", "--rsh", "--rsync-path")),
          Map.entry("zip", Set.of("-TT", "-T", "--unzip-command")),
          Map.entry("sort", Set.of("--compress-program")),
          Map.entry("make", Set.of("--eval", "-f", "--file", "--makefile", "-C", "--directory")));

  /** Beginnings of words that do the same. */
  private static final Map<String, List<String>> RUNNING_PREFIXES =
      Map.of(
          "git",
              List.of(
                  "-c",
                  "-C",
                  "--exec",
                  "--upload-pack",
                  "--receive-pack",
                  "--config-env",
                  "--open-files-in-pager",
                  "-O",
                  "ext::",
                  "--git-dir",
                  "--work-tree"),
          "tar",
              List.of(
                  "--to-command",
                  "--checkpoint-action",
                  "--use-compress-program",
                  "--rsh-command",
                  "--info-script",
                  "--new-volume-script",
                  "-I",
                  "-F"),
          "rsync", List.of("--rsh", "--rsync-path", "-e"),
          "sort", List.of("--compress-program"),
          "rg", List.of("--pre", "--hostname-bin"),
          "make", List.of("SHELL=", "MAKEFLAGS=", "--eval", "-f", "-C"),
          "go", List.of("-exec", "-toolexec", "--exec", "--toolexec"),
          "cargo", List.of("--config"));

  /** Small languages whose programs can start others. */
  private static final Set<String> TEXT_LANGUAGES =
      Set.of("awk", "gawk", "mawk", "nawk", "sed", "gsed", "m4", "tclsh", "wish", "bc");

  private SimpleCommand() {}

  /**
   * The program of a simple command, as it is written.
   *
   * @return null when only the whole command can be remembered
   */
  static @Nullable String program(String command) {
    if (command.isBlank() || command.length() > LONGEST || !isPlain(command)) {
      return null;
    }
    String[] words = command.strip().split(" +", -1);
    String program = words[0];
    if (!isProgramName(program)) {
      return null;
    }
    String name = baseName(program);
    return runsOthers(name, words) ? null : program;
  }

  /** One line of visible ASCII without anything that a shell acts on. */
  private static boolean isPlain(String command) {
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (c < ' ' || c > '~' || SHELL_SYNTAX.indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isProgramName(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (!(Character.isLetterOrDigit(c) || "._/+-".indexOf(c) >= 0)) {
        return false; // quotes, patterns, assignments
      }
    }
    return !word.isEmpty() && word.charAt(0) != '-';
  }

  private static String baseName(String program) {
    String name = program.substring(program.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return name.endsWith(".exe") ? name.substring(0, name.length() - 4) : name;
  }

  private static boolean runsOthers(String name, String[] words) {
    return name.isEmpty()
        || RUNNERS.contains(name)
        || TEXT_LANGUAGES.contains(name)
        || takesCode(name, words)
        || hasRunningWord(name, words);
  }

  private static boolean takesCode(String name, String[] words) {
    String flags = INLINE_CODE.get(withoutVersion(name));
    if (flags == null) {
      return false;
    }
    if (words.length < 2) {
      return true; // reads its program from standard input
    }
    for (int i = 1; i < words.length; i++) {
      String word = unquoted(words[i]);
      if (!word.startsWith("-")) {
        return false; // a script; what follows are its arguments
      }
      if (word.equals("-") || word.startsWith("--") || holdsAny(word, flags)) {
        return true;
      }
    }
    return true;
  }

  private static boolean holdsAny(String word, String letters) {
    for (int i = 1; i < word.length(); i++) {
      if (letters.indexOf(word.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasRunningWord(String name, String[] words) {
    Set<String> whole = RUNNING_WORDS.getOrDefault(withoutVersion(name), Set.of());
    List<String> beginnings = RUNNING_PREFIXES.getOrDefault(withoutVersion(name), List.of());
    for (int i = 1; i < words.length; i++) {
      String word = unquoted(words[i]);
      if (whole.contains(word) || beginnings.stream().anyMatch(word::startsWith)) {
        return true;
      }
    }
    return false;
  }

  /** Quotes inside a word change nothing for the program that gets it. */
  private static String unquoted(String word) {
    return word.replace("'", "").replace("\"", "");
  }

  private static String withoutVersion(String name) {
    int end = name.length();
    while (end > 0 && (Character.isDigit(name.charAt(end - 1)) || name.charAt(end - 1) == '.')) {
      end--;
    }
    return end == 0 ? name : name.substring(0, end);
  }
}
