import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.api.Emit;

/**
 * A planner who writes plans and a reviewer who finds their faults, on one working tree that
 * neither may change: sections {@code planner} and {@code reviewer} of agent_config.yaml. Put both
 * into a room and ask the planner.
 */
public class PlannerAndReviewer {
  private static final String PLANNER =
      """
      You plan changes to the code in your working directory; you do not make them. Write a plan of
      numbered steps, each with the files it touches and how to check it. Then mention the reviewer
      by exact handle and ask for a review. Work the findings in, at most twice, and send the final
      plan to the person who asked.
      """;

  private static final String REVIEWER =
      """
      You review plans against the code in your working directory. Name what is missing, wrong or
      risky, with file and reason, the worst first; say "approved" when nothing is left. Answer the
      planner by exact handle.
      """;

  private static Agent agent(String section, String role) {
    CodexAdapter adapter =
        CodexAdapter.builder()
            .config(
                CodexAdapterConfig.builder()
                    .sandbox("read-only")
                    .approvalPolicy("never")
                    .customSection(role)
                    .build())
            .emit(Emit.TASK_EVENTS, Emit.EXECUTION)
            .build();
    return Agent.fromConfig(section, adapter);
  }

  public static void main(String[] args) throws InterruptedException {
    try (Agent reviewer = agent("reviewer", REVIEWER);
        Agent planner = agent("planner", PLANNER)) {
      reviewer.start();
      planner.run(); // until Ctrl-C; then the reviewer is stopped too
    }
  }
}
