package ai.band.runtime;

import ai.band.api.AgentAdapter;
import ai.band.api.AgentConfig;
import ai.band.api.AgentMonitor;
import ai.band.api.ContactEventConfig;
import ai.band.api.ParticipantListener;
import ai.band.api.Preprocessor;
import ai.band.api.SessionConfig;
import ai.band.platform.BandLinkOptions;

/**
 * All that makes one agent.
 *
 * @param link who connects and where to
 * @param onParticipantAdded told who comes to a room
 * @param onParticipantRemoved told who leaves one
 * @param monitor hears what the agent does
 */
public record RuntimeSettings(
    AgentAdapter adapter,
    BandLinkOptions link,
    AgentConfig agent,
    SessionConfig session,
    ContactEventConfig contacts,
    Preprocessor preprocessor,
    ParticipantListener onParticipantAdded,
    ParticipantListener onParticipantRemoved,
    AgentMonitor monitor) {
  /** An agent that nobody watches. */
  public RuntimeSettings(
      AgentAdapter adapter,
      BandLinkOptions link,
      AgentConfig agent,
      SessionConfig session,
      ContactEventConfig contacts,
      Preprocessor preprocessor,
      ParticipantListener onParticipantAdded,
      ParticipantListener onParticipantRemoved) {
    this(
        adapter,
        link,
        agent,
        session,
        contacts,
        preprocessor,
        onParticipantAdded,
        onParticipantRemoved,
        AgentMonitor.NONE);
  }
}
