package ai.band.api;

import ai.band.platform.rest.BandRest;

/**
 * What an adapter gets before the first message.
 *
 * @param identity who the agent is
 * @param rest the platform's REST client, shared; the adapter does not close it
 * @param monitor hears what the adapter does
 */
public record AgentStart(AgentIdentity identity, BandRest rest, AgentMonitor monitor) {
  /** A start that nobody watches. */
  public AgentStart(AgentIdentity identity, BandRest rest) {
    this(identity, rest, AgentMonitor.NONE);
  }
}
