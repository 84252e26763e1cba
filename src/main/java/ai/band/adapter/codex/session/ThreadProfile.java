package ai.band.adapter.codex.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What every thread of an agent is made with. Worked out once, at the start.
 *
 * @param instructions the prompt
 * @param instructionsHash tells whether a stored thread has this prompt
 * @param tools the dynamic tools; empty when Codex is to get none
 * @param toolsHash tells whether a stored thread has these tools
 */
public record ThreadProfile(
    String instructions, String instructionsHash, List<ObjectNode> tools, String toolsHash) {
  private static final int HASH_DIGITS = 16;
  private static final JsonMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** Computes the hashes. */
  public static ThreadProfile of(String instructions, List<ObjectNode> tools) {
    Map<String, Object> byName = new TreeMap<>();
    for (JsonNode tool : tools) {
      byName.put(tool.path("name").asString(""), CANONICAL.treeToValue(tool, Map.class));
    }
    return new ThreadProfile(
        instructions,
        hash(instructions),
        List.copyOf(tools),
        hash(CANONICAL.writeValueAsString(byName)));
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
