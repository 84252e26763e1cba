package ai.band.platform.phoenix;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class MailboxTest {
  private static final long SOON = TimeUnit.SECONDS.toNanos(60);

  /** Takes words; those in capitals must not be dropped. The word "wait" holds it up. */
  private static final class Reader implements Mailbox.Handler<String> {
    final List<String> read = new CopyOnWriteArrayList<>();
    final CountDownLatch reading = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);

    @Override
    public void handle(String item) {
      read.add(item);
      if (item.equals("wait")) {
        reading.countDown();
        await(go);
      }
      if (item.equals("fail")) {
        throw new IllegalStateException("expected by the test");
      }
    }

    @Override
    public boolean droppable(String item) {
      return !item.equals(item.toUpperCase(java.util.Locale.ROOT));
    }

    @Override
    public void overflowed(long dropped) {
      read.add("overflow " + dropped);
    }

    static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final Reader reader = new Reader();
  private final Couriers couriers = new Couriers();
  private final Mailbox<String> mailbox = new Mailbox<>("test", 3, reader, couriers);

  @Test
  void items_are_handled_in_order_also_after_a_failure() throws Exception {
    mailbox.put("a");
    mailbox.put("fail");
    mailbox.put("b");

    assertThat(mailbox.awaitIdle(SOON)).isTrue();
    mailbox.put("c");
    assertThat(mailbox.awaitIdle(SOON)).isTrue();
    assertThat(reader.read).containsExactly("a", "fail", "b", "c");
  }

  @Test
  void when_full_the_oldest_droppable_goes_and_the_reader_is_told_first() throws Exception {
    mailbox.put("wait");
    Reader.await(reader.reading);
    for (String item : List.of("a", "LOST", "b", "c", "d", "JOINED")) {
      mailbox.put(item);
    }
    reader.go.countDown();

    assertThat(mailbox.awaitIdle(SOON)).isTrue();
    assertThat(reader.read).containsExactly("wait", "overflow 3", "LOST", "d", "JOINED");
  }

  @Test
  void it_stays_bounded_even_if_nothing_is_droppable() throws Exception {
    mailbox.put("wait");
    Reader.await(reader.reading);
    IntStream.range(0, 100).forEach(i -> mailbox.put("N" + i));
    reader.go.countDown();

    mailbox.awaitIdle(SOON);
    assertThat(reader.read).containsExactly("wait", "overflow 97", "N97", "N98", "N99");
  }

  @Test
  void after_shutting_nothing_is_handled() throws Exception {
    mailbox.put("wait");
    Reader.await(reader.reading);
    mailbox.put("a");
    mailbox.shut();
    mailbox.put("b");
    reader.go.countDown();

    mailbox.awaitIdle(SOON);
    assertThat(reader.read).containsExactly("wait");
  }

  @Test
  void closing_interrupts_a_handler_that_does_not_end() throws Exception {
    mailbox.put("wait");
    Reader.await(reader.reading);
    mailbox.put("a");
    assertThat(mailbox.awaitIdle(1)).isFalse();
    couriers.close(Duration.ofMillis(20));

    assertThat(mailbox.awaitIdle(SOON)).isTrue();
    assertThat(reader.read).containsExactly("wait");
  }

  @Test
  void an_idle_channel_takes_less_than_two_kilobytes() {
    // What earlier tests left behind may go, or something else come, during a measurement.
    long each = bytesOfAnIdleChannel();
    for (int i = 0; i < 9 && (each < 1 || each > 2048); i++) {
      each = bytesOfAnIdleChannel();
    }

    System.err.println("heap of one idle channel: " + each + " bytes");
    assertThat(each).isBetween(1L, 2048L);
  }

  private long bytesOfAnIdleChannel() {
    int count = 20_000;
    List<Object> kept = new ArrayList<>(count);
    Exchange exchange =
        new Exchange(PhoenixOptions.defaults(), new FrameCodec(), couriers, r -> {});
    Heard listener = new Heard();
    exchange.add(JoinRequest.of("warm:up"), listener, null);
    long before = usedAfterCollection();
    for (int i = 0; i < count; i++) {
      kept.add(
          exchange.add(JoinRequest.of("chat_room:00000000-0000-0000-0000-" + i), listener, null));
    }
    long each = (usedAfterCollection() - before) / count;
    assertThat(kept).hasSize(count);
    return each;
  }

  private static long usedAfterCollection() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
