package ai.band.app;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code chat}: talks to an agent in a room of a Band, as one of its people. */
final class ChatCommand implements Command {
  private static final String DEFAULT_URL = "http://127.0.0.1:4000";
  private static final int DEFAULT_LIMIT = 120;

  @Override
  public Flags flags() {
    var flags =
        new Flags(
            "Talks to an agent in a room, meant for the server that \"band-codex local\" runs."
                + " Without --message it reads the terminal, or lines from standard input.");
    flags.add(Flag.valued("--url", "URL", "The server. Default: " + DEFAULT_URL + "."));
    flags.add(Flag.valued("--key", "KEY", "Key of the person who talks."));
    flags.add(Flag.valued("--agent", "NAME", "Whom to mention. Default: the first agent found."));
    flags.add(
        Flag.valued(
            "--message", "TEXT", "Writes this, waits for the answer and ends. May be repeated."));
    flags.add(
        Flag.valued(
            "--timeout",
            "SECONDS",
            "How long to wait for each answer. Default: " + DEFAULT_LIMIT + "."));
    return flags;
  }

  @Override
  public int run(ParsedFlags parsed, Program program) throws Exception {
    var caller = Thread.currentThread();
    program.stop().onRequested(caller::interrupt);
    String url = parsed.value("--url", DEFAULT_URL);
    String key = parsed.value("--key", "");
    program.secrets().register(key);
    int seconds = parsed.number("--timeout", DEFAULT_LIMIT);
    if (seconds < 1) {
      throw new UsageException("--timeout " + seconds + " is too short.", "Give 1 or more.");
    }
    List<String> messages = parsed.values("--message");
    try (var rooms = new PersonRooms(url, key)) {
      var found = rooms.find(parsed.value("--agent", ""));
      program.out().println("Room " + found.title() + ", talking to " + found.agentName());
      try (var room = new DemoRoom(url, found.roomId(), key, found.agentId())) {
        boolean answered =
            converse(room, found.personId(), messages, Duration.ofSeconds(seconds), program);
        program.out().flush();
        return answered ? ExitCodes.OK : ExitCodes.FAILED;
      }
    }
  }

  private static boolean converse(
      DemoRoom room, String personId, List<String> messages, Duration limit, Program program)
      throws IOException, InterruptedException {
    var terminal = messages.isEmpty() ? DemoTerminal.open() : Optional.<DemoTerminal>empty();
    if (terminal.isPresent()) {
      try (var chat = terminal.get()) {
        chat.talk(room, personId);
        return true;
      }
    }
    try (var follower = RoomFollower.start(room, entry -> show(entry, program))) {
      var talk =
          new DemoTalk(follower, limit, problem -> program.err().println("band-codex: " + problem));
      return messages.isEmpty() ? talk.send(LineQueue.read(program.in())) : talk.send(messages);
    }
  }

  private static void show(RoomEntry entry, Program program) {
    Transcript.lines(entry).forEach(program.out()::println);
    program.out().flush();
  }
}
