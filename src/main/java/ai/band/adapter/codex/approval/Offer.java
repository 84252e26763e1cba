package ai.band.adapter.codex.approval;

import tools.jackson.databind.JsonNode;

/**
 * A decision that Codex lists with its request.
 *
 * @param number how people name it, from 1
 * @param words what it does
 * @param lasting whether it writes a rule that outlives the room
 * @param raw passed back unchanged
 */
public record Offer(int number, String words, boolean lasting, JsonNode raw) {}
