package ai.band.platform.rest;

import org.jspecify.annotations.Nullable;

/**
 * What to change about a task; null leaves a field as it is, at least one must be set.
 *
 * @param status own progress; the first one joins the task
 * @param activeForm own live sentence
 * @param state {@code cancelled}, {@code archived} or {@code active}
 */
@WireRecord
public record TaskPatch(
    @Nullable String status,
    @Nullable String activeForm,
    @Nullable String comment,
    @Nullable String subject,
    @Nullable String detail,
    @Nullable String linkedNativeId,
    @Nullable String state) {}
