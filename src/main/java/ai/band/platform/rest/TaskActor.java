package ai.band.platform.rest;

import org.jspecify.annotations.Nullable;

/** Who did something on the board. */
@WireRecord
public record TaskActor(String id, String name, String type, @Nullable String handle) {
  public TaskActor {
    id = Fields.text(id);
    name = Fields.text(name);
    type = Fields.text(type);
  }
}
