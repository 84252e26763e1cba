package ai.band.local.world;

import java.time.Duration;

/** Switches of the workspace's plan. All are on and may be changed at any time. */
public final class Features {
  private volatile boolean memories = true;
  private volatile boolean tasks = true;
  private volatile int maxRooms = Integer.MAX_VALUE;
  private volatile int maxMessageCharacters = Integer.MAX_VALUE;
  private volatile Duration activityLifetime = Duration.ofSeconds(10);

  Features() {}

  public boolean memories() {
    return memories;
  }

  /** Off: memory operations answer 403. */
  public void memories(boolean on) {
    memories = on;
  }

  public boolean tasks() {
    return tasks;
  }

  /** Off: task and board operations answer 403. */
  public void tasks(boolean on) {
    tasks = on;
  }

  /** How many rooms one identity may create; beyond it {@code limit_reached}. */
  public int maxRooms() {
    return maxRooms;
  }

  public void maxRooms(int most) {
    maxRooms = most;
  }

  /** Most characters of a message; Band publishes no limit, so there is none by default. */
  public int maxMessageCharacters() {
    return maxMessageCharacters;
  }

  public void maxMessageCharacters(int most) {
    maxMessageCharacters = most;
  }

  /** How long a report of activity holds; 10 s. */
  public Duration activityLifetime() {
    return activityLifetime;
  }

  public void activityLifetime(Duration lifetime) {
    activityLifetime = lifetime;
  }
}
