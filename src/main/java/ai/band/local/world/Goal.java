package ai.band.local.world;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A room's goal; everything is null until somebody sets it. */
public record Goal(
    @Nullable String title,
    @Nullable String summary,
    @Nullable Identity createdBy,
    @Nullable Identity updatedBy,
    @Nullable Instant insertedAt,
    @Nullable Instant updatedAt,
    List<BoardEvent> history) {

  static final Goal NONE = new Goal(null, null, null, null, null, null, List.of());
}
