package ai.band.local;

import ai.band.local.ModelRequest.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Skills that use Codex's own tools on the files of the workspace. */
final class WorkspaceSkills {
  private static final String OUTPUT_MARK = "Output:\n";
  private static final String EXIT_MARK = "exited with code ";

  private WorkspaceSkills() {}

  static ModelReply listFiles(Ask ask) {
    if (ask.untouched()) {
      return ModelSkills.call("exec_command", Map.of("cmd", "ls"));
    }
    var files = printed(ask.newestOutput());
    return ModelSkills.say(
        files.isEmpty() ? "There are no files here." : "These are the files:\n" + files);
  }

  static ModelReply writeFile(Ask ask, String quotedName, String content) {
    var name = quotedName.replace("\"", "");
    if (ask.untouched()) {
      return ModelReply.start()
          .phasedText("commentary", "I am writing " + name + ".")
          .customCall("apply_patch", patchThatAdds(name, content));
    }
    var output = ask.newestOutput();
    return ModelSkills.say(
        output.contains("Success.")
            ? "I wrote " + name + "."
            : "I could not write " + name + ": " + output.strip());
  }

  static ModelReply run(Ask ask, String command) {
    return ask.untouched()
        ? ModelSkills.call("exec_command", Map.of("cmd", command))
        : report(command, ask.newestOutput());
  }

  /** Runs one command, or several at the same time when they are joined by "and also". */
  static ModelReply runEscalated(Ask ask, String commands) {
    if (!ask.untouched()) {
      return report(commands, ask.newestOutput());
    }
    var reply = ModelReply.start();
    for (var command : commands.split("\\s+and also\\s+", -1)) {
      var arguments =
          Map.of(
              "cmd",
              command,
              "sandbox_permissions",
              "require_escalated",
              "justification",
              "Allow running `" + command + "` outside the sandbox?");
      reply = reply.call("exec_command", arguments);
    }
    return reply;
  }

  static ModelReply askPermission(Ask ask, String path) {
    if (ask.untouched()) {
      var permissions = Map.of("file_system", Map.of("write", List.of(path)));
      return ModelSkills.call(
          "request_permissions",
          Map.of("reason", "I want to write " + path, "permissions", permissions));
    }
    return ModelSkills.say(
        ask.newestOutput().contains(path)
            ? "I may write " + path + "."
            : "I was not allowed to write " + path + ".");
  }

  /** Works on one step per round: each round of the plan tool marks one more as done. */
  static ModelReply plan(Ask ask, String list) {
    var steps = list.split("\\s*,\\s*(?:and\\s+)?");
    int done = (int) ask.calls().stream().filter(WorkspaceSkills::isPlan).count();
    if (done > steps.length) {
      return ModelSkills.say("The plan is done: " + String.join(", ", steps) + ".");
    }
    var plan = new ArrayList<Map<String, String>>();
    for (int i = 0; i < steps.length; i++) {
      var status = i < done ? "completed" : i == done ? "in_progress" : "pending";
      plan.add(Map.of("step", steps[i], "status", status));
    }
    return ModelSkills.call("update_plan", Map.of("explanation", "As asked.", "plan", plan));
  }

  private static boolean isPlan(ToolResult call) {
    return call.name().equals("update_plan");
  }

  private static ModelReply report(String command, String output) {
    int exit = output.indexOf(EXIT_MARK);
    if (exit < 0) {
      return ModelSkills.say("`" + command + "` did not run: " + output.strip());
    }
    var code = output.substring(exit + EXIT_MARK.length()).lines().findFirst().orElse("?").strip();
    var printed = printed(output);
    return ModelSkills.say(
        "`" + command + "` ended with code " + code + (printed.isEmpty() ? "." : ":\n" + printed));
  }

  private static String printed(String output) {
    int mark = output.indexOf(OUTPUT_MARK);
    return mark < 0 ? output.strip() : output.substring(mark + OUTPUT_MARK.length()).strip();
  }

  private static String patchThatAdds(String name, String content) {
    var patch = new StringBuilder("*** Begin Patch\n*** Add File: " + name + "\n");
    content.lines().forEach(line -> patch.append('+').append(line).append('\n'));
    return patch.append("*** End Patch\n").toString();
  }
}
