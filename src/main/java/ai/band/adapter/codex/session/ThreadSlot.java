package ai.band.adapter.codex.session;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where a room keeps its thread: loaded, known by its id, or not there yet. Safe from any thread;
 * nothing here blocks.
 */
public final class ThreadSlot {
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable BoundThread bound;
  private @Nullable RememberedThread known;
  private @Nullable String untoldHistory;
  private boolean settled;
  private boolean reload;

  /** The loaded thread; null when there is none. */
  public @Nullable BoundThread bound() {
    lock.lock();
    try {
      return bound;
    } finally {
      lock.unlock();
    }
  }

  /** The thread's id, loaded or not; null when the room has no thread as far as is known. */
  public @Nullable String threadId() {
    lock.lock();
    try {
      if (bound != null) {
        return bound.id();
      }
      return known == null ? null : known.threadId();
    } finally {
      lock.unlock();
    }
  }

  /** The loaded thread, if it is loaded in this connection. Otherwise it must be resumed. */
  @Nullable BoundThread bound(long generation) {
    lock.lock();
    try {
      if (bound != null && bound.generation() != generation) {
        forgetBinding();
      }
      return bound;
    } finally {
      lock.unlock();
    }
  }

  /** What there is to resume; null when the room's history has not been asked. */
  @Nullable RememberedThread known() {
    lock.lock();
    try {
      return known != null ? known : settled ? RememberedThread.NONE : null;
    } finally {
      lock.unlock();
    }
  }

  /** The room's past, when the thread that was loaded before had not been told of it yet. */
  @Nullable String untoldHistory() {
    lock.lock();
    try {
      return untoldHistory;
    } finally {
      lock.unlock();
    }
  }

  /** The history has been asked. Forgotten again when nothing comes of it. */
  void know(RememberedThread found) {
    lock.lock();
    try {
      known = found.threadId() == null ? null : found;
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #know}, for those who do not hold the room's turn: what happens meanwhile counts. */
  void knowUnlessSettled(RememberedThread found) {
    lock.lock();
    try {
      if (!isSettled()) {
        know(found);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is known what thread the room has. */
  boolean isSettled() {
    lock.lock();
    try {
      return settled || bound != null || known != null;
    } finally {
      lock.unlock();
    }
  }

  /** What the thread that is not loaded was made with; null when it is loaded, or not known. */
  public @Nullable String rememberedToolsHash() {
    lock.lock();
    try {
      return bound != null || known == null ? null : known.toolsHash();
    } finally {
      lock.unlock();
    }
  }

  void bind(BoundThread thread) {
    lock.lock();
    try {
      bound = thread;
      known = null;
      untoldHistory = null;
      settled = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The thread is no longer loaded, or must be loaded again; its id stays known.
   *
   * @param thread nothing happens when another one is loaded by now
   */
  public void unload(BoundThread thread) {
    lock.lock();
    try {
      if (bound == thread) {
        forgetBinding();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Codex must forget what it has remembered of the loaded thread before the next turn begins. */
  public void reloadBeforeNextTurn() {
    lock.lock();
    try {
      reload = bound != null;
    } finally {
      lock.unlock();
    }
  }

  /** The loaded thread, if Codex must load it anew; asked once. */
  @Nullable BoundThread takeReload() {
    lock.lock();
    try {
      boolean due = reload;
      reload = false;
      return due ? bound : null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The room has done with its thread: the next message starts a new one.
   *
   * @return the thread that was loaded, if any
   */
  public @Nullable BoundThread clear() {
    lock.lock();
    try {
      BoundThread was = bound;
      bound = null;
      known = null;
      untoldHistory = null;
      settled = true;
      return was;
    } finally {
      lock.unlock();
    }
  }

  private void forgetBinding() {
    BoundThread was = bound;
    if (was != null) {
      known =
          new RememberedThread(
              was.id(), null, null, was.facts().instructionsHash(), was.facts().toolsHash());
      untoldHistory = was.history();
      bound = null;
    }
  }
}
