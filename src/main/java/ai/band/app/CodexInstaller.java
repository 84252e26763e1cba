package ai.band.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Fetches the pinned Codex CLI with npm into a folder of the user, once, and finds it there again.
 *
 * <p>What is fetched is fixed by a lock file with checksums inside this program. Several processes
 * may install at the same time: one works, the others wait for it. An installation that broke off
 * is never taken for a complete one.
 */
public final class CodexInstaller {
  /** The version of the CLI that the demo and the tests use. */
  public static final String VERSION = "0.169.0";

  private static final String RESOURCES = "codex-cli/";
  private static final String STAGING = "staging-";
  private static final Duration TIME_LIMIT = Duration.ofMinutes(10);
  private static final Duration LOCK_POLL = Duration.ofMillis(200);
  private static final boolean WINDOWS =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  private final Path cache;
  private final Consumer<String> progress;
  private final NpmTools tools;
  private final Duration timeLimit;

  CodexInstaller(Path cache, Consumer<String> progress, NpmTools tools, Duration timeLimit) {
    this.cache = cache;
    this.progress = progress;
    this.tools = tools;
    this.timeLimit = timeLimit;
  }

  /**
   * An installer for the cache folder of this user.
   *
   * @param progress takes lines that tell what is going on; called from the installing thread
   * @return the installer
   */
  public static CodexInstaller standard(Consumer<String> progress) {
    return new CodexInstaller(userCache(), progress, NpmTools.onPath(WINDOWS), TIME_LIMIT);
  }

  /** Where this program keeps files that can be made again. */
  static Path userCache() {
    var account = Path.of(System.getProperty("user.home"));
    return cacheFolder(System.getenv(), account, System.getProperty("os.name"));
  }

  /**
   * {@code BAND_CODEX_CACHE}, else the place this kind of system has for such files, below {@code
   * HOME} if that is set: who runs the program with another home wants nothing in the real one.
   */
  static Path cacheFolder(Map<String, String> environment, Path accountHome, String osName) {
    var own = environment.getOrDefault("BAND_CODEX_CACHE", "");
    if (!own.isBlank()) {
      return Path.of(own).toAbsolutePath();
    }
    var xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (!xdg.isBlank() && Path.of(xdg).isAbsolute()) {
      return Path.of(xdg, "band-codex");
    }
    var named = environment.getOrDefault("HOME", "");
    var home = !named.isBlank() && Path.of(named).isAbsolute() ? Path.of(named) : accountHome;
    var mac = osName.toLowerCase(Locale.ROOT).startsWith("mac");
    return mac ? home.resolve("Library/Caches/band-codex") : home.resolve(".cache/band-codex");
  }

  /**
   * The installed CLI, if there is one; fetches nothing.
   *
   * @return the CLI of an earlier {@link #install}
   */
  public Optional<PinnedCodex> find() {
    return codexIn(folder());
  }

