package ai.band.platform.rest;

import java.util.List;

/** A message that now is in the room, and whom it was delivered to. */
@WireRecord
public record MessageSent(String id, List<Mention> recipients) {
  public MessageSent {
    id = Fields.required(id, "id");
    recipients = Fields.list(recipients);
  }
}
