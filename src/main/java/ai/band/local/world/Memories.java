package ai.band.local.world;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What agents remember. Safe for many threads. */
public final class Memories {
  private static final Map<String, Set<String>> TYPES =
      Map.of(
          "sensory", Set.of("iconic", "echoic", "haptic"),
          "working", Set.of("episodic", "semantic", "procedural"),
          "long_term", Set.of("episodic", "semantic", "procedural"));
  private static final Set<String> SEGMENTS = Set.of("user", "agent", "tool", "guideline");
  private static final String SUBJECT = "subject";
  private static final String ORGANIZATION = "organization";

  /** What a listing shows; null: everything. {@code status} is active when null. */
  public record Query(
      @Nullable String subjectId,
      @Nullable String scope,
      @Nullable String system,
      @Nullable String type,
      @Nullable String segment,
      @Nullable String contentQuery,
      @Nullable String status) {

    private boolean fits(RegisteredAgent reader, Memory memory) {
      Memory.Draft draft = memory.draft();
      return isVisibleTo(reader, memory)
          && (scope == null || scope.equals("all") || scope.equals(draft.scope()))
          && (system == null || system.equals(draft.system()))
          && (type == null || type.equals(draft.type()))
          && (segment == null || segment.equals(draft.segment()))
          && hasStatus(memory)
          && (contentQuery == null || contains(draft.content(), contentQuery));
    }

    private boolean isVisibleTo(RegisteredAgent reader, Memory memory) {
      Memory.Draft draft = memory.draft();
      if (draft.scope().equals(ORGANIZATION)) {
        return true;
      }
      return subjectId == null
          ? memory.source() == reader || reader.id().equals(draft.subjectId())
          : subjectId.equals(draft.subjectId());
    }

    private boolean hasStatus(Memory memory) {
      String wanted = status == null ? Memory.Status.ACTIVE.wire() : status;
      return wanted.equals("all") || wanted.equals(memory.status().wire());
    }

    private static boolean contains(String content, String query) {
      String text = content.toLowerCase(Locale.ROOT);
      for (String word : query.toLowerCase(Locale.ROOT).strip().split("\\s+", -1)) {
        if (!text.contains(word)) {
          return false;
        }
      }
      return true;
    }
  }

  private final Timekeeper time;
  private final Features features;
  private final Directory directory;
  private final AtomicLong counter = new AtomicLong();
  private final Map<Long, Memory> all = new ConcurrentSkipListMap<>();

  Memories(Timekeeper time, Features features, Directory directory) {
    this.time = time;
    this.features = features;
    this.directory = directory;
  }

  /** Memories the agent may see, oldest first. */
  public List<Memory> list(RegisteredAgent reader, Query query) {
    requireFeature();
    requireOneOf("scope", query.scope(), Set.of(SUBJECT, ORGANIZATION, "all"));
    requireOneOf("system", query.system(), TYPES.keySet());
    requireOneOf("segment", query.segment(), SEGMENTS);
    requireOneOf("status", query.status(), Set.of("active", "superseded", "archived", "all"));
    return all.values().stream().filter(memory -> query.fits(reader, memory)).toList();
  }

  /** Stores one, after checking it. */
  public Memory store(RegisteredAgent source, Memory.Draft draft) {
    requireFeature();
    requireText("content", draft.content());
    requireText("thought", draft.thought());
    Set<String> types = TYPES.get(draft.system());
    if (types == null) {
      throw Refusal.invalid("/memory/system", "is invalid");
    }
    if (!types.contains(draft.type())) {
      throw Refusal.invalid("/memory/type", "does not fit system " + draft.system());
    }
    requireOneOf("segment", draft.segment(), SEGMENTS);
    requireOneOf("scope", draft.scope(), Set.of(SUBJECT, ORGANIZATION));
    if (draft.scope().equals(SUBJECT)) {
      requireSubject(draft.subjectId());
    }
    var memory = new Memory(counter.incrementAndGet(), source, draft, time.now());
    all.put(memory.number(), memory);
    return memory;
  }

  /** One memory that exists in the organization. */
  public Memory get(String id) {
    requireFeature();
    return all.values().stream()
        .filter(memory -> memory.id().equals(id))
        .findFirst()
        .orElseThrow(() -> Refusal.notFound("memory"));
  }

  /** Supersedes or archives; only the agent that stored it may. */
  public Memory retire(RegisteredAgent by, String id, Memory.Status how) {
    Memory memory = get(id);
    if (memory.source() != by) {
      throw Refusal.forbidden("only the agent that stored a memory may retire it");
    }
    memory.become(how);
    return memory;
  }

  private void requireFeature() {
    if (!features.memories()) {
      throw Refusal.forbidden("memory is not part of this workspace's plan");
    }
  }

  private void requireSubject(@Nullable String subjectId) {
    if (subjectId == null) {
      throw Refusal.invalid("/memory/subject_id", "is required for scope subject");
    }
    if (directory.byId(subjectId) == null) {
      throw Refusal.invalid("/memory/subject_id", "is not the id of anybody here");
    }
  }

  private static void requireText(String field, String text) {
    if (text.isBlank()) {
      throw Refusal.invalid("/memory/" + field, "can't be blank");
    }
  }

  private static void requireOneOf(String field, @Nullable String value, Set<String> allowed) {
    if (value != null && !allowed.contains(value)) {
      throw Refusal.invalid("/memory/" + field, "is invalid");
    }
  }
}
