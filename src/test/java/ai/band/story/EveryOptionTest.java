package ai.band.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.CodexOptions;
import ai.band.adapter.codex.config.OptionSource;
import ai.band.app.SettledByProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every option of the catalogue: its default is the contract's, each way of setting it arrives, and
 * another value is seen by others: in a frame at Codex, in a post in the room, in a process.
 */
class EveryOptionTest {
  @TempDir static Path folder;
  private static final ConcurrentLinkedQueue<String> EFFECTS = new ConcurrentLinkedQueue<>();

  @Test
  void each_option_of_the_catalogue_has_exactly_one_row() throws Exception {
    try (OptionRows rows = new OptionRows(folder)) {
      assertThat(rows.all().stream().map(OptionRow::option).toList())
          .containsExactlyInAnyOrderElementsOf(new ArrayList<>(CodexOptions.all()));
    }
  }

  @TestFactory
  Stream<DynamicNode> an_option_keeps_its_default_arrives_by_each_way_and_has_an_effect()
      throws Exception {
    OptionRows rows = new OptionRows(folder);
    List<DynamicNode> nodes = new ArrayList<>();
    int next = 0;
    for (OptionRow row : rows.all()) {
      OptionWay way = OptionWay.values()[next++ % OptionWay.values().length];
      nodes.add(
          dynamicContainer(
              row.option().key(),
              Stream.of(
                  dynamicTest("the default is the contract's", () -> keepsItsDefault(row)),
                  dynamicTest("each way arrives", () -> arrivesByEachWay(row)),
                  dynamicTest("set by " + way + " it is seen", () -> hasAnEffect(row, way)))));
    }
    return nodes.stream().onClose(rows::close);
  }

  private static void keepsItsDefault(OptionRow row) throws Exception {
    CodexAdapterConfig untouched = SettledByProgram.settle(folder, Map.of(), Map.of());

    assertThat(row.option().defaultText()).isEqualTo(row.contractDefault());
    assertThat(untouched.valueOf(row.option()).value()).isEqualTo(row.option().defaultValue());
    assertThat(CodexAdapterConfig.defaults().valueOf(row.option()).value())
        .isEqualTo(row.option().defaultValue());
  }

  private static void arrivesByEachWay(OptionRow row) throws Exception {
    Object inCode = OptionWay.CODE.settle(row, folder).getFirst().valueOf(row.option()).value();

    assertThat(inCode).isNotNull().isNotEqualTo(row.option().defaultValue());
    for (OptionWay way : OptionWay.values()) {
      List<CodexAdapterConfig> configs = way.settle(row, folder);
      assertThat(configs).as("names by " + way).isNotEmpty();
      for (CodexAdapterConfig config : configs) {
        assertThat(config.valueOf(row.option()).value()).as("by " + way).isEqualTo(inCode);
        assertThat(config.valueOf(row.option()).source().kind())
            .isNotEqualTo(OptionSource.Kind.DEFAULT);
      }
    }
  }

  private static void hasAnEffect(OptionRow row, OptionWay way) throws Exception {
    CodexAdapterConfig untouched = SettledByProgram.settle(folder, row.with(), Map.of());
    CodexAdapterConfig changed = way.settle(row, folder).getLast();

    String byDefault = row.probe().observe(untouched);
    String withValue = row.probe().observe(changed);

    assertThat(byDefault).as("by default").isEqualTo(row.seenByDefault());
    assertThat(withValue).as("with " + row.value()).isEqualTo(row.seenWithValue());
    assertThat(withValue).as("an effect").isNotEqualTo(byDefault);
    EFFECTS.add("%-34s %s -> %s".formatted(row.option().key(), byDefault, withValue));
  }

  @AfterAll
  static void print() {
    System.out.println("option                             seen by default -> seen with a value");
    EFFECTS.forEach(System.out::println);
  }
}
