package ai.band.adapter.codex.config;

import java.util.List;
import java.util.Locale;

/**
 * The contract's table of options, typed a second time: default, variables, and one other value as
 * it is written in the environment and as it is shown.
 */
final class OptionTable {
  record Row(String key, String byDefault, List<String> variables, String text, String shown) {}

  static final List<Row> CONTRACT =
      List.of(
          row("transport", "stdio", "ws"),
          row("model", "unset", "gpt-5.5-codex"),
          row("reasoning_effort", "unset", "high"),
          row("reasoning_summary", "unset", "concise"),
          row("personality", "pragmatic", "friendly"),
          row("cwd", "unset", "/"),
          row("turn_timeout_s", "180", "2.5"),
          row("sandbox", "unset", "workspace-write"),
          row("sandbox_policy", "unset", "{\"type\":\"readOnly\"}"),
          row("approval_policy", "never", "on-request"),
          row("approval_mode", "manual", "auto_decline"),
          row("approval_text_notifications", "true", "false"),
          row("approval_wait_timeout_s", "300", "1.25"),
          row("approval_timeout_decision", "decline", "acceptForSession"),
          row("session_approval_granularity", "full_command", "binary"),
          row("max_pending_approvals_per_room", "50", "1"),
          row("max_approval_audit_per_room", "100", "2"),
          row("max_session_approved_per_room", "100", "3"),
          row("system_prompt", "unset", "You are a cat."),
          row("custom_section", "", "Be brief."),
          row("include_base_instructions", "true", "false"),
          row("inject_history_on_resume_failure", "true", "false"),
          row("max_history_messages", "50", "0"),
          row("fallback_send_agent_text", "true", "false"),
          row(
              "codex_command",
              "unset",
              "codex app-server",
              "codex app-server",
              "CODEX_COMMAND",
              "CODEX_CODEX_COMMAND"),
          row("codex_env", "unset", "{\"LANG\":\"C\"}", "{LANG=C}", "CODEX_CODEX_ENV"),
          row(
              "codex_ws_url",
              "ws://127.0.0.1:8765",
              "wss://codex.example:9/x",
              "wss://codex.example:9/x",
              "CODEX_WS_URL",
              "CODEX_CODEX_WS_URL"),
          row("experimental_api", "true", "false"),
          row("enable_self_config_tools", "false", "true"),
          row("additional_dynamic_tools", "[]", "[{\"name\":\"t\"}]"),
          row("client_close_timeout_s", "10", "4"),
          row("client_name", "band_codex_adapter", "mine"),
          row("client_title", "Band Codex Adapter", "Mine"),
          row("client_version", "0.1.0", "9.9.9"),
          row("stream_reasoning_events", "false", "true"),
          row("stream_plan_events", "false", "true"),
          row("stream_commentary_events", "false", "true"),
          row("enable_task_events", "true", "false"),
          row(
              "emit_turn_task_markers",
              "false",
              "true",
              "true",
              "CODEX_TURN_TASK_MARKERS",
              "CODEX_EMIT_TURN_TASK_MARKERS"),
          row("emit_turn_lifecycle_events", "false", "true"),
          row("emit_diff_events", "false", "true"),
          row("emit_token_usage_events", "false", "true"),
          row("structured_errors", "true", "false"));

  static final List<Row> EXTENSIONS =
      List.of(
          row("approval_approvers", "users", "owner", "owner"),
          row("command_operators", "unset", "anyone"),
          row("approval_four_eyes", "false", "true"),
          row("max_sandbox", "unset", "danger-full-access"),
          row("mid_turn_messages", "queue", "steer"),
          row("web_search_mode", "unset", "live"),
          row("network_access_enabled", "unset", "true"),
          row("stream_flush_ms", "250", "100"),
          row("request_timeout_s", "30", "7"),
          row("thread_idle_unload_s", "1800", "60"),
          row("local_commands_enabled", "true", "false"),
          row(
              "codex_ws_token",
              "unset",
              "a-token-of-length",
              "***",
              "CODEX_WS_TOKEN",
              "CODEX_CODEX_WS_TOKEN"),
          row("skip_git_repo_check", "unset", "true"));

  private OptionTable() {}

  private static Row row(String key, String byDefault, String text) {
    return row(key, byDefault, text, text);
  }

  private static Row row(
      String key, String byDefault, String text, String shown, String... variables) {
    List<String> names =
        variables.length > 0
            ? List.of(variables)
            : List.of("CODEX_" + key.toUpperCase(Locale.ROOT));
    return new Row(key, byDefault, names, text, shown);
  }
}
