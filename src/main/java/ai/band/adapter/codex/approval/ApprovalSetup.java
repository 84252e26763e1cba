package ai.band.adapter.codex.approval;

import ai.band.adapter.codex.config.ApprovalMode;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.CodexOptions;
import ai.band.adapter.codex.config.OptionSource;
import ai.band.adapter.codex.room.EffectiveSandbox;
import ai.band.adapter.codex.room.RoomOverrides;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the chosen approval policy, mode and sandbox lead to, and whether anybody can decide. Read
 * once when the adapter starts.
 *
 * @param warnings settings that cannot do what they were chosen for, each with a remedy
 * @param notes what is to be expected, without fault
 */
public record ApprovalSetup(List<String> warnings, List<String> notes) {
  private static final Logger log = LoggerFactory.getLogger(ApprovalSetup.class);

  public ApprovalSetup {
    warnings = List.copyOf(warnings);
    notes = List.copyOf(notes);
  }

  /** Reads a configuration. */
  public static ApprovalSetup of(CodexAdapterConfig config, NamedApprovers names) {
    List<String> warnings = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    OptionSource mode = config.valueOf(CodexOptions.APPROVAL_MODE).source();
    Asking asking = Asking.of(config);
    if (asking == Asking.NEVER && mode.chosen()) {
      OptionSource policy = config.valueOf(CodexOptions.APPROVAL_POLICY).source();
      warnings.add(
          mode.name()
              + ": \""
              + config.approvalMode().name().toLowerCase(Locale.ROOT)
              + "\" is set, but with approval_policy \""
              + config.approvalPolicy()
              + "\" ("
              + (policy.chosen() ? policy.name() : "the default")
              + ") Codex never asks. Set approval_policy to on-request or untrusted.");
    } else {
      notes.add(asking.words + ".");
    }
    if (asking != Asking.NEVER && config.approvalMode() == ApprovalMode.MANUAL) {
      deciders(config, names, warnings);
    }
    return new ApprovalSetup(warnings, notes);
  }

  /** Tells the log. */
  public void report() {
    warnings.forEach(warning -> log.warn("{}", warning));
    notes.forEach(note -> log.info("{}", note));
  }

  private static void deciders(
      CodexAdapterConfig config, NamedApprovers names, List<String> warnings) {
    if (config.approvalApprovers().isEmpty()) {
      warnings.add(
          "approval_approvers is empty: nobody may approve, and every request is declined. Name"
              + " somebody, or set approval_mode to auto_decline.");
    }
    for (String entry : names.unknown()) {
      warnings.add(
          "approval_approvers or command_operators name "
              + entry
              + ", but nobody whom this agent can reach has that handle. Correct it, or use the"
              + " id.");
    }
  }

  /** When Codex asks, by policy and sandbox. */
  private enum Asking {
    NEVER("Codex asks for no approvals (approval_policy never); what its sandbox forbids, fails"),
    ALWAYS("Codex asks before every command and file change (approval_policy untrusted)"),
    READ_ONLY(
        "Codex asks before file changes and when a command wants out of the read-only sandbox;"
            + " plain writes of commands fail there without a question"),
    WORKSPACE("Codex asks when a command wants out of the workspace-write sandbox"),
    DANGEROUS(
        "Codex asks only about commands that it holds to be dangerous, such as rm -rf; what its"
            + " sandbox forbids, fails without a question"),
    OPEN("Codex runs without a sandbox and asks only about commands that it holds to be dangerous"),
    SOMETIMES("Codex asks as its own configuration says");

    private final String words;

    Asking(String words) {
      this.words = words;
    }

    static Asking of(CodexAdapterConfig config) {
      Object policy = config.approvalPolicy();
      if (policy instanceof Map<?, ?> map) {
        return asksNothing(map) ? DANGEROUS : SOMETIMES;
      }
      return switch (String.valueOf(policy)) {
        case "never" -> NEVER;
        case "untrusted" -> ALWAYS;
        case "on-request" -> onRequest(config);
        default -> SOMETIMES;
      };
    }

    private static Asking onRequest(CodexAdapterConfig config) {
      return switch (EffectiveSandbox.of(config, new RoomOverrides()).word()) {
        case "read-only" -> READ_ONLY;
        case "workspace-write" -> WORKSPACE;
        case "danger-full-access", "external-sandbox" -> OPEN;
        default -> SOMETIMES;
      };
    }

    /** Even with everything switched off in it, the granular form asks about dangerous commands. */
    private static boolean asksNothing(Map<?, ?> policy) {
      return policy.get("granular") instanceof Map<?, ?> kinds && !kinds.containsValue(true);
    }
  }
}
