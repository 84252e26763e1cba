package ai.band.tools.custom;

import ai.band.api.BandConfigException;
import ai.band.tools.ToolResult;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tool made of a record and a function. Immutable; safe from any thread when its function is.
 *
 * @param <I> record that holds the arguments
 */
public final class RecordTool<I extends Record> implements CustomTool {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Class<I> input;
  private final ToolFunction<? super I> function;
  private final RecordReader reader;
  private final ObjectNode schema;
  private final String name;
  private final String description;
  private final Duration timeLimit;
  private final boolean takesNothing;

  RecordTool(Class<I> input, ToolFunction<? super I> function) {
    this.input = input;
    this.function = function;
    ReaderFactory readers = new ReaderFactory();
    this.reader = readers.ofRecord(input);
    this.schema = InputSchema.of(input, readers.hasRecursion());
    this.name = ToolNaming.checked(ToolNaming.nameOf(input));
    String described = InputSchema.describe(input);
    this.description = described == null ? "The tool " + name + "." : described;
    this.timeLimit = DEFAULT_TIME_LIMIT;
    this.takesNothing = false;
  }

  private RecordTool(
      RecordTool<I> other,
      String name,
      String description,
      Duration timeLimit,
      boolean takesNothing) {
    this.input = other.input;
    this.function = other.function;
    this.reader = other.reader;
    this.schema = other.schema;
    this.name = name;
    this.description = description;
    this.timeLimit = timeLimit;
    this.takesNothing = takesNothing;
  }

  /**
   * The same tool under another name.
   *
   * @throws BandConfigException when Codex would refuse the name
   */
  public RecordTool<I> named(String other) {
    return new RecordTool<>(this, ToolNaming.checked(other), description, timeLimit, takesNothing);
  }

  /**
   * The same tool with another description for the model.
   *
   * @throws BandConfigException when it is blank
   */
  public RecordTool<I> describedAs(String other) {
    if (other.isBlank()) {
      throw new BandConfigException("tool '" + name + "': the description is blank. Write one.");
    }
    return new RecordTool<>(this, name, other.strip(), timeLimit, takesNothing);
  }

  /**
   * The same tool with another limit of time for a call; default {@link #DEFAULT_TIME_LIMIT}.
   *
   * @throws BandConfigException when it is not positive
   */
  public RecordTool<I> within(Duration limit) {
    if (!limit.isPositive()) {
      throw new BandConfigException(
          "tool '" + name + "': the time limit " + limit + " is not allowed. Use more than zero.");
    }
    return new RecordTool<>(this, name, description, limit, takesNothing);
  }

  RecordTool<I> withoutArguments() {
    return new RecordTool<>(this, name, description, timeLimit, true);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public ObjectNode inputSchema() {
    return schema.deepCopy();
  }

  @Override
  public Duration timeLimit() {
    return timeLimit;
  }

  @Override
  public ToolResult run(JsonNode arguments) throws Exception {
    Problems problems = new Problems();
    Object read = reader.read(arguments, "", problems);
    if (takesNothing && arguments.isObject() && !arguments.isEmpty()) {
      problems.add("", "this tool takes no arguments");
    }
    if (read == null || problems.any()) {
      return ToolResult.failed(problems.text(name));
    }
    return ToolResult.ok(text(awaited(function.apply(input.cast(read)))));
  }

  /** Waits for what comes later; the limit of time and the end of the turn interrupt this. */
  private static @Nullable Object awaited(@Nullable Object given) throws Exception {
    Future<?> future =
        switch (given) {
          case CompletionStage<?> pending -> pending.toCompletableFuture();
          case Future<?> pending -> pending;
          case null, default -> null;
        };
    if (future == null) {
      return given;
    }
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static String text(@Nullable Object result) {
    if (result instanceof String string) {
      return string;
    }
    try {
      return JSON.writeValueAsString(result);
    } catch (JacksonException | StackOverflowError e) {
      throw new IllegalStateException(
          "the result cannot be written as JSON: "
              + (e instanceof JacksonException json ? json.getOriginalMessage() : "it has no end"),
          e);
    }
  }
}
