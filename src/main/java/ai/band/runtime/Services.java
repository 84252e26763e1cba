package ai.band.runtime;

import ai.band.api.AgentAdapter;
import ai.band.api.AgentIdentity;
import ai.band.api.AgentMonitor;
import ai.band.api.Preprocessor;
import ai.band.api.SessionConfig;
import ai.band.platform.rest.BandRest;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * What the rooms of one agent share.
 *
 * @param catchUps limits how many rooms ask for missed messages at the same time
 * @param monitor hears what the rooms do
 * @param roomLost told of a room that the platform says does not exist for this agent
 */
record Services(
    BandRest rest,
    AgentAdapter adapter,
    AgentIdentity self,
    SessionConfig session,
    Preprocessor preprocessor,
    RuntimeTiming timing,
    Scheduler scheduler,
    FinishedMessages finished,
    Semaphore catchUps,
    RuntimeCounters counters,
    AgentMonitor monitor,
    Consumer<String> roomLost) {}
