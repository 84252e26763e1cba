package ai.band.platform.phoenix;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CouriersTest {
  private static final int ROUNDS = 100_000;

  private final Couriers couriers = new Couriers();

  @Test
  void one_that_just_starts_is_no_obstacle_to_the_end() throws Exception {
    var over = new AtomicBoolean();
    Thread starting =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over.get()) {
                    couriers.start("courier", () -> {});
                  }
                });
    try {
      for (int i = 0; i < ROUNDS; i++) {
        couriers.close(Duration.ofMinutes(1));
      }
    } finally {
      over.set(true);
      starting.join();
    }
    assertThat(couriers.shut()).isTrue();
  }

  @Test
  void one_at_work_may_end_and_one_that_stays_is_interrupted() throws Exception {
    var begun = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    couriers.start(
        "courier",
        () -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        });
    begun.await();

    couriers.close(Duration.ofMillis(50));

    assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
  }
}
