package ai.band.adapter.codex.session;

import ai.band.adapter.codex.telemetry.ThreadFacts;
import ai.band.codex.CodexThread;
import org.jspecify.annotations.Nullable;

/** A room's thread, loaded in Codex, and what it still has to be told with its next turn. */
public final class BoundThread {
  private final CodexThread thread;
  private final long generation;
  private volatile ThreadFacts facts;
  private final boolean toolsOutdated;
  private volatile @Nullable String history;
  private volatile @Nullable ThreadProfile untold;

  BoundThread(
      CodexThread thread,
      long generation,
      ThreadFacts facts,
      boolean toolsOutdated,
      @Nullable String history,
      @Nullable ThreadProfile untold) {
    this.thread = thread;
    this.generation = generation;
    this.facts = facts;
    this.toolsOutdated = toolsOutdated;
    this.history = history;
    this.untold = untold;
  }

  public CodexThread thread() {
    return thread;
  }

  public String id() {
    return thread.id();
  }

  /** The connection that it is loaded in. */
  public long generation() {
    return generation;
  }

  /** Whether the thread has other tools than new ones get; they cannot be changed. */
  public boolean toolsOutdated() {
    return toolsOutdated;
  }

  /** The room's past, when the thread does not know it; null once it was told. */
  public @Nullable String history() {
    return history;
  }

  /** The prompt, when the thread was made with another one; null once it was told. */
  public @Nullable String instructions() {
    ThreadProfile profile = untold;
    return profile == null ? null : profile.instructions();
  }

  /** The prompt is another one now; the thread is told of it with its next turn. */
  void instruct(ThreadProfile profile) {
    boolean knows = profile.instructionsHash().equals(facts.instructionsHash());
    untold = knows ? null : profile;
  }

  ThreadFacts facts() {
    return facts;
  }

  /** What is left of {@link #history} and {@link #instructions} has been accepted by Codex. */
  void told() {
    ThreadProfile profile = untold;
    if (profile != null) {
      facts = new ThreadFacts(id(), profile.instructionsHash(), facts.toolsHash());
    }
    history = null;
    untold = null;
  }
}
