package ai.band.tools;

import ai.band.api.RoomHandle;
import ai.band.api.TurnSignal;
import ai.band.platform.rest.BandRest;

/** What one call of a tool works with: the platform, the room and the signal of the turn. */
record ToolContext(BandRest rest, RoomHandle room, MessageSender sender, TurnSignal signal) {}
