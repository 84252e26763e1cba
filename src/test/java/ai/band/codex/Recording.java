package ai.band.codex;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One connection out of a file of recorded frames. */
record Recording(String name, List<Frame> frames) {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final Path FOLDER = Path.of("src/test/resources/captures/codex-0.169");

  /** A frame; {@code out} is from the client to Codex. */
  record Frame(boolean out, JsonNode message) {
    boolean isRequest() {
      return message.path("method").isString() && message.has("id");
    }

    boolean isNotification() {
      return message.path("method").isString() && !message.has("id");
    }

    boolean isAnswer() {
      return !message.has("method") && message.has("id");
    }

    String method() {
      return message.path("method").asString("");
    }

    JsonNode params() {
      return message.path("params");
    }
  }

  static Stream<Recording> all() throws IOException {
    List<Recording> all = new ArrayList<>();
    try (var files = Files.list(FOLDER)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        split(file, all);
      }
    }
    return all.stream();
  }

  /** Without what came before the handshake succeeded. */
  Recording afterHandshake() {
    for (int i = 0; i < frames.size(); i++) {
      JsonNode message = frames.get(i).message();
      if (!frames.get(i).out() && message.path("result").has("userAgent")) {
        return new Recording(name, frames.subList(i + 1, frames.size()));
      }
    }
    return new Recording(name, List.of());
  }

  JsonNode handshake() {
    return frames.stream()
        .map(Frame::message)
        .filter(message -> message.path("result").has("userAgent"))
        .findFirst()
        .orElseGet(() -> MAPPER.readTree("{\"result\":{\"userAgent\":\"x/0.169.0\"}}"))
        .path("result");
  }

  @Override
  public String toString() {
    return name;
  }

  private static void split(Path file, List<Recording> all) throws IOException {
    String name = file.getFileName().toString().replace(".jsonl", "");
    List<Frame> frames = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode record = MAPPER.readTree(line);
      JsonNode message = record.path("msg");
      if (message.has("_note")) {
        all.add(new Recording(name, List.copyOf(frames)));
        frames.clear();
        name = name + " (next process)";
      } else if (message.isObject() && !isPseudo(message)) {
        frames.add(new Frame(record.path("dir").asString().equals("out"), message));
      }
    }
    all.add(new Recording(name, List.copyOf(frames)));
  }

  private static boolean isPseudo(JsonNode message) {
    return message.propertyNames().stream().anyMatch(name -> name.startsWith("_"));
  }
}
