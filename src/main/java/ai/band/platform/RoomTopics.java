package ai.band.platform;

/**
 * Which topics of a room are joined. Less than both means that the platform allows no more channels
 * on the socket: read what is missing through {@link BandLink#rest()}.
 *
 * @param chat messages arrive
 * @param participants comings and goings arrive
 */
public record RoomTopics(boolean chat, boolean participants) {
  public boolean complete() {
    return chat && participants;
  }
}
