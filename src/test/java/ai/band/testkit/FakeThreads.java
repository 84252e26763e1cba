package ai.band.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The threads of a fake: loaded ones, and what is stored of all. */
final class FakeThreads {
  private static final int INVALID = -32600;

  private final Path folder;
  private final Map<String, FakeThread> loaded = new ConcurrentHashMap<>();
  private final Map<String, ObjectNode> stored;
  private final Set<String> archived;

  private FakeThreads(Path folder, Map<String, ObjectNode> stored, Set<String> archived) {
    this.folder = folder;
    this.stored = stored;
    this.archived = archived;
  }

  static FakeThreads inMemory() {
    return new FakeThreads(null, new ConcurrentHashMap<>(), ConcurrentHashMap.newKeySet());
  }

  static FakeThreads in(String codexHome) {
    FakeThreads threads =
        new FakeThreads(
            codexHome == null || !Files.isDirectory(Path.of(codexHome))
                ? null
                : Path.of(codexHome, "fake-threads"),
            new ConcurrentHashMap<>(),
            ConcurrentHashMap.newKeySet());
    threads.readFolder();
    return threads;
  }

  FakeThreads afterRestart() {
    return new FakeThreads(folder, stored, archived);
  }

  FakeThread create(JsonNode params) {
    FakeThread thread = FakeThread.create(this, params);
    loaded.put(thread.id(), thread);
    save(thread.id(), thread.record());
    return thread;
  }

  FakeThread load(JsonNode params) {
    String id = params.path("threadId").asString();
    FakeThread running = loaded.get(id);
    if (running != null) {
      return running;
    }
    if (archived.contains(id)) {
      throw new FakeRefusal(INVALID, "session " + id + " is archived. Run `codex unarchive`");
    }
    ObjectNode record = stored.get(id);
    if (record == null) {
      throw new FakeRefusal(INVALID, "no rollout found for thread id " + id);
    }
    FakeThread thread = FakeThread.restore(this, record, params);
    loaded.put(id, thread);
    return thread;
  }

  /** Leaves the thread that was asked for where it is. */
  FakeThread loadOther(JsonNode params, String other) {
    mustBeStored(params);
    return other.equals("new")
        ? create(params)
        : load(((ObjectNode) params.deepCopy()).put("threadId", other));
  }

  FakeThread running(JsonNode params) {
    String id = params.path("threadId").asString();
    FakeThread thread = loaded.get(id);
    if (thread == null) {
      throw new FakeRefusal(INVALID, "thread not found: " + id);
    }
    return thread;
  }

  FakeThread stored(JsonNode params) {
    return running(params);
  }

  void archive(JsonNode params) {
    String id = params.path("threadId").asString();
    mustBeStored(params);
    archived.add(id);
    loaded.remove(id);
  }

  void mustBeStored(JsonNode params) {
    String id = params.path("threadId").asString();
    if (!stored.containsKey(id)) {
      throw new FakeRefusal(INVALID, "no rollout found for thread id " + id);
    }
  }

  ObjectNode unarchive(JsonNode params) {
    String id = params.path("threadId").asString();
    if (!archived.remove(id)) {
      throw new FakeRefusal(INVALID, "no rollout found for thread id " + id);
    }
    return FakeAppServer.MAPPER.createObjectNode().put("id", id);
  }

  ObjectNode unsubscribe(JsonNode params) {
    boolean known = loaded.containsKey(params.path("threadId").asString());
    return FakeAppServer.MAPPER
        .createObjectNode()
        .put("status", known ? "unsubscribed" : "notLoaded");
  }

  ObjectNode loaded() {
    ObjectNode answer = FakeAppServer.MAPPER.createObjectNode();
    var data = answer.putArray("data");
    loaded.keySet().forEach(data::add);
    return answer.putNull("nextCursor");
  }

  void save(String id, ObjectNode record) {
    stored.put(id, record);
    if (folder == null) {
      return;
    }
    try {
      Files.createDirectories(folder);
      // Whole or not at all: a fake may be killed while it writes.
      Path draft = folder.resolve(id + ".draft");
      Files.writeString(draft, record.toString());
      Files.move(draft, folder.resolve(id + ".json"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readFolder() {
    if (folder == null || !Files.isDirectory(folder)) {
      return;
    }
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        ObjectNode record = (ObjectNode) FakeAppServer.MAPPER.readTree(Files.readString(file));
        stored.put(record.path("id").asString(), record);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
