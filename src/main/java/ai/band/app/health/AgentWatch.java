package ai.band.app.health;

import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.api.AgentMonitor;

/** Is told by whoever runs an agent what becomes of it. Safe from any thread; no method blocks. */
public interface AgentWatch {
  /** Nobody watches. */
  AgentWatch NONE =
      new AgentWatch() {
        @Override
        public AgentMonitor monitor() {
          return AgentMonitor.NONE;
        }

        @Override
        public void starting(Agent agent, CodexAdapter adapter) {}

        @Override
        public void running() {}

        @Override
        public void failed(String reason) {}

        @Override
        public void ended(String reason) {}
      };

  /** To be given to the agent when it is built. */
  AgentMonitor monitor();

  /** The agent is about to be started; from now on it is asked how it is doing. */
  void starting(Agent agent, CodexAdapter adapter);

  /** The start has succeeded. */
  void running();

  /** A start has failed; there may be another one. */
  void failed(String reason);

  /** The agent is over and does not come back. */
  void ended(String reason);
}
