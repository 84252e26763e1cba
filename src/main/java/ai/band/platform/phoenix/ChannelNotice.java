package ai.band.platform.phoenix;

import tools.jackson.databind.JsonNode;

/** What waits in a channel's mailbox. */
sealed interface ChannelNotice {
  record Event(String event, JsonNode payload) implements ChannelNotice {}

  record Joined(JsonNode response, boolean rejoin) implements ChannelNotice {}

  record Lost(ChannelLoss loss) implements ChannelNotice {}
}
