import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.api.Emit;
import ai.band.api.PlatformMessage;
import ai.band.api.RoomHandle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two characters in one program who talk to each other: sections {@code tom_agent} and {@code
 * jerry_agent} of agent_config.yaml. Put both into a room and write "@you/tom catch Jerry". The cat
 * gives up after ten tries; whatever the models do, the program ends after 24 messages.
 */
public class TomAndJerry {
  private static final int MOST_MESSAGES = 24;

  private static final String TOM =
      """
      You are Tom, a cat. Talk Jerry the mouse out of his hole, in at most two sentences a message,
      with a new trick each time. Mention Jerry by his exact handle, or he does not hear you. Keep
      your plans in thoughts. After ten tries give up: say so without mentioning anyone but the
      person who sent you.
      """;

  private static final String JERRY =
      """
      You are Jerry, a mouse in his hole. Answer Tom the cat in at most two sentences, politely and
      without ever coming out. Mention Tom by his exact handle, or he does not hear you. When he
      gives up, do not answer.
      """;

  private final AtomicInteger heard = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);

  /** Counts what either of them hears, and lets nothing through after the last one. */
  private PlatformMessage count(PlatformMessage message, RoomHandle room) {
    if (heard.incrementAndGet() < MOST_MESSAGES) {
      return message;
    }
    over.countDown();
    return null;
  }

  private Agent character(String section, String part) {
    CodexAdapter adapter =
        CodexAdapter.builder()
            .config(
                CodexAdapterConfig.builder()
                    .personality("none")
                    .sandbox("read-only")
                    .customSection(part)
                    .build())
            .emit(Emit.TASK_EVENTS, Emit.THOUGHTS)
            .build();
    return Agent.builder()
        .adapter(adapter)
        .section(ai.band.AgentSection.read(ai.band.AgentSection.DEFAULT_FILE, section))
        .preprocessor(this::count)
        .build();
  }

  public static void main(String[] args) throws InterruptedException {
    var chase = new TomAndJerry();
    try (Agent tom = chase.character("tom_agent", TOM);
        Agent jerry = chase.character("jerry_agent", JERRY)) {
      tom.start();
      jerry.start();
      System.out.println("Tom and Jerry are ready.");
      chase.over.await();
      System.out.println("The chase is over after " + MOST_MESSAGES + " messages.");
    }
  }
}
