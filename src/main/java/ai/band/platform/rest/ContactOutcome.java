package ai.band.platform.rest;

import org.jspecify.annotations.Nullable;

/**
 * What became of a call about a contact.
 *
 * @param id of the request; null after a removal
 * @param status {@code pending}, {@code approved}, {@code rejected}, {@code cancelled} or {@code
 *     removed}
 */
@WireRecord
public record ContactOutcome(@Nullable String id, String status) {
  public ContactOutcome {
    status = Fields.text(status);
  }
}
