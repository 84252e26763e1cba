package ai.band.tools;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One tool of the platform: what the model is told of it, and what it does. */
record PlatformTool(
    String name,
    ToolCategory category,
    String description,
    List<Parameter> parameters,
    boolean postsMessage,
    Execution execution) {

  /** What a tool does. The value returned is given to the model as JSON; a string as it is. */
  @FunctionalInterface
  interface Execution {
    @Nullable Object run(Arguments arguments, ToolContext context);
  }

  static PlatformTool of(
      String name,
      ToolCategory category,
      String description,
      List<Parameter> parameters,
      Execution execution) {
    return new PlatformTool(name, category, description, parameters, false, execution);
  }

  PlatformTool postingMessages() {
    return new PlatformTool(name, category, description, parameters, true, execution);
  }

  ToolSpec spec() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (Parameter parameter : parameters) {
      properties.set(parameter.name(), parameter.schema());
    }
    List<String> required =
        parameters.stream().filter(Parameter::required).map(Parameter::name).toList();
    if (!required.isEmpty()) {
      var names = schema.putArray("required");
      required.forEach(names::add);
    }
    return new ToolSpec(name, description, schema);
  }
}
