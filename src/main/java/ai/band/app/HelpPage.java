package ai.band.app;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lays the help out: paragraphs, and blocks of two columns. */
final class HelpPage {
  private static final int WIDTH = 100;
  private static final int WIDEST_LEFT = 26;
  private static final int GAP = 3;
  private static final String HANGING = "  ";

  private final PrintStream out;

  HelpPage(PrintStream out) {
    this.out = out;
  }

  /** The help of the program. */
  void print(Flags own, Map<String, Command> commands) {
    head("COMMAND", own);
    List<Row> flags = rows(own.groups().getOrDefault("", List.of()));
    print(flags, column(flags));
    out.println("Commands:");
    List<Row> listed = new ArrayList<>();
    commands.forEach(
        (name, command) -> {
          if (command.listed()) {
            listed.add(new Row("  " + name, command.flags().about().getFirst()));
          }
        });
    print(listed, column(listed));
    out.println();
    out.println("band-codex COMMAND --help shows the flags of a command.");
  }

  /** The help of a command. */
  void print(String command, Flags flags) {
    head(command, flags);
    List<Row> all = new ArrayList<>();
    flags.groups().values().forEach(group -> all.addAll(rows(group)));
    int column = column(all);
    flags
        .groups()
        .forEach(
            (title, group) -> {
              if (!title.isEmpty()) {
                out.println();
                out.println(title);
              }
              print(rows(group), column);
            });
  }

  private void head(String command, Flags flags) {
    out.println("Usage: band-codex " + command + " [FLAG]...");
    flags.about().forEach(paragraph -> wrap("", paragraph, 0, ""));
  }

  /** A name, and what it does. */
  private record Row(String left, String right) {}

  private static List<Row> rows(List<Flag> flags) {
    List<Row> rows = new ArrayList<>();
    for (Flag flag : flags) {
      var help = flag.help();
      if (help != null) {
        Flag.Help shown = help.get();
        rows.add(new Row(left(flag, shown.label()), shown.text()));
      }
    }
    return rows;
  }

  private static String left(Flag flag, String label) {
    String letter = flag.letter() == 0 ? "      " : "  -" + flag.letter() + ", ";
    return letter
        + flag.name()
        + switch (flag.takes()) {
          case NOTHING -> "";
          case MAYBE_A_VALUE -> "[=" + label + "]";
          case A_VALUE -> "=" + label;
        };
  }

  /** Where the right side begins; longer names have a line of their own. */
  private static int column(List<Row> rows) {
    int widest = 0;
    for (Row row : rows) {
      if (row.left().length() <= WIDEST_LEFT) {
        widest = Math.max(widest, row.left().length());
      }
    }
    return widest + GAP;
  }

  private void print(List<Row> rows, int column) {
    for (Row row : rows) {
      String left = row.left();
      if (left.length() >= column) {
        out.println(left);
        left = "";
      }
      wrap(left, row.right(), column, HANGING);
    }
  }

  /** Breaks only between words. */
  private void wrap(String left, String text, int column, String hanging) {
    var line = new StringBuilder(left).repeat(' ', column - left.length());
    boolean first = true;
    for (String word : text.split(" ", -1)) {
      if (!first && line.length() + 1 + word.length() > WIDTH) {
        out.println(line);
        line.setLength(0);
        line.repeat(' ', column).append(hanging);
        first = true;
      }
      line.append(first ? "" : " ").append(word);
      first = false;
    }
    out.println(line);
  }
}
