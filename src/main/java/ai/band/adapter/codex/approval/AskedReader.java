package ai.band.adapter.codex.approval;

import ai.band.adapter.codex.room.EffectiveSandbox;
import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.room.RunningTurn;
import ai.band.codex.protocol.FileEdit;
import ai.band.codex.protocol.ServerRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what a request asks. */
final class AskedReader {
  private final RoomContext room;

  AskedReader(RoomContext room) {
    this.room = room;
  }

  /** Reads a request of a turn. */
  Asked read(ServerRequest request, RunningTurn turn) {
    return switch (request) {
      case ServerRequest.CommandApproval command -> command(command, turn.sandbox());
      case ServerRequest.FileChangeApproval change -> files(change);
      case ServerRequest.PermissionsApproval permissions -> permissions(permissions);
      case ServerRequest.UserInputQuestions questions -> QuestionText.asked(questions);
      case ServerRequest.McpElicitation elicitation -> QuestionText.asked(elicitation);
      case ServerRequest.LegacyExecApproval legacy -> legacyCommand(legacy);
      case ServerRequest.LegacyPatchApproval legacy -> legacyPatch(legacy);
      default -> plain(request.call().method());
    };
  }

  private Asked command(ServerRequest.CommandApproval request, EffectiveSandbox sandbox) {
    JsonNode network = request.networkContext();
    Map<String, Object> facts = facts(request.command(), request.cwd(), request.reason());
    if (network != null) {
      facts.put("codex_network_context", network);
    }
    String command = request.command();
    JsonNode more = request.additionalPermissions();
    boolean human = request.kind().equals("humanCommand");
    List<String> lines = new ArrayList<>();
    if (command != null) {
      lines.add(ShownText.block(InnerCommand.of(command).text()));
    }
    add(lines, "in ", request.cwd());
    add(lines, "reason: ", request.reason());
    if (network != null) {
      lines.add("network access: " + ShownText.words(networkWords(network)));
    }
    if (more != null) {
      lines.add("with further permissions: " + ShownText.inline(more.toString()));
    }
    return new Asked(
        "commandExecution",
        commandSummary(command, network),
        String.join("\n", lines),
        human || !request.kind().equals("command") || network != null || more != null
            ? null
            : SessionKey.ofCommand(
                command, request.cwd(), sandbox.word(), room.config().sessionApprovalGranularity()),
        false,
        human,
        false,
        Offers.of(request.availableDecisions()),
        facts);
  }

  private static String commandSummary(@Nullable String command, @Nullable JsonNode network) {
    if (command != null && !command.isBlank()) {
      return "execute " + ShownText.inline(InnerCommand.of(command).text());
    }
    return network == null
        ? "command execution"
        : "network access: " + ShownText.words(networkWords(network));
  }

  private static String networkWords(JsonNode network) {
    return network.path("protocol").asString("") + "://" + network.path("host").asString("");
  }

  private Asked files(ServerRequest.FileChangeApproval request) {
    List<FileEdit> changes = request.changes();
    List<String> paths = paths(changes);
    Map<String, Object> facts = facts(null, null, request.reason());
    facts.put("codex_files", paths);
    List<String> lines = new ArrayList<>();
    changes.forEach(change -> lines.add("- " + FileChangeText.line(change)));
    add(lines, "whole folder from now on: ", request.grantRoot());
    return new Asked(
        "fileChange",
        fileSummary(request.reason(), paths),
        String.join("\n", lines),
        request.grantRoot() == null ? SessionKey.ofFiles(paths) : null,
        false,
        false,
        false,
        List.of(),
        facts);
  }

  private static List<String> paths(List<FileEdit> changes) {
    List<String> paths = new ArrayList<>();
    for (FileEdit change : changes) {
      paths.add(change.path());
      if (change.movedTo() != null) {
        paths.add(change.movedTo());
      }
    }
    return paths;
  }

  private static String fileSummary(@Nullable String reason, List<String> paths) {
    String summary = reason == null ? "file changes" : "file changes: " + ShownText.words(reason);
    return paths.isEmpty()
        ? summary
        : summary + " (" + ShownText.words(String.join(", ", paths)) + ")";
  }

  private static Asked permissions(ServerRequest.PermissionsApproval request) {
    Map<String, Object> facts = facts(null, request.cwd(), request.reason());
    String reason = request.reason();
    return new Asked(
        "permissions",
        reason == null ? "permissions" : "permissions: " + ShownText.words(reason),
        ShownText.block(request.permissions().toPrettyString()),
        null,
        true,
        false,
        false,
        List.of(),
        facts);
  }

  private Asked legacyCommand(ServerRequest.LegacyExecApproval request) {
    String command = InnerCommand.of(request.command()).text();
    return new Asked(
        "commandExecution",
        "execute " + ShownText.inline(command),
        ShownText.block(command),
        null,
        true,
        false,
        false,
        List.of(),
        facts(command, request.cwd(), request.reason()));
  }

  private static Asked legacyPatch(ServerRequest.LegacyPatchApproval request) {
    List<String> paths = new ArrayList<>();
    JsonNode changes = request.fileChanges();
    if (changes != null) {
      changes.propertyNames().forEach(paths::add);
    }
    Map<String, Object> facts = facts(null, null, request.reason());
    facts.put("codex_files", paths);
    return new Asked(
        "fileChange",
        fileSummary(request.reason(), paths),
        "",
        null,
        true,
        false,
        false,
        List.of(),
        facts);
  }

  private static Asked plain(String method) {
    return new Asked(
        method, method, "", null, false, false, false, List.of(), new LinkedHashMap<>());
  }

  private static Map<String, Object> facts(
      @Nullable String command, @Nullable String cwd, @Nullable String reason) {
    Map<String, Object> facts = new LinkedHashMap<>();
    put(facts, "codex_command", command);
    put(facts, "codex_cwd", cwd);
    put(facts, "codex_reason", reason);
    return facts;
  }

  private static void put(Map<String, Object> facts, String key, @Nullable String value) {
    if (value != null) {
      facts.put(key, value);
    }
  }

  private static void add(List<String> lines, String before, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      lines.add(before + ShownText.inline(value));
    }
  }
}
