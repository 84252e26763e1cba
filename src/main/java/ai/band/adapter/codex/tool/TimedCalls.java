package ai.band.adapter.codex.tool;

import ai.band.api.LogScope;
import ai.band.platform.rest.Excerpt;
import ai.band.tools.ToolResult;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the calls of one tool that may hang: each on a thread of its own, cut at a limit of time,
 * its result cut at a limit of length where that is asked for.
 *
 * <p>Code that does not heed an interrupt goes on unheard. Beyond {@value #MOST_AT_WORK} calls at
 * work, such ones included, further calls fail at once.
 */
final class TimedCalls {
  private static final Logger log = LoggerFactory.getLogger(TimedCalls.class);
  private static final int MOST_AT_WORK = 256;

  /** Characters of a result that the model gets; more only fills its context. */
  static final int LONGEST_RESULT = 100_000;

  private final String tool;
  private final Duration limit;
  private final String advice;
  private final AtomicInteger atWork = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();

  TimedCalls(String tool, Duration limit) {
    this(tool, limit, "");
  }

  /**
   * Calls of one tool.
   *
   * @param advice what the model is told beside that the time is over
   */
  TimedCalls(String tool, Duration limit, String advice) {
    this.tool = tool;
    this.limit = limit;
    this.advice = advice;
  }

  /**
   * Runs a call; what goes wrong becomes a failed result, and a very long one is cut.
   *
   * @throws InterruptedException when the caller is interrupted; the call then is, too
   */
  ToolResult run(Callable<ToolResult> work) throws InterruptedException {
    return shortened(runWhole(work));
  }

  /** As {@link #run}, without a cut. */
  ToolResult runWhole(Callable<ToolResult> work) throws InterruptedException {
    if (atWork.incrementAndGet() > MOST_AT_WORK) {
      atWork.decrementAndGet();
      return ToolResult.failed(
          "Error: "
              + MOST_AT_WORK
              + " calls of "
              + tool
              + " are at work already. Try again later.");
    }
    FutureTask<ToolResult> task = new FutureTask<>(work);
    Thread.ofVirtual()
        .name("tool-" + tool + "-" + calls.incrementAndGet())
        .start(LogScope.carried(() -> perform(task)));
    return await(task);
  }

  /** Counts outside of the task, which does not run at all when it is cancelled before it began. */
  private void perform(FutureTask<ToolResult> task) {
    try {
      task.run();
    } finally {
      atWork.decrementAndGet();
    }
  }

  private ToolResult await(FutureTask<ToolResult> task) throws InterruptedException {
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      log.warn("tool {} was stopped after {}", tool, words(limit));
      return ToolResult.failed(
          "Error: "
              + tool
              + " did not answer within "
              + words(limit)
              + " and was stopped."
              + advice);
    } catch (ExecutionException e) {
      return failure(e.getCause() == null ? e : e.getCause());
    } finally {
      task.cancel(true); // without effect on a task that is done
    }
  }

  private ToolResult failure(Throwable cause) {
    log.debug("tool {} failed", tool, cause);
    if (cause instanceof Error) {
      log.warn("tool {} failed", tool, cause);
    }
    String message = cause.getMessage();
    return ToolResult.failed(
        "Error: "
            + (message == null || message.isBlank() ? cause.getClass().getSimpleName() : message));
  }

  private ToolResult shortened(ToolResult result) {
    String text = result.text();
    if (text.length() <= LONGEST_RESULT) {
      return result;
    }
    int end = Excerpt.end(text, LONGEST_RESULT);
    String kept =
        text.substring(0, end)
            + "\n… cut: the result has "
            + text.length()
            + " characters; these are the first "
            + end
            + ".";
    return new ToolResult(result.success(), kept, result.postedMessage());
  }

  private static String words(Duration limit) {
    return limit.toMillis() % 1_000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }
}