  /**
   * Makes sure that the CLI is there; fetches it when it is not.
   *
   * @return the CLI
   * @throws CodexInstallException when it cannot be had
   */
  public PinnedCodex install() {
    var there = find();
    if (there.isPresent()) {
      return there.get();
    }
    try {
      Files.createDirectories(cache);
      try (var channel = openLockFile();
          var lock = acquire(channel)) {
        return find().orElseGet(this::fetch);
      }
    } catch (IOException e) {
      throw new CodexInstallException(
          "The folder %s cannot be used: %s.".formatted(cache, e),
          "Make it writable, or set BAND_CODEX_CACHE to another folder.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CodexInstallException("Fetching the Codex CLI was interrupted.", "Try again.");
    }
  }

  private Path folder() {
    return cache.resolve("codex-" + VERSION);
  }

  private FileChannel openLockFile() throws IOException {
    return FileChannel.open(
        cache.resolve("install.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private FileLock acquire(FileChannel channel) throws IOException, InterruptedException {
    long end = System.nanoTime() + timeLimit.toNanos();
    boolean told = false;
    while (System.nanoTime() < end) {
      var lock = tryLock(channel);
      if (lock.isPresent()) {
        return lock.get();
      }
      if (!told) {
        progress.accept("Waiting for another process that is fetching the Codex CLI");
        told = true;
      }
      Thread.sleep(LOCK_POLL);
    }
    throw new CodexInstallException(
        "Another process has been fetching the Codex CLI for %d s."
            .formatted(timeLimit.toSeconds()),
        "Stop it and try again.");
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // another thread of this process installs
    }
  }

  private PinnedCodex fetch() {
    try {
      removeStaging();
      var staging = Files.createTempDirectory(cache, STAGING);
      try {
        copyResource("package.json", staging);
        copyResource("package-lock.json", staging);
        progress.accept(
            "Fetching the Codex CLI %s with npm into %s (once; about 400 MB of disk)"
                .formatted(VERSION, cache));
        tools.install(staging, timeLimit, progress);
        verify(staging);
        FileTree.delete(folder());
        Files.move(staging, folder(), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        FileTree.delete(staging);
      }
    } catch (IOException e) {
      throw new CodexInstallException(
          "The Codex CLI could not be put into %s: %s.".formatted(cache, e),
          "Make the folder writable and check the free space, or set BAND_CODEX_CACHE.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CodexInstallException("Fetching the Codex CLI was interrupted.", "Try again.");
    }
    progress.accept("The Codex CLI " + VERSION + " is ready");
    return find().orElseThrow(CodexInstaller::noNativeProgram);
  }

  private void verify(Path staging) throws IOException, InterruptedException {
    var codex = codexIn(staging).orElseThrow(CodexInstaller::noNativeProgram);
    var version = tools.versionOf(codex.binary(), staging);
    if (!version.endsWith(" " + VERSION)) {
      throw new CodexInstallException(
          "The fetched Codex CLI calls itself '%s' instead of %s.".formatted(version, VERSION),
          "Check that npm is not redirected to a changed package, then try again.");
    }
  }

  private static CodexInstallException noNativeProgram() {
    return new CodexInstallException(
        "npm installed the Codex CLI without its native program (%s, %s)."
            .formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
        "Use Linux, macOS or Windows on x64 or arm64, and allow npm optional dependencies.");
  }

  /** Looks for whatever platform npm chose: its Node.js may differ from this Java. */
  private static Optional<PinnedCodex> codexIn(Path root) {
    var scope = root.resolve("node_modules/@openai");
    var launcher = scope.resolveSibling(".bin").resolve(WINDOWS ? "codex.cmd" : "codex");
    if (!Files.isDirectory(scope)) {
      return Optional.empty();
    }
    try (Stream<Path> packages = Files.list(scope)) {
      return packages
          .map(platform -> platform.resolve("vendor"))
          .flatMap(CodexInstaller::children)
          .map(target -> target.resolve("bin").resolve(WINDOWS ? "codex.exe" : "codex"))
          .filter(Files::isExecutable)
          .findFirst()
          .map(binary -> new PinnedCodex(launcher, binary, VERSION));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Stream<Path> children(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList().stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static void copyResource(String name, Path folder) throws IOException {
    try (InputStream in = CodexInstaller.class.getResourceAsStream(RESOURCES + name)) {
      if (in == null) {
        throw new IOException("the program lacks its resource " + RESOURCES + name);
      }
      Files.copy(in, folder.resolve(name));
    }
  }

  /** What an installation left behind that was killed; the lock keeps living ones away. */
  private void removeStaging() throws IOException {
    List<Path> left;
    try (Stream<Path> children = Files.list(cache)) {
      left = children.filter(p -> p.getFileName().toString().startsWith(STAGING)).toList();
    }
    for (var folder : left) {
      FileTree.delete(folder);
    }
  }
}
