package ai.band.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a room's entries.
 *
 * @param entries newest first
 * @param next leads to older entries; null when there are none
 */
record RoomPage(List<RoomEntry> entries, @Nullable String next) {}
