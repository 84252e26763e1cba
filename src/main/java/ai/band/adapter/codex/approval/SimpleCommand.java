package ai.band.adapter.codex.approval;

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
          ("sh bash zsh dash ksh fish csh tcsh ash busybox toybox rbash pwsh powershell cmd env"
               + " sudo doas su pkexec runuser sudoedit xargs parallel eval exec command builtin"
               + " source . nohup timeout time nice ionice chrt taskset setsid stdbuf unbuffer"
               + " watch script expect flock chroot unshare nsenter setpriv capsh systemd-run at"
               + " batch crontab trap coproc strace ltrace gdb lldb valgrind perf entr fakeroot"
               + " proot firejail bwrap ssh mosh telnet nc ncat socat screen tmux npx bunx pnpx uvx"
               + " pipx direnv mise asdf nix nix-shell docker podman nerdctl kubectl oc vagrant lxc"
               + " machinectl vi vim nvim view ex ed emacs nano less more man dd osascript open"
               + " xdg-open java javaw jrunscript dart scp sftp ftp rsh pdsh jshell irb ghci"
               + " ansible ansible-playbook corepack sqlite3 psql mysql")
              .split(" "));

  /**
   * Interpreters, which take code after one of these flags (any flag cluster holding the letter).
   */
  private static final Map<String, String> INLINE_CODE =
      Map.ofEntries(
          Map.entry("python", "cm"),
          Map.entry("pypy", "cm"),
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
        || RunningWords.areIn(withoutVersion(name), words);
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
