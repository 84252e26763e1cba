package ai.band.platform.rest;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mutual, approved link to a person or an agent. */
@WireRecord
public record Contact(
    String id,
    String handle,
    String type,
    @Nullable String name,
    @Nullable String description,
    @JsonProperty("is_external") @JsonAlias("is_remote") @Nullable Boolean external,
    @Nullable Boolean listedInDirectory,
    List<String> tags,
    @Nullable Instant insertedAt) {
  public Contact {
    id = Fields.required(id, "id");
    handle = Fields.text(handle);
    type = Fields.text(type);
    tags = Fields.list(tags);
  }
}
