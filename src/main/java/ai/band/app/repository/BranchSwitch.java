package ai.band.app.repository;

import java.nio.file.Path;

/** Checks out another branch: the local one, else the one of the server. */
final class BranchSwitch {
  private static final String ALL_BRANCHES = "+refs/heads/*:refs/remotes/origin/*";

  private final Git git;
  private final Path path;
  private final String branch;

  BranchSwitch(Git git, Path path, String branch) {
    this.git = git;
    this.path = path;
    this.branch = branch;
  }

  void run() throws InterruptedException {
    if (exists("refs/heads/" + branch)) {
      must(git.in(path, "checkout", "--quiet", branch, "--"));
      return;
    }
    String ofServer = "refs/remotes/origin/" + branch;
    if (!exists(ofServer)) {
      must(git.in(path, "fetch", "--quiet", "origin", "+refs/heads/" + branch + ":" + ofServer));
    }
    String fetched = git.in(path, "config", "--get-all", "remote.origin.fetch").out();
    if (fetched.lines().noneMatch(ALL_BRANCHES::equals)) {
      must(git.in(path, "remote", "set-branches", "--add", "origin", branch));
    }
    must(git.in(path, "checkout", "--quiet", "-b", branch, "--track", "origin/" + branch));
  }

  private boolean exists(String reference) throws InterruptedException {
    return git.in(path, "show-ref", "--verify", "--quiet", reference).ok();
  }

  private void must(Git.Ended ended) {
    if (!ended.ok()) {
      throw GitFailure.of(
          "repo.branch: " + path + " could not be brought to branch " + branch, ended);
    }
  }
}
