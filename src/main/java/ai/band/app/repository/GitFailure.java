package ai.band.app.repository;

import ai.band.api.BandConfigException;
import ai.band.platform.UrlCredentials;
import ai.band.platform.rest.Excerpt;
import java.util.List;
import java.util.Locale;

/** What git's words mean for the user, and whether waiting could help. */
final class GitFailure {
  private static final int LONGEST_QUOTE = 400;

  private record Known(List<String> words, String what, String remedy, boolean passing) {}

  private static final List<Known> KNOWN =
      List.of(
          needsUser(
              "the server's host key is not the one that is known",
              "If the server has a new key, remove the old one with ssh-keygen -R HOST and add the"
                  + " new one; otherwise somebody is in between.",
              "remote host identification has changed"),
          needsUser(
              "the server's host key is not known",
              "Add it: ssh-keyscan HOST >> ~/.ssh/known_hosts, after comparing it with what the"
                  + " server's owner publishes.",
              "host key verification failed"),
          needsUser(
              "access was denied",
              "Check that the SSH key, or the git credential helper for HTTPS, belongs to somebody"
                  + " who may read the repository.",
              "permission denied (",
              "authentication failed",
              "could not read username",
              "could not read password",
              "terminal prompts disabled",
              "returned error: 401",
              "returned error: 403",
              "access denied",
              "no supported authentication"),
          needsUser(
              "there is no such branch",
              "Correct repo.branch, or push the branch first.",
              "remote branch",
              "couldn't find remote ref"),
          needsUser(
              "there is no such repository, or it may not be read with this key",
              "Check repo.url.",
              "repository not found",
              "does not appear to be a git repository",
              "returned error: 404",
              "not found: did you run git update-server-info"),
          needsUser(
              "the server's certificate is not trusted",
              "Give git the certificate of your authority:"
                  + " git config --global http.sslCAInfo /path/to/ca.pem.",
              "ssl certificate problem",
              "certificate verif",
              "unable to get local issuer certificate"),
          needsUser(
              "the working tree belongs to another user",
              "Put its path into GIT_SAFE_DIRS (container), or run git config --global --add"
                  + " safe.directory PATH.",
              "dubious ownership"),
          needsUser(
              "local changes are in the way of another branch",
              "Commit or stash them, or remove repo.branch.",
              "would be overwritten by checkout",
              "commit your changes or stash"),
          needsUser(
              "another working tree has this branch checked out",
              "Give each agent a branch of its own, or remove repo.branch.",
              "already checked out at",
              "already used by worktree"),
          needsUser(
              "the folder is not empty",
              "Empty it, or choose another repo.path.",
              "already exists and is not an empty directory"),
          needsUser("the disk is full", "Make room where repo.path is.", "no space left on device"),
          needsUser(
              "this user may not write there",
              "Give the user that runs band-codex the right to write repo.path, or choose another.",
              "permission denied",
              "read-only file system",
              "could not create work tree",
              "could not create leading directories",
              "operation not permitted"),
          needsUser(
              "there is no SSH client",
              "Install one (openssh-client), or use an https:// address.",
              "cannot run ssh"),
          passing(
              "the server cannot be reached",
              "Check the network and the host name.",
              "could not resolve",
              "name or service not known",
              "temporary failure in name resolution",
              "connection refused",
              "connection timed out",
              "connection reset",
              "connection closed",
              "couldn't connect",
              "failed to connect",
              "no route to host",
              "network is unreachable",
              "operation timed out",
              "returned error: 5",
              "unexpected disconnect",
              "early eof",
              "hung up unexpectedly"),
          passing(
              "another git works in the same tree",
              "Wait for it; if none runs, remove the lock file that it left.",
              ".lock': file exists"));

  private GitFailure() {}

  /**
   * The failure to throw.
   *
   * @param doing what was tried
   * @param ended how git ended
   */
  static RuntimeException of(String doing, Git.Ended ended) {
    String said = ended.err().isBlank() ? ended.out() : ended.err();
    String lower = said.toLowerCase(Locale.ROOT);
    for (Known known : KNOWN) {
      if (known.words().stream().anyMatch(lower::contains)) {
        String text = doing + ": " + known.what() + quote(said) + ". " + known.remedy();
        return known.passing()
            ? new RepositoryUnavailableException(text)
            : new BandConfigException(text);
      }
    }
    return new RepositoryUnavailableException(
        doing
            + ": git ended with code "
            + ended.code()
            + quote(said)
            + ". Run the same by hand to see more.");
  }

  /** The lines that tell the reason: git's own, else the last ones. */
  private static String quote(String said) {
    List<String> lines = said.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    List<String> fatal = lines.stream().filter(GitFailure::tells).toList();
    List<String> chosen = fatal.isEmpty() ? lines : fatal;
    String text = String.join(" ", chosen.subList(Math.max(0, chosen.size() - 3), chosen.size()));
    String clean = UrlCredentials.removed(text.replaceAll("\\p{Cntrl}", " "));
    if (clean.isEmpty()) {
      return "";
    }
    String cut = Excerpt.of(clean, LONGEST_QUOTE);
    return " (" + (cut.endsWith(".") ? cut.substring(0, cut.length() - 1) : cut) + ")";
  }

  private static boolean tells(String line) {
    String lower = line.toLowerCase(Locale.ROOT);
    return lower.startsWith("fatal:")
        || lower.startsWith("error:")
        || lower.startsWith("ssh:")
        || lower.contains("permission denied")
        || lower.contains("verification failed");
  }

  private static Known needsUser(String what, String remedy, String... words) {
    return new Known(List.of(words), what, remedy, false);
  }

  private static Known passing(String what, String remedy, String... words) {
    return new Known(List.of(words), what, remedy, true);
  }
}
