package ai.band.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same with the packaged program, the real Codex and a model that is held at the moment. */
class KilledProgramIT {
  private static final List<String> CHOSEN =
      List.of(
          "after the mapping event",
          "after turn start",
          "after a message by tool",
          "after turn completed",
          "after the reply");

  static List<KilledProgram.Moment> moments() {
    return KilledProgram.withRealCodex().stream()
        .filter(moment -> CHOSEN.contains(moment.name()))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("moments")
  void a_kill_loses_and_doubles_nothing(KilledProgram.Moment moment) throws Exception {
    KilledProgram.Result result = KilledProgram.runReal(moment, false, 20);

    System.out.println("killed with the real Codex " + result);
    assertThat(result.clean()).as(result::toString).isTrue();
  }
}
