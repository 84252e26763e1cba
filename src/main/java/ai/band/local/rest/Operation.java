package ai.band.local.rest;

/** Does what one route is for. */
@FunctionalInterface
public interface Operation {
  /**
   * Answers, or throws {@link ai.band.local.world.Refusal}.
   *
   * @param exchange the call
   */
  Answer run(Exchange exchange);
}
