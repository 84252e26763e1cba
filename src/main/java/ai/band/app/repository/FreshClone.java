package ai.band.app.repository;

import ai.band.api.BandConfigException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A clone into a folder that holds nothing yet. It is made inside of {@code .git}, beside the lock
 * that lies there: a folder that several containers have in common need not have its parent in
 * common, and git clones into empty folders only. One that is cut off is begun anew the next time.
 */
final class FreshClone {
  static final String LOCK = "band-codex.lock";

  private static final Logger log = LoggerFactory.getLogger(FreshClone.class);
  private static final String OURS = "band-codex.";
  private static final String UNFINISHED = OURS + "unfinished";
  private static final String NURSERY = OURS + "clone-";
  private static final String HEAD = "HEAD";

  private final Git git;
  private final Path path;
  private final Path inner;
  private final boolean wasThere;

  /**
   * @param path the folder, before anything is done to it
   */
  FreshClone(Git git, Path path) {
    this.git = git;
    this.path = path;
    this.inner = path.resolve(".git");
    this.wasThere = Files.exists(path);
  }

  /** Whether there is nothing that a clone could do harm to. */
  boolean fits() {
    if (!Files.exists(path)) {
      return true;
    }
    if (!Files.isDirectory(path)) {
      throw new BandConfigException(
          "repo.path: " + path + " is a file. Name a folder that is empty or does not exist.");
    }
    try {
      List<String> there = names(path);
      if (there.isEmpty()) {
        return true;
      }
      boolean only = there.equals(List.of(".git"));
      if (!only || !Files.isDirectory(inner) || Files.exists(inner.resolve(HEAD))) {
        return false;
      }
      List<String> begun = names(inner);
      return begun.contains(UNFINISHED) || begun.stream().allMatch(n -> n.startsWith(OURS));
    } catch (NoSuchFileException e) {
      return true; // another program has just taken back an attempt that failed
    } catch (IOException e) {
      throw noRight("read", e);
    }
  }

  /** Whether an earlier one was cut off so late that it cannot be told from somebody's work. */
  boolean wasCutOff() {
    return Files.exists(inner.resolve(UNFINISHED)) && Files.exists(inner.resolve(HEAD));
  }

  /** Makes the folder for the lock. */
  void makeRoom() {
    try {
      Files.createDirectories(inner);
      if (Files.exists(inner) && !Files.isWritable(inner)) {
        throw new IOException("no right to write there");
      }
    } catch (NoSuchFileException e) {
      log.debug("{} was taken away at this moment; the lock makes it again", inner, e);
    } catch (IOException e) {
      throw noRight("write", e);
    }
  }

  /** Clones. The lock is held, and nobody else has done it meanwhile. */
  void run(RepositoryUrl url, @Nullable String branch) throws InterruptedException {
    boolean complete = false;
    try {
      empty();
      Files.writeString(inner.resolve(UNFINISHED), "A clone is under way, or was cut off.\n");
      // A git that has outlived its program may still be at work in the folder of an earlier one.
      Path nursery = Files.createTempDirectory(inner, NURSERY);
      fetch(url, branch, nursery);
      complete = true;
      moveUp(nursery);
      checkOut(url);
      Files.delete(inner.resolve(UNFINISHED));
    } catch (IOException e) {
      throw noRight("write", e);
    } finally {
      if (!complete) {
        leave();
      }
    }
  }

  private void fetch(RepositoryUrl url, @Nullable String branch, Path nursery)
      throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "clone", "--quiet", "--no-checkout"));
    if (branch != null) {
      command.addAll(List.of("--branch", branch, "--single-branch"));
    }
    command.addAll(List.of("--", url.text(), nursery.toString()));
    must(url, git.run(command, Git.CLONE_LIMIT));
  }

  /** Git takes the folder for a repository when HEAD is there, so it comes last. */
  private void moveUp(Path nursery) throws IOException {
    Path made = nursery.resolve(".git");
    for (String name : names(made)) {
      if (!name.equals(HEAD)) {
        Files.move(made.resolve(name), inner.resolve(name));
      }
    }
    Files.move(made.resolve(HEAD), inner.resolve(HEAD));
    delete(nursery);
  }

  /**
   * A repository without commits has nothing to check out. Files may lie in the folder afterwards,
   * so that another try could not tell them from somebody's work.
   */
  private void checkOut(RepositoryUrl url) throws InterruptedException {
    Git.Ended head = git.in(path, "rev-parse", "--verify", "--quiet", HEAD);
    if (!head.ok() && head.err().isBlank()) {
      return;
    }
    try {
      must(url, head);
      List<String> command = List.of("git", "-C", path.toString(), "checkout", "--quiet");
      must(url, git.run(command, Git.CLONE_LIMIT));
    } catch (RuntimeException e) {
      throw new BandConfigException(
          e.getMessage() + " Then delete the folder " + path + " and start again.");
    }
  }

  private static void must(RepositoryUrl url, Git.Ended ended) {
    if (!ended.ok()) {
      throw GitFailure.of("repo.url: cloning " + url + " failed", ended);
    }
  }

  /** Takes away what an attempt that was cut off has left. */
  private void empty() throws IOException {
    for (String name : names(inner)) {
      if (name.startsWith(NURSERY)) {
        deleteIfPossible(inner.resolve(name));
      } else if (!name.equals(LOCK)) {
        delete(inner.resolve(name));
      }
    }
  }

  /** Leaves the folder as it was found. The lock's file goes last, while it is still held. */
  private void leave() {
    try {
      empty();
      Files.deleteIfExists(inner.resolve(LOCK));
      Files.deleteIfExists(inner);
      if (!wasThere) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      log.debug("{} is left behind; the next clone makes use of it", inner, e);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  private static void deleteIfPossible(Path tree) {
    try {
      delete(tree);
    } catch (IOException e) {
      log.debug("{} is left behind", tree, e);
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private BandConfigException noRight(String doing, IOException reason) {
    return new BandConfigException(
        "repo.path: "
            + path
            + " cannot be "
            + (doing.equals("read") ? "read" : "created or written")
            + " ("
            + reason.getClass().getSimpleName()
            + "). Give the user that runs band-codex the right, or name another folder.");
  }
}
