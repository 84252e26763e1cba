package ai.band.local.world;

import org.jspecify.annotations.Nullable;

/** Somebody named in a message, with handle and name as they were then. */
public record Mention(String id, String handle, String name) {

  static Mention of(Identity identity) {
    return new Mention(identity.id(), identity.handle(), identity.name());
  }

  /**
   * A mention as a client asks for it; id wins over handle.
   *
   * @param kind {@code mention} delivers, {@code reference} only highlights
   */
  public record Wish(@Nullable String id, @Nullable String handle, String kind) {
    static final String DELIVERS = "mention";
    static final String HIGHLIGHTS = "reference";

    /** The ordinary wish to reach somebody. */
    public static Wish of(Identity identity) {
      return new Wish(identity.id(), identity.handle(), DELIVERS);
    }
  }
}
