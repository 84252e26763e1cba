package ai.band.platform.rest;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something the platform remembers for agents.
 *
 * @param system {@code sensory}, {@code working} or {@code long_term}
 * @param scope whether it is about one subject or the whole organization, in the words of {@link
 *     MemoryQuery}
 */
@WireRecord
public record Memory(
    String id,
    String content,
    String system,
    String type,
    String segment,
    String scope,
    @Nullable String status,
    @Nullable String thought,
    @Nullable String subjectId,
    @Nullable String sourceAgentId,
    @Nullable String organizationId,
    Map<String, Object> metadata,
    @Nullable Instant insertedAt) {
  public Memory {
    id = Fields.required(id, "id");
    content = Fields.text(content);
    system = Fields.text(system);
    type = Fields.text(type);
    segment = Fields.text(segment);
    scope = Fields.text(scope);
    metadata = Fields.map(metadata);
  }
}
