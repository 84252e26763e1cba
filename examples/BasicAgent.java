import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.api.Emit;

/**
 * One agent, with the options of the environment ({@code CODEX_MODEL}, {@code CODEX_SANDBOX} and so
 * on). Its id and key are in the section {@code AGENT_KEY} (default {@code darter}) of
 * agent_config.yaml.
 */
public class BasicAgent {
  public static void main(String[] args) throws InterruptedException {
    String key = System.getenv().getOrDefault("AGENT_KEY", "darter");
    CodexAdapter adapter = CodexAdapter.builder().emit(Emit.TASK_EVENTS, Emit.THOUGHTS).build();
    try (Agent agent = Agent.fromConfig(key, adapter)) {
      agent.run(); // until Ctrl-C
    }
  }
}
