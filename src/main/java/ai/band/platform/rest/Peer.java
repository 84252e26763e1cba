package ai.band.platform.rest;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person or an agent that may be added to a room.
 *
 * @param type {@code User} or {@code Agent}
 * @param source {@code registry} or {@code contact}
 */
@WireRecord
public record Peer(
    String id,
    String name,
    String type,
    String handle,
    String source,
    @JsonProperty("is_contact") boolean contact,
    @Nullable String description,
    @JsonProperty("is_external") @JsonAlias("is_remote") @Nullable Boolean external,
    @Nullable Boolean listedInDirectory,
    List<String> tags) {
  public Peer {
    id = Fields.required(id, "id");
    name = Fields.text(name);
    type = Fields.text(type);
    handle = Fields.text(handle);
    source = Fields.text(source);
    tags = Fields.list(tags);
  }
}
