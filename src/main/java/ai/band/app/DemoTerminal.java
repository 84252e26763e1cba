package ai.band.app;

import java.io.IOError;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** A chat in a terminal: the room scrolls above the line that is being typed. */
final class DemoTerminal implements AutoCloseable {
  private static final String PROMPT = "you> ";

  private final Terminal terminal;
  private final LineReader reader;

  private DemoTerminal(Terminal terminal) {
    this.terminal = terminal;
    this.reader = LineReaderBuilder.builder().appName("band-codex").terminal(terminal).build();
  }

  /** The terminal this program runs in; empty when input or output is a file or a pipe. */
  static Optional<DemoTerminal> open() throws IOException {
    var terminal = TerminalBuilder.builder().system(true).dumb(true).build();
    if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
      terminal.close();
      return Optional.empty();
    }
    return Optional.of(new DemoTerminal(terminal));
  }

  /** Prints above the typed line; callable from any thread. */
  void print(List<String> lines) {
    lines.forEach(reader::printAbove);
  }

  /** A chat until the person ends it. What the person typed is on the screen already. */
  void talk(DemoRoom room, String personId) throws IOException {
    try (var follower = RoomFollower.start(room, entry -> show(entry, personId))) {
      for (var line = readLine(); line.isPresent(); line = readLine()) {
        if (!line.get().isEmpty()) {
          follower.say(line.get());
        }
      }
    }
  }

  private void show(RoomEntry entry, String personId) {
    if (!entry.senderId().equals(personId)) {
      print(Transcript.lines(entry));
    }
  }

  /**
   * The next line; empty when the person ended the chat (Ctrl-D, Ctrl-C, {@code /quit}, a signal).
   */
  private Optional<String> readLine() {
    try {
      var line = reader.readLine(PROMPT).strip();
      return line.equals("/quit") || line.equals("/exit") ? Optional.empty() : Optional.of(line);
    } catch (UserInterruptException | EndOfFileException | IOError | IllegalStateException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }
}
