package ai.band.app;

import ai.band.app.RoomFollower.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A conversation without a terminal: one message after the other, each when the one before it is
 * finished. A slash command is sent as soon as the agent has reacted to the message before, because
 * that message may be waiting for it.
 */
final class DemoTalk {
  private record Sent(String id, String text) {}

  private final RoomFollower follower;
  private final Duration limit;
  private final Consumer<String> problems;
  private final List<Sent> open = new ArrayList<>();
  private boolean allAnswered = true;

  /**
   * @param limit how long to wait for each message
   * @param problems takes a line for each message that got no answer
   */
  DemoTalk(RoomFollower follower, Duration limit, Consumer<String> problems) {
    this.follower = follower;
    this.limit = limit;
    this.problems = problems;
  }

  /** Sends the messages; returns whether each got an answer. */
  boolean send(List<String> messages) throws IOException, InterruptedException {
    for (var message : messages) {
      say(message);
    }
    return finish();
  }

  /** Sends each line of the input until it ends; returns whether each got an answer. */
  boolean send(LineQueue input) throws IOException, InterruptedException {
    for (var line = input.next(); line.isPresent(); line = input.next()) {
      var text = line.get().strip();
      if (!text.isEmpty()) {
        say(text);
      }
    }
    return finish();
  }

  private void say(String text) throws IOException, InterruptedException {
    if (!text.startsWith("/")) {
      finish();
    } else if (!open.isEmpty()) {
      follower.awaitReaction(open.getLast().id(), limit);
    }
    open.add(new Sent(follower.say(text), text));
  }

  private boolean finish() throws InterruptedException {
    for (var sent : open) {
      var outcome = follower.awaitEnd(sent.id(), limit);
      if (outcome != Outcome.ANSWERED) {
        allAnswered = false;
        problems.accept("No answer to \"" + sent.text() + "\": " + reason(outcome));
      }
    }
    open.clear();
    return allAnswered;
  }

  private String reason(Outcome outcome) {
    return switch (outcome) {
      case ANSWERED -> "";
      case SILENT -> "the agent finished without a word.";
      case FAILED -> "the agent gave it up.";
      case TIMED_OUT -> "nothing came within %d s.".formatted(limit.toSeconds());
    };
  }
}
