package ai.band.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunsTest {
  @Test
  void each_number_becomes_its_median_and_range_and_those_that_never_differ_stay() {
    List<String> lines =
        Runs.summary(
            List.of(
                List.of("push -> start p50 1.10 ms, p99 5.0 ms (20 turns)", "heap 10 MB"),
                List.of("push -> start p50 0.90 ms, p99 5.0 ms (20 turns)", "heap 9 MB"),
                List.of("push -> start p50 1.00 ms, p99 5.0 ms (20 turns)", "heap 100 MB")));

    assertThat(lines)
        .containsExactly(
            "push -> start p50 1.00 (0.90 to 1.10) ms, p99 5.0 ms (20 turns)",
            "heap 10 (9 to 100) MB");
  }

  @Test
  void lines_of_one_kind_are_told_apart_by_their_place() {
    List<String> lines =
        Runs.summary(
            List.of(
                List.of("0 rooms: 97 MiB", "500 rooms: 108 MiB"),
                List.of("0 rooms: 99 MiB", "500 rooms: 110 MiB")));

    assertThat(lines)
        .containsExactly("0 rooms: 97 (97 to 99) MiB", "500 rooms: 108 (108 to 110) MiB");
  }

  @Test
  void a_line_that_not_every_run_printed_says_so() {
    List<String> lines =
        Runs.summary(List.of(List.of("done 1", "odd 3"), List.of("done 1"), List.of("done 1")));

    assertThat(lines).containsExactly("done 1", "odd 3 [1 of the runs]");
  }
}
