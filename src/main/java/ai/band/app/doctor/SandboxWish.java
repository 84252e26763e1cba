package ai.band.app.doctor;

/**
 * Which of Codex's sandboxes an agent relies on.
 *
 * @param setBy what set it, for texts
 * @param word as in the configuration; {@code default} leaves it to Codex
 * @param policyType as in a turn's {@code sandboxPolicy}
 * @param codexs whether Codex itself is to confine commands
 * @param workspace absolute path that may be written
 */
public record SandboxWish(
    String setBy, String word, String policyType, boolean codexs, String workspace) {}
