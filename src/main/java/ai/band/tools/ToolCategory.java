package ai.band.tools;

import ai.band.api.Capability;
import org.jspecify.annotations.Nullable;

/** Groups of platform tools, as filters name them. */
public enum ToolCategory {
  /** Messages, events, participants, rooms; always offered. */
  CHAT("chat", null),
  /** Contacts and contact requests. */
  CONTACTS("contacts", Capability.CONTACTS),
  /** Memories of the workspace. */
  MEMORY("memory", Capability.MEMORY),
  /** The room's task board and goal. */
  TASKS("tasks", Capability.TASKS);

  private final String word;
  private final @Nullable Capability capability;

  ToolCategory(String word, @Nullable Capability capability) {
    this.word = word;
    this.capability = capability;
  }

  /** The name used in filters. */
  public String word() {
    return word;
  }

  /** What must be asked for before these tools are offered; null when they always are. */
  public @Nullable Capability capability() {
    return capability;
  }
}
