package ai.band.app.doctor;

import ai.band.codex.CodexClient;
import ai.band.codex.CodexException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Whether the sandbox of Codex starts here, and keeps a command from writing elsewhere. */
final class SandboxExamination {
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ALTERNATIVE =
      "Let the container be the sandbox: set sandbox to external-sandbox and approval_policy to"
          + " untrusted (not in Codex's config.toml, which refuses it). Or allow user namespaces"
          + " to the container.";

  private final CodexClient client;
  private final boolean offline;

  SandboxExamination(CodexClient client, boolean offline) {
    this.client = client;
    this.offline = offline;
  }

  Finding examine(SandboxWish wish) {
    Path outside = Path.of("/tmp", "band-codex-doctor-" + UUID.randomUUID());
    try {
      JsonNode starts = run(wish, List.of("true"));
      if (starts.path("exitCode").asInt(-1) != 0) {
        return impossible(wish, reason(starts));
      }
      JsonNode write =
          run(wish, List.of("/bin/sh", "-c", "echo x > \"$1\"", "sh", outside.toString()));
      if (write.path("exitCode").asInt(-1) == 0 || Files.exists(outside)) {
        return Finding.failed(
            "sandbox",
            wish.setBy() + ": a command wrote to " + outside + ", outside of the workspace.",
            "Do not rely on Codex's sandbox here. " + ALTERNATIVE);
      }
      return Finding.ok(
          "sandbox",
          wish.codexs()
              ? wish.word() + " works: a write outside of the workspace was refused"
              : wish.word() + " is set; Codex's own sandbox would work here too");
    } catch (CodexException e) {
      return impossible(wish, String.valueOf(e.getMessage()));
    } finally {
      remove(outside);
    }
  }

  private JsonNode run(SandboxWish wish, List<String> command) {
    ObjectNode params = JsonNodeFactory.instance.objectNode();
    command.forEach(params.putArray("command")::add);
    params.put("cwd", wish.workspace()).put("timeoutMs", COMMAND_LIMIT.toMillis());
    ObjectNode policy = params.putObject("sandboxPolicy").put("networkAccess", false);
    if (wish.policyType().equals("readOnly")) {
      policy.put("type", "readOnly");
    } else {
      policy.put("type", "workspaceWrite");
      policy.putArray("writableRoots").add(wish.workspace());
      policy.put("excludeTmpdirEnvVar", true).put("excludeSlashTmp", true);
    }
    return client.request("command/exec", params, PATIENCE);
  }

  private Finding impossible(SandboxWish wish, String reason) {
    String what =
        (wish.codexs() ? wish.setBy() + ": " + wish.word() + " is set, but " : "")
            + "Codex's sandbox does not start here ("
            + reason
            + ").";
    if (!wish.codexs()) {
      return Finding.warning("sandbox", what, wish.word() + " is set, so that it is not needed.");
    }
    return offline
        ? Finding.warning("sandbox", what, ALTERNATIVE)
        : Finding.failed("sandbox", what, ALTERNATIVE);
  }

  private static String reason(JsonNode result) {
    String said = result.path("stderr").asString("").strip();
    String first = said.lines().findFirst().orElse("no reason given").strip();
    return "exit code " + result.path("exitCode").asInt(-1) + ": " + first;
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }
}
