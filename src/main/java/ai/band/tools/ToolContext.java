package ai.band.tools;

import ai.band.api.RoomHandle;
import ai.band.platform.rest.BandRest;

/** What a tool works with: the platform and the room of the turn. */
record ToolContext(BandRest rest, RoomHandle room) {}
