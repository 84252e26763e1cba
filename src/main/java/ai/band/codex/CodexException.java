package ai.band.codex;

import ai.band.codex.transport.TokenRefusedException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What can go wrong with Codex. The message says what happened, then what to do. */
public abstract sealed class CodexException extends RuntimeException {
  private CodexException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Whether the same call may succeed later without a change by the caller. */
  public abstract boolean isRetryable();

  /** There is no Codex CLI to start. */
  public static final class CodexNotFound extends CodexException {
    private final transient List<String> searched;

    public CodexNotFound(String what, List<String> searched) {
      super(
          what
              + (searched.isEmpty() ? "" : " Searched: " + String.join(", ", searched) + ".")
              + " Install it with Node.js 18 or newer: npm install -g @openai/codex; or set"
              + " CODEX_PATH to the program or CODEX_COMMAND to the whole command.",
          null);
      this.searched = List.copyOf(searched);
    }

    /** The places that were looked at. */
    public List<String> searched() {
      return searched;
    }

    @Override
    public boolean isRetryable() {
      return false;
    }
  }

  /** Codex could not be started or reached, or the connection to it has ended. */
  public static final class CodexUnavailable extends CodexException {
    private final @Nullable Integer exitCode;
    private final transient List<String> lastStderrLines;

    public CodexUnavailable(
        String message,
        @Nullable Integer exitCode,
        List<String> lastStderrLines,
        @Nullable Throwable cause) {
      super(message, cause);
      this.exitCode = exitCode;
      this.lastStderrLines = List.copyOf(lastStderrLines);
    }

    /** The exit code of a process that ended by itself. */
    public @Nullable Integer exitCode() {
      return exitCode;
    }

    /** The last lines that the process wrote to its standard error. */
    public List<String> lastStderrLines() {
      return lastStderrLines;
    }

    /** True, unless a server wants another token. */
    @Override
    public boolean isRetryable() {
      return !(getCause() instanceof TokenRefusedException);
    }
  }

  /** Codex answered a request with an error. */
  public static final class RpcFailed extends CodexException {
    private final String method;
    private final int code;
    private final String detail;
    private final transient @Nullable JsonNode data;

    public RpcFailed(String method, int code, String detail, @Nullable JsonNode data) {
      super("Codex refused " + method + ": " + detail + " (" + code + ")", null);
      this.method = method;
      this.code = code;
      this.detail = detail;
      this.data = data;
    }

    public String method() {
      return method;
    }

    public int code() {
      return code;
    }

    /** Codex's own words. */
    public String detail() {
      return detail;
    }

    public @Nullable JsonNode data() {
      return data;
    }

    /** The thread is not loaded; it must be resumed first. */
    public boolean isThreadNotFound() {
      return detail.startsWith("thread not found") || detail.startsWith("thread not loaded");
    }

    /** Codex has nothing stored for this thread id, or it is no thread id at all. */
    public boolean isNoRollout() {
      return detail.startsWith("no rollout found")
          || detail.startsWith("invalid session id")
          || detail.startsWith("invalid thread id");
    }

    /** Another process holds the thread. */
    public boolean isActiveWriter() {
      return detail.contains("already has an active writer");
    }

    /** The thread has no running turn, or not the one that was named. */
    public boolean isNoActiveTurn() {
      return detail.startsWith("no active turn");
    }

    /** Another turn than the named one is running. */
    public boolean isOtherTurnActive() {
      return detail.startsWith("expected active turn id");
    }

    /** The thread is archived. */
    public boolean isArchived() {
      return detail.contains("is archived");
    }

    /** Codex has too much to do. */
    public boolean isOverloaded() {
      return code == -32001 && detail.toLowerCase(java.util.Locale.ROOT).contains("overload");
    }

    @Override
    public boolean isRetryable() {
      return isOverloaded();
    }
  }

  /** Codex gave no answer in time. Whether it did what was asked is not known. */
  public static final class RequestTimedOut extends CodexException {
    private final String method;

    public RequestTimedOut(String method, Duration limit) {
      super(
          "Codex did not answer "
              + method
              + " within "
              + limit.toMillis()
              + " ms. It may be overloaded or hanging; try again, or restart it.",
          null);
      this.method = method;
    }

    public String method() {
      return method;
    }

    @Override
    public boolean isRetryable() {
      return true;
    }
  }

  /** The thread has a running turn, so no new one was started. */
  public static final class TurnAlreadyRunning extends CodexException {
    private final @Nullable String turnId;
    private final boolean joined;

    public TurnAlreadyRunning(String threadId, @Nullable String turnId, boolean joined) {
      super(
          "Thread "
              + threadId
              + " still runs turn "
              + (turnId == null ? "(unknown)" : turnId)
              + (joined ? "; Codex added the input to it." : "; the input was not sent.")
              + " Wait for its end or interrupt it first.",
          null);
      this.turnId = turnId;
      this.joined = joined;
    }

    /** The running turn, when known. */
    public @Nullable String turnId() {
      return turnId;
    }

    /** Whether the input went into the running turn all the same. */
    public boolean joined() {
      return joined;
    }

    @Override
    public boolean isRetryable() {
      return true;
    }
  }

  /** The calling thread was interrupted while it waited; its interrupt flag is set again. */
  public static final class CallInterrupted extends CodexException {
    public CallInterrupted(String method, InterruptedException cause) {
      super("Interrupted while waiting for Codex to answer " + method + ".", cause);
    }

    @Override
    public boolean isRetryable() {
      return true;
    }
  }
}
