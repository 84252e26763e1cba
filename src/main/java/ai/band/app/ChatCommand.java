package ai.band.app;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code chat}: talks to an agent in a room of a Band, as one of its people. */
final class ChatCommand implements Command {
  private static final String DEFAULT_URL = "http://127.0.0.1:4000";
  private static final int DEFAULT_LIMIT = 120;

  @Override
  public CommandSpec spec() {
    var spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Talks to an agent in a room, meant for the server that \"band-codex local\" runs."
                + " Without --message it reads the terminal, or lines from standard input.");
    spec.addOption(text("--url", "URL", "The server. Default: " + DEFAULT_URL + "."));
    spec.addOption(text("--key", "KEY", "Key of the person who talks."));
    spec.addOption(text("--agent", "NAME", "Whom to mention. Default: the first agent found."));
    spec.addOption(
        OptionSpec.builder("--message")
            .paramLabel("TEXT")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description("Writes this, waits for the answer and ends. May be repeated.")
            .build());
    spec.addOption(
        OptionSpec.builder("--timeout")
            .paramLabel("SECONDS")
            .type(Integer.class)
            .description("How long to wait for each answer. Default: " + DEFAULT_LIMIT + ".")
            .build());
    return spec;
  }

  private static OptionSpec text(String name, String label, String help) {
    return OptionSpec.builder(name).paramLabel(label).type(String.class).description(help).build();
  }

  @Override
  public int run(ParseResult parsed, Program program) throws Exception {
    var caller = Thread.currentThread();
    program.stop().onRequested(caller::interrupt);
    String url = parsed.matchedOptionValue("--url", DEFAULT_URL);
    String key = parsed.matchedOptionValue("--key", "");
    program.secrets().register(key);
    int seconds = parsed.matchedOptionValue("--timeout", DEFAULT_LIMIT);
    if (seconds < 1) {
      throw new UsageException("--timeout " + seconds + " is too short.", "Give 1 or more.");
    }
    List<String> messages = parsed.matchedOptionValue("--message", List.of());
    try (var rooms = new PersonRooms(url, key)) {
      var found = rooms.find(parsed.matchedOptionValue("--agent", ""));
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
