package ai.band.tools.custom;

import org.jspecify.annotations.Nullable;

/** What a tool without arguments does; the same holds as for a {@link ToolFunction}. */
@FunctionalInterface
public interface ToolAction {
  /**
   * Runs the tool.
   *
   * @return what the model is told, as with a {@link ToolFunction}
   * @throws Exception its message is told to the model
   */
  @Nullable Object run() throws Exception;
}
