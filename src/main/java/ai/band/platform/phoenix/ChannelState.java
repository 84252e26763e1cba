package ai.band.platform.phoenix;

/** Where a channel stands. */
public enum ChannelState {
  /** A join is queued or under way, for the first time or again. */
  JOINING,
  /** Joined; pushes are possible. */
  JOINED,
  /** Lost; the socket joins it again by itself. */
  RECOVERING,
  /** Left, refused or closed; this object is of no more use. */
  ENDED
}
