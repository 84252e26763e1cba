package ai.band.app;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a command is for and the flags it takes, in the order of its help. */
final class Flags {
  static final Flag HELP = Flag.plain("--help", "Prints this.").withLetter('h');

  private final List<String> about;
  private final Map<String, Flag> named = new LinkedHashMap<>();
  private final Map<String, List<Flag>> groups = new LinkedHashMap<>();

  /**
   * Describes a command without flags.
   *
   * @param about what it does; the list of commands shows only the first of these paragraphs
   */
  Flags(String... about) {
    this.about = List.of(about);
    groups.put("", new ArrayList<>());
  }

  /** Adds a flag that stands before all groups. */
  void add(Flag flag) {
    add("", flag);
  }

  /**
   * Adds a flag.
   *
   * @param title stands above its group in the help
   */
  void add(String title, Flag flag) {
    if (named.put(flag.name(), flag) != null) {
      throw new IllegalArgumentException(flag.name() + " is described twice");
    }
    if (flag.help() != null) {
      groups.computeIfAbsent(title, unused -> new ArrayList<>()).add(flag);
    }
  }

  List<String> about() {
    return about;
  }

  /** Those of the help, by title; the title of the first group is empty. */
  Map<String, List<Flag>> groups() {
    return groups;
  }

  Collection<Flag> all() {
    return named.values();
  }

  Collection<String> names() {
    return named.keySet();
  }

  @Nullable Flag named(String name) {
    return named.get(name);
  }

  /** The flag that a letter stands for. */
  @Nullable Flag lettered(char letter) {
    for (Flag flag : named.values()) {
      if (flag.letter() == letter) {
        return flag;
      }
    }
    return null;
  }
}
