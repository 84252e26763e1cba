package ai.band.bench;

import ai.band.local.LocalBand;
import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import java.util.List;
import java.util.Locale;

/**
 * Three agents from one file in one program, one of them with a wrong key: how long the others take
 * to be there and to answer, and how much memory the program has then. No arguments.
 */
public final class ThreeAgents {
  private ThreeAgents() {}

  public static void main(String[] args) throws Exception {
    try (LocalBand band = LocalBand.start()) {
      Person alice = band.world().directory().addPerson("alice", "Alice");
      RegisteredAgent coder = band.world().directory().addAgent(alice, "Coder", "Writes");
      RegisteredAgent reviewer = band.world().directory().addAgent(alice, "Reviewer", "Reads");
      RegisteredAgent locked = band.world().directory().addAgent(alice, "Locked", "Has no key");
      Room room = band.world().rooms().create(alice, "Stack", coder, reviewer, locked);
      String file =
          section("coder", band, coder)
              + section("locked", band, locked).replace(locked.apiKey(), "thnv_a_wrong")
              + section("reviewer", band, reviewer);
      try (var program = OwnProgram.with(file).words(List.of("run", "--all")).start()) {
        program.await(
            "two agents",
            () -> band.sockets().connected(coder) && band.sockets().connected(reviewer));
        double ready = program.age();
        Entry one = band.world().messages().post(room, alice, "@alice/coder hello", coder);
        Entry two = band.world().messages().post(room, alice, "@alice/reviewer hello", reviewer);
        program.await(
            "two answers",
            () ->
                !band.world().ledger().replies(room, one).isEmpty()
                    && !band.world().ledger().replies(room, two).isEmpty());
        System.out.printf(
            Locale.ROOT,
            "2 of 3 agents connected %.2f s after start and answered; RSS %d MiB, heap %d KiB, %d"
                + " threads; the third: %s%n",
            ready,
            program.figures().residentKiB() / 1024,
            program.figures().liveHeapBytes() / 1024,
            program.figures().threads(),
            program.log().contains("locked") ? "reported" : "not reported");
      }
    }
  }

  private static String section(String key, LocalBand band, RegisteredAgent agent) {
    return OwnProgram.section(key, band, agent, OwnProgram.Codex.quick());
  }
}
