package ai.band.tools.custom;

import org.jspecify.annotations.Nullable;

/**
 * What a tool does. It may block; it is interrupted at its limit of time and when the turn ends.
 *
 * @param <I> record that holds the arguments
 */
@FunctionalInterface
public interface ToolFunction<I> {
  /**
   * Runs the tool.
   *
   * @param input the checked arguments
   * @return what the model is told: a string as it is, anything else as JSON; of a {@link
   *     java.util.concurrent.CompletionStage} or {@link java.util.concurrent.Future} what it gives
   * @throws Exception its message is told to the model
   */
  @Nullable Object apply(I input) throws Exception;
}
