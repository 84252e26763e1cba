package ai.band.local.world;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An agent that some program drives with a key. */
public final class RegisteredAgent extends Identity {
  private final Person owner;
  private final @Nullable String description;
  private volatile boolean global;

  RegisteredAgent(
      String id,
      String handle,
      String name,
      String apiKey,
      Instant insertedAt,
      Person owner,
      @Nullable String description) {
    super(id, handle, name, apiKey, insertedAt);
    this.owner = owner;
    this.description = description;
  }

  @Override
  public String type() {
    return "Agent";
  }

  public Person owner() {
    return owner;
  }

  public @Nullable String description() {
    return description;
  }

  /** Whether everybody may recruit it, not only its owner and their agents. */
  public boolean global() {
    return global;
  }

  public void makeGlobal() {
    global = true;
  }
}
