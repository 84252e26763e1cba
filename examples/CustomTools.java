import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.tools.custom.CustomTool;
import ai.band.tools.custom.Default;
import ai.band.tools.custom.Describe;
import ai.band.tools.custom.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What custom tools can do: enums, optional and nested arguments, lists, defaults, a name and a
 * time limit of one's own, results that come later.
 */
public class CustomTools {
  enum Priority {
    LOW,
    NORMAL,
    HIGH
  }

  record Contact(@Describe("Who to ask.") String name, Optional<String> phone) {}

  @Describe("Writes a ticket for the support team.")
  record TicketInput(
      @Describe("One line.") @Size(min = 3, max = 80) String title,
      @Describe("How urgent it is.") @Default("NORMAL") Priority priority,
      @Describe("Words to find it by.") @Default("[]") @Size(max = 5) List<String> labels,
      Optional<Contact> contact) {}

  record Ticket(
      int number, String title, Priority priority, List<String> labels, Instant written) {}

  @Describe("Lists all tickets.")
  record ListTicketsInput() {}

  @Describe("Asks the archive, which takes its time.")
  record ArchiveInput(String question) {}

  private static final List<Ticket> TICKETS = new CopyOnWriteArrayList<>();

  static Ticket write(TicketInput input) {
    var ticket =
        new Ticket(
            TICKETS.size() + 1, input.title(), input.priority(), input.labels(), Instant.now());
    TICKETS.add(ticket);
    return ticket;
  }

  static CompletableFuture<String> ask(ArchiveInput input) {
    return CompletableFuture.supplyAsync(
        () -> "The archive knows nothing about " + input.question());
  }

  public static void main(String[] args) throws InterruptedException {
    CodexAdapter adapter =
        CodexAdapter.builder()
            .tool(CustomTool.of(TicketInput.class, CustomTools::write).named("write_ticket"))
            .tool(CustomTool.of(ListTicketsInput.class, () -> TICKETS).named("list_tickets"))
            .tool(
                CustomTool.of(ArchiveInput.class, CustomTools::ask).within(Duration.ofSeconds(20)))
            .build();
    try (Agent agent = Agent.fromConfig("helpdesk", adapter)) {
      agent.run();
    }
  }
}
