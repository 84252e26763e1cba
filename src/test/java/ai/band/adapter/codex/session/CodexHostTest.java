package ai.band.adapter.codex.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.band.codex.CodexClient;
import ai.band.codex.CodexException;
import ai.band.codex.CodexOptions;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CodexHostTest {
  private final AtomicInteger opened = new AtomicInteger();
  private FakeScript script = FakeScript.create();
  private volatile FakeAppServer.InMemory server;

  private CodexClient open() {
    opened.incrementAndGet();
    server = FakeAppServer.transport(script);
    return CodexClient.open(CodexOptions.defaults(), server);
  }

  @Test
  void whoever_comes_while_codex_starts_waits_for_the_same_start() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CodexHost host =
        new CodexHost(
            () -> {
              awaitQuietly(gate);
              return open();
            },
            null);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HostedClient>> waiting = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        waiting.add(threads.submit(host::acquire));
      }
      gate.countDown();
      for (Future<HostedClient> each : waiting) {
        assertThat(each.get(60, TimeUnit.SECONDS).generation()).isEqualTo(1);
      }
    }
    assertThat(opened).hasValue(1);
    host.close(Duration.ofMinutes(1));
  }

  @Test
  void a_caller_that_gives_up_does_not_end_the_start_for_the_others() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CodexHost host =
        new CodexHost(
            () -> {
              awaitQuietly(gate);
              return open();
            },
            null);
    Thread impatient =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    host.acquire();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    await().until(() -> host.state().equals("restarting"));
    impatient.interrupt();
    assertThat(impatient.join(Duration.ofSeconds(60))).isTrue();
    gate.countDown();

    assertThat(host.acquire().generation()).isEqualTo(1);
    host.close(Duration.ofMinutes(1));
  }

  @Test
  void a_lost_connection_is_replaced_and_counted() throws Exception {
    CodexHost host = new CodexHost(this::open, null);
    HostedClient first = host.acquire();
    server.close();
    await().until(() -> host.connected() == null);

    HostedClient second = host.acquire();

    assertThat(second.generation()).isEqualTo(2);
    assertThat(second.client()).isNotSameAs(first.client());
    host.close(Duration.ofMinutes(1));
  }

  @Test
  void after_a_failed_start_the_next_ones_fail_at_once_with_the_reason() {
    AtomicInteger tried = new AtomicInteger();
    CodexHost host =
        new CodexHost(
            () -> {
              tried.incrementAndGet();
              throw new CodexException.CodexNotFound("There is no codex.", List.of());
            },
            null,
            Duration.ofHours(1));
    assertThatThrownBy(host::acquire).isInstanceOf(CodexException.CodexNotFound.class);

    assertThatThrownBy(host::acquire)
        .isInstanceOf(CodexException.CodexUnavailable.class)
        .hasMessageContaining("There is no codex.");

    assertThat(tried).hasValue(1);
    assertThat(host.state()).startsWith("failed: ");
  }

  @Test
  void the_configured_model_is_used_without_asking() throws Exception {
    CodexHost host = new CodexHost(this::open, "my-model");

    assertThat(host.acquire().model()).isEqualTo("my-model");
    assertThat(server.sent("model/list")).isEmpty();
    host.close(Duration.ofMinutes(1));
  }

  @Test
  void without_a_list_of_models_one_is_guessed() throws Exception {
    script = FakeScript.create().refused("model/list", "not today");
    CodexHost host = new CodexHost(this::open, null);

    HostedClient client = host.acquire();

    assertThat(client.model()).isEqualTo("gpt-5.5");
    assertThat(client.modelIsGuessed()).isTrue();
    host.close(Duration.ofMinutes(1));
  }

  @Test
  void a_closed_host_starts_nothing_more() throws Exception {
    CodexHost host = new CodexHost(this::open, null);
    HostedClient client = host.acquire();
    host.close(Duration.ofMinutes(1));

    assertThat(client.client().closed()).isNotNull();
    assertThatThrownBy(host::acquire).isInstanceOf(CodexException.CodexUnavailable.class);
    assertThat(opened).hasValue(1);
  }

  @Test
  void a_start_that_hangs_is_broken_off_when_the_host_closes() throws Exception {
    script = FakeScript.create().silent();
    CodexHost host = new CodexHost(this::open, null);
    host.begin();
    await().until(() -> server != null && !server.sent("initialize").isEmpty());

    Thread closing = Thread.ofVirtual().start(() -> host.close(Duration.ofSeconds(50)));

    assertThat(closing.join(Duration.ofSeconds(30))).isTrue();
    assertThatThrownBy(host::acquireFirst).isInstanceOf(CodexException.class);
    assertThatThrownBy(() -> server.send("{}")).isInstanceOf(IOException.class);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
