package ai.band.local.world;

import java.time.Instant;

/** A human account. */
public final class Person extends Identity {
  Person(String id, String handle, String name, String apiKey, Instant insertedAt) {
    super(id, handle, name, apiKey, insertedAt);
  }

  @Override
  public String type() {
    return "User";
  }

  public String email() {
    return handle() + "@example.com";
  }

  /** The name up to its first blank. */
  public String firstName() {
    int blank = name().indexOf(' ');
    return blank < 0 ? name() : name().substring(0, blank);
  }

  /** The name after its first blank, or an empty text. */
  public String lastName() {
    int blank = name().indexOf(' ');
    return blank < 0 ? "" : name().substring(blank + 1);
  }
}
