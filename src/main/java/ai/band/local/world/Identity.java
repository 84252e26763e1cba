package ai.band.local.world;

import java.time.Instant;

/** Someone with a key: a {@link Person} or a {@link RegisteredAgent}. Safe for many threads. */
public abstract sealed class Identity permits Person, RegisteredAgent {
  private final String id;
  private final String apiKey;
  private final Instant insertedAt;
  private volatile String handle;
  private volatile String name;
  private volatile Instant updatedAt;

  Identity(String id, String handle, String name, String apiKey, Instant insertedAt) {
    this.id = id;
    this.handle = handle;
    this.name = name;
    this.apiKey = apiKey;
    this.insertedAt = insertedAt;
    this.updatedAt = insertedAt;
  }

  public final String id() {
    return id;
  }

  /** Lower case, without {@code @}; an agent's begins with its owner's. */
  public final String handle() {
    return handle;
  }

  /** The display name. */
  public final String name() {
    return name;
  }

  public final String apiKey() {
    return apiKey;
  }

  public final Instant insertedAt() {
    return insertedAt;
  }

  public final Instant updatedAt() {
    return updatedAt;
  }

  /** {@code User} or {@code Agent}, as Band writes it. */
  public abstract String type();

  final void rename(String newHandle, String newName, Instant now) {
    handle = newHandle;
    name = newName;
    updatedAt = now;
  }

  @Override
  public final String toString() {
    return type() + " @" + handle;
  }
}
