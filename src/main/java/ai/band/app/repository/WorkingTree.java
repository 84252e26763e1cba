package ai.band.app.repository;

import ai.band.api.BandConfigException;
import ai.band.platform.UrlCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one working tree ready: there, from the right repository, on the right branch, described.
 *
 * <p>Agents that share a tree take turns, in one program or in several. May be called again; what
 * is ready already is left as it is. For one thread; an interrupt ends git and leaves.
 */
public final class WorkingTree {
  private static final Logger log = LoggerFactory.getLogger(WorkingTree.class);
  private static final String LOCK = "repo_init.lock";

  private final RepositorySettings settings;
  private final Git git;
  private final SshPreflight ssh;
  private final RepositoryLocks locks;

  private WorkingTree(
      RepositorySettings settings,
      Map<String, String> environment,
      Path home,
      RepositoryLocks locks) {
    this.settings = settings;
    this.locks = locks;
    this.git = new Git(environment, settings.strictHostKeys());
    this.ssh = new SshPreflight(git, home, settings.strictHostKeys());
  }

  /**
   * What a ready tree is like.
   *
   * @param head the commit that is checked out; empty in a repository without commits
   * @param context the description for the prompt; null when none is wanted
   */
  public record Ready(String head, @Nullable String context) {}

  /**
   * Makes a tree ready.
   *
   * @param environment variables for git, on top of those of this process
   * @param home where SSH's files are
   * @param locks those of the whole program
   * @throws BandConfigException when the user has to change something
   * @throws RepositoryUnavailableException when it may work later
   */
  public static Ready prepare(
      RepositorySettings settings,
      Map<String, String> environment,
      Path home,
      RepositoryLocks locks)
      throws InterruptedException {
    try {
      return new WorkingTree(settings, environment, home, locks).prepare();
    } catch (Git.ProgramMissing e) {
      throw new BandConfigException(
          "repo: " + e.program() + " was not found on PATH. Install it, or remove repo.");
    }
  }

  private Ready prepare() throws InterruptedException {
    try (RepositoryLock ofState =
        locks.take(settings.stateFolder().resolve(LOCK), settings.lockTimeout())) {
      log.debug("preparing {} under {}", settings.path(), ofState);
      RepositoryUrl url = settings.url();
      if (url != null && url.ssh()) {
        ssh.check(url);
      }
      var fresh = new FreshClone(git, settings.path());
      boolean empty = url != null && fresh.fits();
      if (empty) {
        fresh.makeRoom();
      }
      try (RepositoryLock ofTree = treeLock(empty)) {
        log.debug("preparing {} under {}", settings.path(), ofTree);
        if (url == null) {
          checkPresent();
        } else if (fresh.fits()) {
          cloneInto(fresh, url);
        } else {
          checkOrigin(url);
        }
        switchBranch();
        return describe(head());
      }
    }
  }

  /** Agents in different containers have the tree in common, but not the folder of the state. */
  private @Nullable RepositoryLock treeLock(boolean empty) throws InterruptedException {
    Path own = settings.path().resolve(".git");
    return empty || (Files.isDirectory(own) && Files.isWritable(own))
        ? locks.take(own.resolve(FreshClone.LOCK), settings.lockTimeout())
        : null;
  }

  private void cloneInto(FreshClone fresh, RepositoryUrl url) throws InterruptedException {
    log.info("cloning {} into {}", url, settings.path());
    long begun = System.nanoTime();
    fresh.run(url, settings.branch());
    log.info("cloned {} in {} ms", url, (System.nanoTime() - begun) / 1_000_000);
  }

  private void checkPresent() throws InterruptedException {
    if (!Files.isDirectory(settings.path())) {
      throw new BandConfigException(
          "repo.path: "
              + settings.path()
              + " is not a folder. Mount or create it, or give repo.url to have it cloned.");
    }
    checkRepository();
  }

  private void checkRepository() throws InterruptedException {
    if (Files.exists(settings.path().resolve(".git"))) {
      Git.Ended inside = git.in(settings.path(), "rev-parse", "--is-inside-work-tree");
      if (inside.ok()) {
        return;
      }
      if (inside.err().contains("dubious ownership")) {
        throw GitFailure.of("repo.path: " + settings.path(), inside);
      }
    }
    throw new BandConfigException(
        "repo.path: "
            + settings.path()
            + " is not a git repository"
            + (settings.url() == null ? "" : " and not empty, so nothing was cloned into it")
            + ". Empty it, name another folder"
            + (settings.url() == null ? ", or use workspace for a folder without git" : "")
            + ".");
  }

  private void checkOrigin(RepositoryUrl url) throws InterruptedException {
    checkRepository();
    String origin = git.in(settings.path(), "config", "--get", "remote.origin.url").answer();
    if (origin == null) {
      checkComplete();
      log.warn("{} has no origin; it is used although repo.url is {}", settings.path(), url);
    } else if (!url.sameRepository(origin)) {
      throw new BandConfigException(
          "repo.url: "
              + settings.path()
              + " was cloned from "
              + UrlCredentials.removed(origin)
              + ", not from "
              + url
              + ". Name another repo.path, or correct repo.url.");
    } else {
      checkComplete();
    }
  }

  private void checkComplete() {
    if (new FreshClone(git, settings.path()).wasCutOff()) {
      throw new BandConfigException(
          "repo.path: an earlier clone into "
              + settings.path()
              + " was cut off. Delete that folder and start again.");
    }
  }

  private String head() throws InterruptedException {
    Git.Ended ended = git.in(settings.path(), "rev-parse", "--verify", "--quiet", "HEAD");
    String commit = ended.answer();
    if (commit == null && !ended.err().isBlank()) {
      throw GitFailure.of("repo.path: " + settings.path(), ended);
    }
    return commit == null ? "" : commit;
  }

  private void switchBranch() throws InterruptedException {
    String branch = settings.branch();
    if (branch == null) {
      return;
    }
    Path path = settings.path();
    String current = git.in(path, "symbolic-ref", "--short", "--quiet", "HEAD").answer();
    if (!branch.equals(current)) {
      new BranchSwitch(git, path, branch).run();
      log.info("{} is on branch {} now (was {})", path, branch, current);
    }
  }

  private Ready describe(String head) {
    RepositoryUrl url = settings.url();
    Path state = settings.stateFolder();
    var known = RepositoryMetadata.read(state);
    var now =
        new RepositoryMetadata(
            url == null ? null : url.text(),
            settings.path().toString(),
            settings.branch(),
            head,
            settings.index(),
            null,
            Map.of());
    try {
      if (!settings.index()) {
        now.write(state);
        return new Ready(head, null);
      }
      var index = new RepositoryIndex(settings.contextFolder());
      if (known == null || !known.describes(now) || !index.unchanged(known.files())) {
        withFiles(now, index.write(settings.path())).write(state);
        log.info("{} is described in {}", settings.path(), settings.contextFolder());
      }
      return new Ready(head, index.bundle());
    } catch (IOException e) {
      throw new BandConfigException(
          "repo.context_dir, repo.state_dir: "
              + settings.contextFolder()
              + " or "
              + state
              + " cannot be written ("
              + e.getClass().getSimpleName()
              + "). Make them writable for this user, or name other folders.");
    }
  }

  private static RepositoryMetadata withFiles(RepositoryMetadata base, Map<String, String> files) {
    return new RepositoryMetadata(
        base.url(),
        base.path(),
        base.branch(),
        base.headCommit(),
        base.index(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        files);
  }
}
