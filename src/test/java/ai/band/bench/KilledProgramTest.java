package ai.band.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our program with twenty rooms in the middle of a turn is killed and started again: every message
 * is answered, none twice. Counted at the server, not in the client.
 */
class KilledProgramTest {
  static List<KilledProgram.Moment> moments() {
    return KilledProgram.withFake();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("moments")
  void a_kill_loses_and_doubles_nothing(KilledProgram.Moment moment) throws Exception {
    KilledProgram.Result result = KilledProgram.runFake(moment, false, 20);

    System.out.println("killed " + result);
    assertThat(result.clean()).as(result::toString).isTrue();
  }
}
