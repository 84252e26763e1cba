import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.api.Emit;

/**
 * Codex works in its directory on its own and asks the room for everything else: the commands
 * {@code /approve}, {@code /decline} and {@code /approve-session} answer. Whoever asked for the
 * work cannot approve it.
 */
public class ApprovalsInTheRoom {
  public static void main(String[] args) throws InterruptedException {
    CodexAdapter adapter =
        CodexAdapter.builder()
            .config(
                CodexAdapterConfig.builder()
                    .approvalPolicy("on-request")
                    .approvalMode("manual")
                    .sandbox("workspace-write")
                    .maxSandbox("workspace-write")
                    .approvalFourEyes(true)
                    .build())
            .emit(Emit.TASK_EVENTS, Emit.EXECUTION)
            .build();
    try (Agent agent = Agent.fromConfig("careful", adapter)) {
      agent.run();
    }
  }
}
