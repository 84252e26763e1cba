package ai.band.tools.custom;

import ai.band.api.BandConfigException;
import ai.band.tools.ToolResult;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tool of the user's own that a model may call. Usually made by {@link #of}, from a record and a
 * function:
 *
 * <pre>{@code
 * @Describe("Looks up the weather of a city.")
 * record WeatherInput(
 *     @Describe("Name of the city.") String city,
 *     @Range(min = 1, max = 14) @Default("3") int days,
 *     Optional<Unit> unit) {}
 *
 * CodexAdapter.builder().tool(CustomTool.of(WeatherInput.class, in -> forecast(in.city(), in.days())))
 * }</pre>
 *
 * <p>One object serves all rooms of an agent; calls run in parallel, each on a thread of its own.
 */
public interface CustomTool {
  /** How long a call may take when nothing else is said. */
  Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(60);

  /** The name by which the model calls it: letters, digits, {@code -} and {@code _}. */
  String name();

  /** What it does, for the model; never blank. */
  String description();

  /** JSON Schema of its arguments; an object. */
  ObjectNode inputSchema();

  /**
   * How long a call may take. At the limit its thread is interrupted, and the model is told; a call
   * that does not heed this goes on unheard. Positive.
   */
  default Duration timeLimit() {
    return DEFAULT_TIME_LIMIT;
  }

  /**
   * Runs it. May block. The thread is interrupted at the limit of time and when the turn ends
   * early.
   *
   * @param arguments what the model gave; an object, not checked
   * @return what the model is told
   * @throws Exception its message is told to the model as an error; the turn goes on
   */
  ToolResult run(JsonNode arguments) throws Exception;

  /**
   * A tool from a record and a function. The name is the record's simple name without one trailing
   * {@code Input}, in lower case: {@code WeatherInput} becomes {@code weather}. The description is
   * the record's {@link Describe}.
   *
   * @throws BandConfigException when the record has a component that cannot be filled from JSON, an
   *     annotation that does not fit, or a name that Codex refuses
   */
  static <I extends Record> RecordTool<I> of(Class<I> input, ToolFunction<? super I> function) {
    return new RecordTool<>(input, function);
  }

  /**
   * A tool without arguments.
   *
   * @param input a record without components; gives name and description
   * @throws BandConfigException when the record has components
   */
  static <I extends Record> RecordTool<I> of(Class<I> input, ToolAction action) {
    if (input.getRecordComponents().length > 0) {
      throw new BandConfigException(
          "tool "
              + ToolNaming.nameOf(input)
              + ": "
              + input.getSimpleName()
              + " has components, but the function takes none of them. Give the function a"
              + " parameter.");
    }
    return new RecordTool<>(input, ignored -> action.run()).withoutArguments();
  }
}
