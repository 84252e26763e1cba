package ai.band.platform.rest;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A memory to store.
 *
 * @param system {@code sensory}, {@code working} or {@code long_term}
 * @param type {@code iconic}, {@code echoic}, {@code haptic} with {@code sensory}; {@code
 *     episodic}, {@code semantic}, {@code procedural} with the other two
 * @param segment {@code user}, {@code agent}, {@code tool} or {@code guideline}
 * @param scope {@code subject} (what the platform assumes) or {@code organization}
 * @param subjectId UUID; needed for the scope {@code subject}
 * @param metadata may hold {@code tags} and {@code references}, lists of text
 */
@WireRecord
public record MemoryDraft(
    String content,
    String system,
    String type,
    String segment,
    String thought,
    @Nullable String scope,
    @Nullable String subjectId,
    @Nullable Map<String, Object> metadata) {}
