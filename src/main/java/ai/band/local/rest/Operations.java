package ai.band.local.rest;

import ai.band.local.world.World;

/** All operations of the Band API. */
public final class Operations {
  private Operations() {}

  /** Adds them to a router. */
  public static void register(Router router, World world) {
    AgentRooms.register(router, world);
    AgentMessages.register(router, world);
    AgentContacts.register(router, world);
    AgentMemories.register(router, world);
    AgentTasks.register(router, world);
    OwnAccount.register(router, world);
    OwnRooms.register(router, world);
  }
}
