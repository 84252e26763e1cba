package ai.band.adapter.codex.approval;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/** Reads the decisions that Codex lists. */
final class Offers {
  private Offers() {}

  static List<Offer> of(List<JsonNode> listed) {
    List<Offer> offers = new ArrayList<>();
    for (JsonNode decision : listed) {
      offers.add(new Offer(offers.size() + 1, words(decision), lasting(decision), decision));
    }
    return List.copyOf(offers);
  }

  /** An answer that carries data writes a rule, as far as anybody knows. */
  private static boolean lasting(JsonNode decision) {
    return decision.isObject();
  }

  private static String words(JsonNode decision) {
    if (decision.isString()) {
      return switch (decision.stringValue()) {
        case "accept" -> "allow it once";
        case "acceptForSession" -> "allow it for this session";
        case "decline" -> "decline it and let the turn go on";
        case "cancel" -> "decline it and end the turn";
        default -> ShownText.words(decision.stringValue());
      };
    }
    JsonNode command = decision.path("acceptWithExecpolicyAmendment").path("execpolicy_amendment");
    if (command.isArray()) {
      StringJoiner prefix = new StringJoiner(" ");
      command.forEach(word -> prefix.add(word.asString("")));
      return "always allow every command that begins with "
          + ShownText.inline(prefix.toString())
          + ", permanently and in all rooms of this Codex";
    }
    JsonNode network =
        decision.path("applyNetworkPolicyAmendment").path("network_policy_amendment");
    if (network.isObject()) {
      return "always "
          + ShownText.words(network.path("action").asString("decide about"))
          + " network access to "
          + ShownText.inline(network.path("host").asString(""))
          + ", permanently";
    }
    return ShownText.inline(decision.toString());
  }
}
