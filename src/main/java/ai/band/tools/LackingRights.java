package ai.band.tools;

import ai.band.api.Capability;
import ai.band.api.RoomHandle;
import ai.band.platform.rest.BandRest;
import ai.band.platform.rest.BandRestException;
import ai.band.platform.rest.MemoryQuery;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Capabilities that an agent was given and its workspace has no right to. The log names each once;
 * the model is told in every answer.
 */
final class LackingRights {
  private static final Logger log = LoggerFactory.getLogger(LackingRights.class);

  private final Set<Capability> warned = ConcurrentHashMap.newKeySet();

  /** What to tell the model of a refused call. */
  String explain(
      ToolCategory category, BandRest rest, RoomHandle room, BandRestException.Forbidden refusal) {
    String told = String.valueOf(refusal.getMessage());
    Capability capability = category.capability();
    if (capability == null || !isLacking(capability, rest, room)) {
      return told;
    }
    if (warned.add(capability)) {
      log.warn(
          "agent {}: this workspace has no right to the capability {}; calls of its tools fail: {}",
          room.self().handle(),
          category.word(),
          told);
    }
    return "this workspace has no right to "
        + category.word()
        + " (status 403). All tools of this group fail; do without them. "
        + told;
  }

  /** A single thing may be forbidden for other reasons; a list only when all is. */
  private static boolean isLacking(Capability capability, BandRest rest, RoomHandle room) {
    try {
      switch (capability) {
        case CONTACTS -> rest.contacts().list(1, 1);
        case MEMORY ->
            rest.memories()
                .list(new MemoryQuery(null, null, null, null, null, null, null), null, 1);
        case TASKS -> rest.tasks().list(room.roomId(), "active", null, 1);
      }
      return false;
    } catch (BandRestException.Forbidden e) {
      return true;
    } catch (BandRestException e) {
      return false; // cannot be told now; the next refusal asks again
    }
  }
}
