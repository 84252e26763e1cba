package ai.band.testkit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers that are the same for everybody. */
final class FakeAnswers {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private FakeAnswers() {}

  /** Two pages of models; the default is not the first. */
  static ObjectNode models(JsonNode params) {
    ObjectNode answer = MAPPER.createObjectNode();
    ArrayNode data = answer.putArray("data");
    if (params.path("cursor").isString()) {
      model(data, "gpt-fake-secret", true, false);
      model(data, "gpt-fake-max", false, true);
      answer.putNull("nextCursor");
    } else {
      model(data, "gpt-fake-mini", false, false);
      answer.put("nextCursor", "1");
    }
    return answer;
  }

  private static void model(ArrayNode data, String id, boolean hidden, boolean isDefault) {
    ObjectNode model =
        data.addObject()
            .put("id", id)
            .put("model", id)
            .put("displayName", id)
            .put("hidden", hidden)
            .put("isDefault", isDefault)
            .put("defaultReasoningEffort", "medium");
    ArrayNode efforts = model.putArray("supportedReasoningEfforts");
    for (String effort : new String[] {"low", "medium", "high"}) {
      efforts.addObject().put("reasoningEffort", effort).put("description", effort);
    }
  }
}
