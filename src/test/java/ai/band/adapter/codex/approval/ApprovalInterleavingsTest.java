package ai.band.adapter.codex.approval;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.api.AdapterFeatures;
import ai.band.codex.protocol.ServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever races for a request, it ends once and in one way. */
class ApprovalInterleavingsTest {
  private static final int ROUNDS = 10_000;
  private static final int AT_A_TIME = 8;

  @Test
  void every_request_ends_once_and_in_one_way_whatever_races() throws Exception {
    long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
    System.out.println("approval interleavings: repeat with -Dseed=" + seed);
    try (var post = new ApprovalBench.PostOffice();
        ExecutorService rounds = Executors.newFixedThreadPool(AT_A_TIME)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        long mine = seed + i;
        all.add(rounds.submit(() -> new Round(post, mine).play()));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
  }

  /** One room with a few requests, and everything that can happen to them at the same time. */
  private static final class Round {
    private final long seed;
    private final Random random;
    private final ApprovalBench.Hall hall;
    private final ApprovalRegistry registry;
    private final List<ApprovalBench.Call> calls = new ArrayList<>();
    private final List<ApprovalBench.Work> turns = List.of(turn("t0"), turn("t1"));
    private final List<Runnable> events = new ArrayList<>();

    Round(ApprovalBench.PostOffice post, long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      CodexAdapterConfig config =
          CodexAdapterConfig.builder()
              .approvalPolicy("on-request")
              .approvalWaitTimeoutS(Duration.ofMillis(1 + random.nextInt(15)))
              .approvalTimeoutDecision(random.nextBoolean() ? "decline" : "accept")
              .approvalTextNotifications(random.nextInt(4) == 0)
              .maxPendingApprovalsPerRoom(1 + random.nextInt(3))
              .build();
      hall = new ApprovalBench.Hall(post, config, AdapterFeatures.emitting());
      registry = new ApprovalRegistry(hall.room(), hall.outbox(), NamedApprovers.NONE);
    }

    private static ApprovalBench.Work turn(String id) {
      return new ApprovalBench.Work(id, ApprovalBench.ALICE);
    }

    Void play() throws InterruptedException, ExecutionException {
      int requests = 1 + random.nextInt(4);
      for (int i = 0; i < requests; i++) {
        request(i);
      }
      int others = 1 + random.nextInt(6);
      for (int i = 0; i < others; i++) {
        something();
      }
      Collections.shuffle(events, random);
      race();
      check();
      return null;
    }

    private void request(int number) {
      ApprovalBench.Work turn = turns.get(random.nextInt(turns.size()));
      var call = ApprovalBench.Call.command(number, turn.turnId(), "command-" + random.nextInt(2));
      calls.add(call);
      events.add(
          () -> {
            try {
              registry.handle(ServerRequest.of(call), turn);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }

    private void something() {
      String token = "req-" + random.nextInt(calls.size());
      Decider who = random.nextInt(5) == 0 ? ApprovalBench.PLANNER : ApprovalBench.ALICE;
      ApprovalDesk desk = registry.desk();
      switch (random.nextInt(8)) {
        case 0, 1 -> events.add(() -> desk.resolve(token, Verdict.ACCEPT, who));
        case 2 -> events.add(() -> desk.resolve(token, Verdict.DECLINE, who));
        case 3 -> events.add(() -> desk.resolve(token, Verdict.ACCEPT_FOR_SESSION, who));
        case 4 -> events.add(() -> desk.choose(token, 1, who));
        case 5 -> { // the turn ends in Codex while the adapter gives it up
          ApprovalBench.Work turn = turns.get(random.nextInt(turns.size()));
          events.add(() -> registry.withdraw(turn, "its turn ended", true));
          calls.stream()
              .filter(call -> call.turnId().equals(turn.turnId()))
              .forEach(call -> events.add(call::withdraw));
        }
        case 6 -> events.add(() -> calls.forEach(ApprovalBench.Call::withdraw)); // Codex dies
        default -> events.add(random.nextInt(4) == 0 ? registry::close : desk::revokeAll);
      }
    }

    private void race() throws InterruptedException, ExecutionException {
      CountDownLatch start = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
      for (Runnable event : events) {
        long delay = random.nextInt(4) == 0 ? random.nextInt(8_000_000) : 0;
        threads.add(
            Thread.ofVirtual()
                .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
                .start(
                    () -> {
                      ApprovalBench.await(start);
                      java.util.concurrent.locks.LockSupport.parkNanos(delay);
                      event.run();
                    }));
      }
      start.countDown();
      for (Thread thread : threads) {
        assertThat(thread.join(Duration.ofSeconds(60)))
            .as("seed %s: all threads end", seed)
            .isTrue();
      }
      assertThat(failures).as("seed %s", seed).isEmpty();
    }

    private void check() throws InterruptedException {
      for (ApprovalBench.Call call : calls) {
        assertThat(call.awaitEndOfActions(TimeUnit.SECONDS.toMillis(60))).isTrue();
      }
      assertThat(registry.pending()).as("seed %s: nothing waits", seed).isZero();
      turns.forEach(turn -> assertThat(turn.clock().isPaused()).as("seed %s", seed).isFalse());
      Map<String, List<AuditEntry>> ends =
          registry.desk().audit().stream().collect(Collectors.groupingBy(AuditEntry::requestId));
      for (ApprovalBench.Call call : calls) {
        check(call, ends.getOrDefault("req-" + call.id(), List.of()));
      }
    }

    private void check(ApprovalBench.Call call, List<AuditEntry> ends) {
      String what = "seed " + seed + ", request " + call.id();
      assertThat(call.isOpen()).as("%s still waits in Codex", what).isFalse();
      assertThat(call.answers()).as("%s: answers that counted", what).hasSizeLessThanOrEqualTo(1);
      if (call.wasWithdrawn()) {
        assertThat(call.answers()).as(what).isEmpty();
        assertThat(ends).as(what).hasSizeLessThanOrEqualTo(1);
        ends.forEach(end -> assertThat(end.decision()).as(what).isEqualTo("withdrawn"));
        return;
      }
      assertThat(ends).as("%s: ends on record", what).hasSize(1);
      String sent = call.answers().getFirst().path("decision").asString();
      String recorded = ends.getFirst().decision();
      assertThat(recorded)
          .as("%s: what was recorded, and what Codex was told", what)
          .isIn(sent, sent.equals("decline") ? "withdrawn" : sent);
    }
  }
}
