import ai.band.codex.CodexClient;
import ai.band.codex.CodexOptions;
import ai.band.codex.CodexThread;
import ai.band.codex.ThreadOptions;
import ai.band.codex.Turn;
import ai.band.codex.TurnRequest;
import ai.band.codex.protocol.ServerRequest;
import ai.band.codex.protocol.ThreadItem.AgentMessage;
import ai.band.codex.protocol.ThreadItem.CommandExecution;
import ai.band.codex.protocol.TurnEvent;
import java.time.Duration;
import java.util.List;

/**
 * The Codex client without Band: runs each argument as a turn of one thread, prints what happens,
 * and declines whatever Codex asks for. {@code CODEX_COMMAND} replaces the command,
 * blank-separated.
 */
public class EmbeddedCodex {
  public static void main(String[] args) throws InterruptedException {
    String command = System.getenv("CODEX_COMMAND");
    CodexOptions options =
        CodexOptions.builder()
            .command(command == null ? null : List.of(command.split(" ")))
            .build();
    ThreadOptions settings =
        ThreadOptions.builder()
            .sandbox("read-only")
            .approvalPolicy("on-request")
            .onRequest(ServerRequest::decline)
            .build();
    try (CodexClient codex = CodexClient.open(options)) {
      CodexThread thread = codex.startThread(settings);
      for (String prompt : args.length > 0 ? args : new String[] {"Say hello."}) {
        System.out.println("> " + prompt);
        follow(thread.startTurn(TurnRequest.text(prompt)));
      }
    }
  }

  private static void follow(Turn turn) throws InterruptedException {
    while (true) {
      switch (turn.next(Duration.ofMinutes(10))) {
        case null -> {
          System.out.println("nothing for ten minutes, giving up");
          turn.interrupt();
          return;
        }
        case TurnEvent.ItemStarted(CommandExecution run) ->
            System.out.println("$ " + run.command());
        case TurnEvent.ItemCompleted(AgentMessage said) -> System.out.println(said.text());
        case TurnEvent.TurnCompleted end -> {
          System.out.println("(" + end.status() + ")");
          return;
        }
        case TurnEvent.Terminal end -> throw new IllegalStateException("the turn was lost: " + end);
        default -> {}
      }
    }
  }
}
