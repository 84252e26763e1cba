package ai.band.local.world;

import org.jspecify.annotations.Nullable;

/** What an update of a task asks for; null leaves a thing as it is. */
public record TaskChange(
    @Nullable String status,
    @Nullable String activeForm,
    @Nullable String comment,
    @Nullable String subject,
    @Nullable String detail,
    @Nullable String linkedNativeId,
    @Nullable String state) {

  boolean isEmpty() {
    return !hasWork() && state == null;
  }

  /** Whether anything is asked that only an active task allows. */
  boolean hasWork() {
    return hasProgress() || comment != null || subject != null || detail != null;
  }

  /** Whether the caller's own assignment is concerned. */
  boolean hasProgress() {
    return status != null || activeForm != null || linkedNativeId != null;
  }
}
