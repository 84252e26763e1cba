package ai.band.app.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whether an agent can work on messages.
 *
 * @param band the connection to Band
 * @param codex the connection to Codex
 * @param login Codex's login at its model provider
 * @param backlog messages that wait
 */
record Readiness(Finding band, Finding codex, Finding login, Finding backlog) {
  /** An agent of which there is only one thing to say. */
  static Readiness none(String problem) {
    Finding bad = Finding.bad(problem);
    Finding unknown = Finding.bad("Not known: the agent is not running.");
    return new Readiness(bad, unknown, unknown, Finding.GOOD);
  }

  boolean ready() {
    return Stream.of(band, codex, login, backlog).allMatch(Finding::good);
  }

  Map<String, Finding> parts() {
    Map<String, Finding> parts = new LinkedHashMap<>();
    parts.put("band", band);
    parts.put("codex", codex);
    parts.put("login", login);
    parts.put("backlog", backlog);
    return parts;
  }
}
