package ai.band.adapter.codex.command;

import ai.band.api.PlatformMessage;
import ai.band.api.RoomHandle;
import ai.band.platform.rest.Excerpt;
import java.util.List;
import java.util.StringJoiner;

/** Shows what waits for the turn at work, and drops it. */
final class QueueCommand implements RoomCommand {
  private static final int SHOWN = 20;
  private static final int EXCERPT = 80;

  @Override
  public List<String> words() {
    return List.of("queue");
  }

  @Override
  public List<String> help() {
    return List.of("/queue: messages that wait", "/queue drop <n>: drop one of them");
  }

  @Override
  public boolean isPrivileged(CommandCall call) {
    return !call.arguments().isEmpty();
  }

  @Override
  public String run(CommandCall call) {
    RoomHandle room = call.session().room().handle();
    List<PlatformMessage> waiting = room.waiting();
    List<String> words = call.words();
    if (words.isEmpty()) {
      return list(waiting);
    }
    Integer number =
        words.size() == 2 && words.getFirst().equals("drop")
            ? DecisionCommand.number(words.get(1))
            : null;
    if (number == null) {
      return "Usage: /queue, or /queue drop <n>";
    }
    if (number < 1 || number > waiting.size()) {
      return "There is no message " + number + " in the queue; there are " + waiting.size() + ".";
    }
    PlatformMessage message = waiting.get(number - 1);
    return room.dropWaiting(message.id())
        ? "Dropped: " + line(message)
        : "Too late: that message is already at work.";
  }

  private static String list(List<PlatformMessage> waiting) {
    if (waiting.isEmpty()) {
      return "Nothing waits in this room.";
    }
    StringJoiner lines = new StringJoiner("\n");
    lines.add(waiting.size() + " waiting:");
    for (int i = 0; i < Math.min(SHOWN, waiting.size()); i++) {
      lines.add((i + 1) + ". " + line(waiting.get(i)));
    }
    if (waiting.size() > SHOWN) {
      lines.add("...");
    }
    return lines.toString();
  }

  private static String line(PlatformMessage message) {
    String text = message.content().replaceAll("\\s+", " ").replace("`", "'").strip();
    return message.displayName() + ": " + Excerpt.of(text, EXCERPT);
  }
}
