package ai.band.adapter.codex.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/**
 * How the names of files and folders in options are understood: {@code ~} is the user's home, and a
 * relative name begins where it was written.
 *
 * @param ofFile where names in the configuration file begin
 * @param ofProgram where names in code, variables and flags begin
 * @param home what {@code ~} means
 * @param toCome folders that are made later: they and what is inside need not exist yet
 */
public record FolderNames(Path ofFile, Path ofProgram, Path home, Set<Path> toCome) {
  /** Copies the set. */
  public FolderNames {
    toCome = Set.copyOf(toCome);
  }

  /** The rules outside of a configuration file. */
  public static FolderNames ofProcess() {
    Path here = Path.of("").toAbsolutePath();
    return new FolderNames(here, here, Path.of(System.getProperty("user.home", "")), Set.of());
  }

  /** The same with one more folder that is made later. */
  public FolderNames withToCome(Path folder) {
    return new FolderNames(ofFile, ofProgram, home, Set.of(folder.normalize()));
  }

  /**
   * The absolute path that a name means.
   *
   * @throws InvalidPathException when it cannot be the name of a file here
   */
  public Path resolve(String name, OptionSource source) {
    Path base = source.kind() == OptionSource.Kind.FILE ? ofFile : ofProgram;
    return base.resolve(withHome(name)).toAbsolutePath().normalize();
  }

  /** The path that a name means when {@code ~} is replaced; it may be relative. */
  public Path withHome(String name) {
    if (name.equals("~")) {
      return home;
    }
    return name.startsWith("~/") ? home.resolve(name.substring(2)) : Path.of(name);
  }

  /** Whether a folder is one that is made later, or inside of one. */
  boolean isToCome(Path folder) {
    return toCome.stream().anyMatch(folder::startsWith);
  }
}
