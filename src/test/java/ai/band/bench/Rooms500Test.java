package ai.band.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Rooms500Test {
  @ParameterizedTest
  @CsvSource({"2147483647, 60", "30, 28"})
  void sixty_rooms_are_joined_dropped_joined_again_and_answered(int limit, int chats)
      throws Exception {
    Rooms500.Result seen = Rooms500.run(60, limit, Duration.ofMillis(200));

    assertThat(seen.chats()).isEqualTo(chats);
    assertThat(seen.answered()).isEqualTo(60);
    assertThat(seen.exitCode()).isZero();
  }
}
