package ai.band.platform.rest;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The agent that the API key belongs to. Absent texts are empty. */
@WireRecord
public record AgentMe(
    String id,
    String name,
    String handle,
    String ownerUuid,
    @Nullable String description,
    @Nullable Boolean listedInDirectory,
    List<String> tags,
    @Nullable Instant insertedAt,
    @Nullable Instant updatedAt) {
  public AgentMe {
    id = Fields.required(id, "id");
    name = Fields.text(name);
    handle = Fields.text(handle);
    ownerUuid = Fields.text(ownerUuid);
    tags = Fields.list(tags);
  }
}
