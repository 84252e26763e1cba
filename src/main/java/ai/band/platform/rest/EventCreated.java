package ai.band.platform.rest;

/** An event that now is in the room. */
@WireRecord
public record EventCreated(String id, String messageType) {
  public EventCreated {
    id = Fields.required(id, "id");
    messageType = Fields.text(messageType);
  }
}
