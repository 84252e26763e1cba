package ai.band.api;

/**
 * How an agent behaves as a whole.
 *
 * @param autoSubscribeExistingRooms join the rooms that exist at start; default true. When false
 *     the agent only works in rooms it is added to later
 * @param singleInstance refuse a second start of the same agent on this host; default true. Without
 *     it two programs run each other's unfinished messages again
 */
public record AgentConfig(boolean autoSubscribeExistingRooms, boolean singleInstance) {
  /** Both on. */
  public static AgentConfig defaults() {
    return new AgentConfig(true, true);
  }

  /** The same, with or without the rooms that exist at start. */
  public AgentConfig withAutoSubscribeExistingRooms(boolean join) {
    return new AgentConfig(join, singleInstance);
  }

  /** The same, with or without the lock. */
  public AgentConfig withSingleInstance(boolean lock) {
    return new AgentConfig(autoSubscribeExistingRooms, lock);
  }
}
