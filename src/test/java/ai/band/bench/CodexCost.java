package ai.band.bench;

import ai.band.codex.CodexClient;
import ai.band.codex.CodexLocator;
import ai.band.codex.CodexOptions;
import ai.band.codex.CodexThread;
import ai.band.codex.ThreadOptions;
import ai.band.codex.TurnRequest;
import ai.band.codex.TurnResult;
import ai.band.codex.protocol.TurnStatus;
import ai.band.codex.transport.StdioTransport;
import ai.band.local.OfflineModel;
import ai.band.testkit.RealCodex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What the real Codex costs with a model that answers at once: the process, each loaded thread that
 * has had one small turn, and what is won when all are let go as the adapter lets go of idle ones:
 * memory that the system gets back, and room for as many others. The CLI is that of {@code
 * CODEX_PATH}, else the pinned one.
 *
 * <p>Arguments: numbers of loaded threads, ascending (default 1 10 50).
 */
public final class CodexCost {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration SETTLING = Duration.ofSeconds(2);

  /** The adapter's is a minute; what is won is the same. */
  private static final int UNLOAD_DELAY_SECONDS = 1;

  private static final int RESUMED = 10;

  private final CodexClient client;
  private final ProcessHandle process;
  private final ThreadOptions options;
  private final List<CodexThread> threads = new ArrayList<>();
  private final List<Double> starts = new ArrayList<>();
  private final List<Double> turns = new ArrayList<>();

  private CodexCost(CodexClient client, ProcessHandle process, ThreadOptions options) {
    this.client = client;
    this.process = process;
    this.options = options;
  }

  /** Memory and threads of Codex and of what it has started. */
  private record Use(double megabytes, long threads) {}

  public static void main(String[] args) throws Exception {
    int[] sizes =
        args.length == 0
            ? new int[] {1, 10, 50}
            : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
    Path root = Path.of("target", "codex-cost").toAbsolutePath();
    Files.createDirectories(root); // Codex warns about a home below the system's temporary folder
    Path folder = Files.createTempDirectory(root, "run-");
    try (OfflineModel model = OfflineModel.start(0)) {
      measure(model, folder, sizes);
    }
  }

  private static void measure(OfflineModel model, Path folder, int[] sizes) throws Exception {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("HOME", Files.createDirectories(folder.resolve("home")).toString());
    environment.put(
        "CODEX_HOME",
        model
            .codexConfig()
            .withApprovalPolicy("never")
            .writeTo(folder.resolve("codex"))
            .toString());
    Path work = Files.createDirectories(folder.resolve("work"));
    var transport =
        new StdioTransport(
            command(),
            environment,
            work,
            Duration.ofSeconds(10),
            CodexOptions.defaults().maxMessageBytes());
    var options =
        ThreadOptions.builder()
            .cwd(work.toString())
            .config(Map.of("thread_unload_delay_secs", UNLOAD_DELAY_SECONDS))
            .build();
    long begun = System.nanoTime();
    try (CodexClient client = CodexClient.open(CodexOptions.defaults(), transport)) {
      double ready = millis(begun);
      ProcessHandle process = ProcessHandle.of(transport.pid()).orElseThrow();
      new CodexCost(client, process, options).measure(ready, sizes);
    }
  }

  private static List<String> command() {
    return System.getenv().getOrDefault("CODEX_PATH", "").isBlank()
        ? RealCodex.cli().appServerCommand()
        : new CodexLocator(System.getenv()).locate(null, null);
  }

  private void measure(double ready, int[] sizes) throws Exception {
    print(
        "Codex %s, process start to initialize answered: %.0f ms",
        client.serverInfo().version(), ready);
    Use none = settled();
    print(
        "   0 threads loaded: RSS %.1f MB, %d threads of the system", none.megabytes, none.threads);
    Use before = none;
    Use first = none;
    for (int size : sizes) {
      while (threads.size() < size) {
        load();
      }
      before = settled();
      first = first == none ? before : first;
      print(
          "%4d threads loaded: RSS %.1f MB, %d threads of the system",
          size, before.megabytes, before.threads);
    }
    int least = sizes[0];
    int most = sizes[sizes.length - 1];
    if (most > least) {
      print("a loaded thread: %.2f MB", (before.megabytes - first.megabytes) / (most - least));
    }
    print("thread/start: %.0f ms; a turn: %.0f ms (medians)", median(starts), median(turns));
    unload();
    Use after = settled();
    print(
        "all let go: RSS %.1f MB, a change of %.1f MB; %d threads of the system",
        after.megabytes, after.megabytes - before.megabytes, after.threads);
    List<Double> resumed = resumes();
    int kept = threads.size();
    while (threads.size() < 2 * kept) {
      load();
    }
    Use again = settled();
    print(
        "%d others loaded after that: RSS %.1f MB, a change of %.1f MB",
        kept, again.megabytes, again.megabytes - after.megabytes);
    print("thread/resume of a thread that was let go: %.0f ms (median)", median(resumed));
  }

  private void load() throws Exception {
    CodexThread thread = timed(starts, () -> client.startThread(options));
    TurnResult result = timed(turns, () -> thread.run(TurnRequest.text("Say hello."), PATIENCE));
    if (result.status() != TurnStatus.COMPLETED) {
      throw new IllegalStateException("a turn went wrong: " + result);
    }
    threads.add(thread);
  }

  /** As the adapter does with the threads of quiet rooms. */
  private void unload() {
    threads.forEach(CodexThread::unsubscribe);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (loaded() > 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(loaded() + " threads are still loaded");
      }
      LockSupport.parkNanos(100_000_000);
    }
  }

  private int loaded() {
    return client
        .request("thread/loaded/list", JsonNodeFactory.instance.objectNode())
        .path("data")
        .size();
  }

  private List<Double> resumes() throws Exception {
    List<Double> took = new ArrayList<>();
    for (CodexThread thread : threads.subList(0, Math.min(RESUMED, threads.size()))) {
      timed(took, () -> client.resumeThread(thread.id(), options));
    }
    return took;
  }

  private Use settled() throws IOException {
    LockSupport.parkNanos(SETTLING.toNanos());
    long kib = 0;
    long count = 0;
    for (ProcessHandle each : Stream.concat(Stream.of(process), process.descendants()).toList()) {
      kib += new ProcessFigures(each).residentKiB();
      count += new ProcessFigures(each).threads();
    }
    return new Use(kib / 1024.0, count);
  }

  private static <T> T timed(List<Double> times, Callable<T> call) throws Exception {
    long begun = System.nanoTime();
    T result = call.call();
    times.add(millis(begun));
    return result;
  }

  private static double millis(long since) {
    return (System.nanoTime() - since) / 1e6;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static void print(String line, Object... values) {
    System.out.println(String.format(Locale.ROOT, line, values));
  }
}
