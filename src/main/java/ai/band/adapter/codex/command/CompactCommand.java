package ai.band.adapter.codex.command;

import ai.band.adapter.codex.session.BoundThread;
import java.util.List;

/** Lets Codex shorten the conversation. */
final class CompactCommand implements RoomCommand {
  @Override
  public List<String> words() {
    return List.of("compact");
  }

  @Override
  public List<String> help() {
    return List.of("/compact: let Codex shorten the conversation");
  }

  @Override
  public boolean isPrivileged(CommandCall call) {
    return true;
  }

  @Override
  public String run(CommandCall call) {
    if (!call.session().turnLock().tryLock()) {
      return "A turn is running. Wait for its end or use /stop, then /compact.";
    }
    try {
      BoundThread thread = call.session().slot().bound();
      if (thread == null) {
        return "No thread is loaded in this room; there is nothing to shorten yet.";
      }
      thread.thread().compact();
      return "Codex is shortening the conversation of thread " + thread.id() + ".";
    } finally {
      call.session().turnLock().unlock();
    }
  }
}
