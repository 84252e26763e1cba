package ai.band.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoomsAtOnceTest {
  @Test
  void thirty_rooms_are_at_work_together_and_each_gets_its_own_text() throws Exception {
    try (var talk = new Talk(30);
        var program =
            talk.start(OwnProgram.with(talk.section("")).byJava(List.of("-XX:+UseSerialGC")))) {
      RoomsAtOnce.Result result = RoomsAtOnce.run(talk, program, 30, "together=30");

      assertThat(result.right()).isEqualTo(30);
      assertThat(result.overlapped()).isTrue();
    }
  }
}
