package ai.band.adapter.codex.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Every option of the adapter. The builder, the YAML and environment readers, the command line and
 * the reference table in the README all read these descriptions.
 */
public final class CodexOptions {
  private static final int MANY = Integer.MAX_VALUE;

  public static final Option<Transport> TRANSPORT =
      option("transport", OptionTypes.constant(Transport.class))
          .defaultsTo(Transport.STDIO)
          .help("stdio starts a Codex process, ws connects to a running one.");

  public static final Option<String> MODEL =
      option("model", OptionTypes.word())
          .help("Model for new turns. Unset: the first model that Codex lists.");

  public static final Option<String> REASONING_EFFORT =
      option("reasoning_effort", new EffortType())
          .help(
              "How long the model thinks. Other words are accepted when the model in use lists"
                  + " them. Unset: not sent.");

  public static final Option<String> REASONING_SUMMARY =
      option("reasoning_summary", OptionTypes.oneOf("auto", "concise", "detailed", "none"))
          .help("How reasoning is summarised. Unset: not sent.");

  public static final Option<String> PERSONALITY =
      option("personality", OptionTypes.oneOf("friendly", "pragmatic", "none"))
          .defaultsTo("pragmatic")
          .help("Tone of the answers. Current Codex accepts it without effect.");

  public static final Option<String> CWD =
      option("cwd", OptionTypes.word())
          .launcherDefault("/workspace/repo")
          .help(
              "Working directory of Codex. stdio: must exist; ws: a path of the server. Unset: the"
                  + " directory of this program.");

  public static final Option<Duration> TURN_TIMEOUT_S =
      option("turn_timeout_s", OptionTypes.seconds())
          .defaultsTo(Duration.ofMinutes(3))
          .help("Time limit of a turn; waiting for an approval does not count.");

  public static final Option<SandboxMode> SANDBOX =
      option("sandbox", OptionTypes.sandboxUpTo(SandboxMode.EXTERNAL_SANDBOX))
          .launcherDefault(SandboxMode.EXTERNAL_SANDBOX)
          .ignoring("seatbelt")
          .help("What commands may touch. Unset: Codex's own configuration decides.");

  public static final Option<Map<String, Object>> SANDBOX_POLICY =
      option("sandbox_policy", OptionTypes.map())
          .help("Full sandbox policy with a type; wins over sandbox and switches /sandbox off.");

  public static final Option<Object> APPROVAL_POLICY =
      option("approval_policy", OptionTypes.wordOrMap("never", "on-request", "untrusted"))
          .defaultsTo("never")
          .help("When Codex asks for permission; a map for Codex's granular form.");

  public static final Option<ApprovalMode> APPROVAL_MODE =
      option("approval_mode", OptionTypes.constant(ApprovalMode.class))
          .defaultsTo(ApprovalMode.MANUAL)
          .launcherDefault(ApprovalMode.MANUAL)
          .help("Who answers when Codex asks: the room, or this program for all.");

  public static final Option<Boolean> APPROVAL_TEXT_NOTIFICATIONS =
      option("approval_text_notifications", OptionTypes.bool())
          .defaultsTo(true)
          .help("Tells the room in plain words about automatic decisions.");

  public static final Option<Duration> APPROVAL_WAIT_TIMEOUT_S =
      option("approval_wait_timeout_s", OptionTypes.seconds())
          .defaultsTo(Duration.ofMinutes(5))
          .help("How long the room may take to answer a request.");

  public static final Option<TimeoutDecision> APPROVAL_TIMEOUT_DECISION =
      option(
              "approval_timeout_decision",
              OptionTypes.constant(TimeoutDecision.class, TimeoutDecision::word))
          .defaultsTo(TimeoutDecision.DECLINE)
          .help("What happens to a request that nobody answers in time.");

  public static final Option<ApprovalGranularity> SESSION_APPROVAL_GRANULARITY =
      option("session_approval_granularity", OptionTypes.constant(ApprovalGranularity.class))
          .defaultsTo(ApprovalGranularity.FULL_COMMAND)
          .help("What /approve-session covers: the same program, or only the same command.");

  public static final Option<Integer> MAX_PENDING_APPROVALS_PER_ROOM =
      option("max_pending_approvals_per_room", OptionTypes.integer(1, MANY))
          .defaultsTo(50)
          .help("Requests that may wait in one room; beyond it the oldest is declined.");

  public static final Option<Integer> MAX_APPROVAL_AUDIT_PER_ROOM =
      option("max_approval_audit_per_room", OptionTypes.integer(1, MANY))
          .defaultsTo(100)
          .help("Decisions kept per room for /permissions.");

  public static final Option<Integer> MAX_SESSION_APPROVED_PER_ROOM =
      option("max_session_approved_per_room", OptionTypes.integer(1, MANY))
          .defaultsTo(100)
          .help("Session approvals kept per room; beyond it the oldest is forgotten.");

  public static final Option<String> SYSTEM_PROMPT =
      option("system_prompt", OptionTypes.text())
          .help("Replaces the whole prompt that is given to Codex.");

  public static final Option<String> CUSTOM_SECTION =
      option("custom_section", OptionTypes.text())
          .defaultsTo("")
          .defaultNote("empty")
          .help("Instructions of your own, appended to the prompt.");

  public static final Option<Boolean> INCLUDE_BASE_INSTRUCTIONS =
      option("include_base_instructions", OptionTypes.bool())
          .defaultsTo(true)
          .help("Puts the rules of the room and its tools into the prompt.");

  public static final Option<Boolean> INJECT_HISTORY_ON_RESUME_FAILURE =
      option("inject_history_on_resume_failure", OptionTypes.bool())
          .defaultsTo(true)
          .help("Gives a new thread the room's history when the old one cannot be resumed.");

  public static final Option<Integer> MAX_HISTORY_MESSAGES =
      option("max_history_messages", OptionTypes.integer(0, MANY))
          .defaultsTo(50)
          .help("Most messages of history given to a new thread; 0 gives none.");

  public static final Option<Boolean> FALLBACK_SEND_AGENT_TEXT =
      option("fallback_send_agent_text", OptionTypes.bool())
          .defaultsTo(true)
          .help("Posts the final text when the model sent no message itself.");

  public static final Option<List<String>> CODEX_COMMAND =
      prefixed("codex_command", OptionTypes.commandLine())
          .environment("CODEX_COMMAND", "CODEX_CODEX_COMMAND")
          .help(
              "Full command that starts the app-server. Unset: the program in CODEX_PATH, else"
                  + " codex or codex-cli on PATH, with app-server --listen stdio://.");

  public static final Option<Map<String, String>> CODEX_ENV =
      prefixed("codex_env", OptionTypes.variables())
          .environment("CODEX_CODEX_ENV")
          .help("Variables for the Codex process, on top of the inherited ones.");

  public static final Option<String> CODEX_WS_URL =
      prefixed("codex_ws_url", OptionTypes.url("ws", "wss"))
          .environment("CODEX_WS_URL", "CODEX_CODEX_WS_URL")
          .defaultsTo("ws://127.0.0.1:8765")
          .help("Address of a running app-server for transport ws.");

  public static final Option<Boolean> EXPERIMENTAL_API =
      option("experimental_api", OptionTypes.bool())
          .defaultsTo(true)
          .help("Uses Codex's experimental interface. Without it Codex gets no room tools.");

  public static final Option<Boolean> ENABLE_SELF_CONFIG_TOOLS =
      option("enable_self_config_tools", OptionTypes.bool())
          .defaultsTo(false)
          .help("Lets the model change its own model and reasoning in a room. Trusted rooms only.");

  public static final Option<List<Map<String, Object>>> ADDITIONAL_DYNAMIC_TOOLS =
      option("additional_dynamic_tools", OptionTypes.maps())
          .defaultsTo(List.of())
          .help("Further tool descriptions, given to Codex as they are.");

  public static final Option<Duration> CLIENT_CLOSE_TIMEOUT_S =
      option("client_close_timeout_s", OptionTypes.seconds())
          .defaultsTo(Duration.ofSeconds(10))
          .orNone()
          .help("How long closing Codex may take; none means no limit.");

  public static final Option<String> CLIENT_NAME =
      option("client_name", OptionTypes.word())
          .defaultsTo("band_codex_adapter")
          .help("Name under which we introduce ourselves to Codex.");

  public static final Option<String> CLIENT_TITLE =
      option("client_title", OptionTypes.word())
          .defaultsTo("Band Codex Adapter")
          .help("Title under which we introduce ourselves to Codex.");

  public static final Option<String> CLIENT_VERSION =
      option("client_version", OptionTypes.word())
          .defaultsTo("0.1.0")
          .help("Version under which we introduce ourselves to Codex.");

  public static final Option<Boolean> STREAM_REASONING_EVENTS =
      option("stream_reasoning_events", OptionTypes.bool())
          .defaultsTo(false)
          .help("Posts reasoning while it arrives. Needs emit thoughts.");

  public static final Option<Boolean> STREAM_PLAN_EVENTS =
      option("stream_plan_events", OptionTypes.bool())
          .defaultsTo(false)
          .help("Posts plans while they arrive and change. Needs emit thoughts or task_events.");

  public static final Option<Boolean> STREAM_COMMENTARY_EVENTS =
      option("stream_commentary_events", OptionTypes.bool())
          .defaultsTo(false)
          .help("Posts the model's remarks between its steps. Needs emit thoughts.");

  public static final Option<Boolean> ENABLE_TASK_EVENTS =
      option("enable_task_events", OptionTypes.bool())
          .defaultsTo(true)
          .help("Reports task events when no features are given. Resuming needs them.");

  public static final Option<Boolean> EMIT_TURN_TASK_MARKERS =
      prefixed("emit_turn_task_markers", OptionTypes.bool())
          .environment("CODEX_TURN_TASK_MARKERS", "CODEX_EMIT_TURN_TASK_MARKERS")
          .flags("--turn-task-markers", "--codex-turn-task-markers")
          .defaultsTo(false)
          .help("Posts a task event when a turn has ended.");

  public static final Option<Boolean> EMIT_TURN_LIFECYCLE_EVENTS =
      option("emit_turn_lifecycle_events", OptionTypes.bool())
          .defaultsTo(false)
          .help("Posts a task event when a turn starts and when it ends.");

  public static final Option<Boolean> EMIT_DIFF_EVENTS =
      option("emit_diff_events", OptionTypes.bool())
          .defaultsTo(false)
          .help("Posts what a turn changed in files. Needs emit task_events.");

  public static final Option<Boolean> EMIT_TOKEN_USAGE_EVENTS =
      option("emit_token_usage_events", OptionTypes.bool())
          .defaultsTo(false)
          .help("Posts token counts of a turn. Needs emit task_events.");

  public static final Option<Boolean> STRUCTURED_ERRORS =
      option("structured_errors", OptionTypes.bool())
          .defaultsTo(true)
          .help("Adds type, status and advice to the error events of failed turns.");

  public static final Option<List<String>> APPROVAL_APPROVERS =
      option("approval_approvers", OptionTypes.names())
          .defaultsTo(List.of("users"))
          .help("Who may answer requests: users, owner, requester, anyone, or ids and handles.");

  public static final Option<List<String>> COMMAND_OPERATORS =
      option("command_operators", OptionTypes.names())
          .defaultNote("as approval_approvers")
          .help("Who may use the other privileged commands; values as for approval_approvers.");

  public static final Option<Boolean> APPROVAL_FOUR_EYES =
      option("approval_four_eyes", OptionTypes.bool())
          .defaultsTo(false)
          .help("Whoever asked for the work may not approve it.");

  public static final Option<SandboxMode> MAX_SANDBOX =
      option("max_sandbox", OptionTypes.sandboxUpTo(SandboxMode.DANGER_FULL_ACCESS))
          .help("Widest sandbox that configuration and /sandbox may choose.");

  public static final Option<MidTurnMessages> MID_TURN_MESSAGES =
      option("mid_turn_messages", OptionTypes.constant(MidTurnMessages.class))
          .defaultsTo(MidTurnMessages.QUEUE)
          .help("What a message does while a turn is running: wait, steer it, or interrupt it.");

  public static final Option<String> WEB_SEARCH_MODE =
      option("web_search_mode", OptionTypes.oneOf("disabled", "cached", "live"))
          .help("Codex's web search; live reaches the internet. Unset: Codex decides.");

  public static final Option<Boolean> NETWORK_ACCESS_ENABLED =
      option("network_access_enabled", OptionTypes.bool())
          .help("Network for commands in sandbox workspace-write. Unset: Codex decides.");

  public static final Option<Integer> STREAM_FLUSH_MS =
      option("stream_flush_ms", OptionTypes.integer(1, 60_000))
          .defaultsTo(250)
          .help("Shortest time between two posts of a stream, in milliseconds.");

  public static final Option<Duration> REQUEST_TIMEOUT_S =
      option("request_timeout_s", OptionTypes.seconds())
          .defaultsTo(Duration.ofSeconds(30))
          .help("Time limit of a request to Codex; starting and resuming may take twice as long.");

  public static final Option<Duration> THREAD_IDLE_UNLOAD_S =
      option("thread_idle_unload_s", OptionTypes.seconds())
          .defaultsTo(Duration.ofMinutes(30))
          .orNone()
          .help(
              "How long a room may be quiet before Codex may unload its thread; the next message"
                  + " resumes it. none means never.");

  public static final Option<Boolean> LOCAL_COMMANDS_ENABLED =
      option("local_commands_enabled", OptionTypes.bool())
          .defaultsTo(true)
          .help("Obeys slash commands. Off: they go to the model as text.");

  public static final Option<String> CODEX_WS_TOKEN =
      prefixed("codex_ws_token", OptionTypes.word())
          .environment("CODEX_WS_TOKEN", "CODEX_CODEX_WS_TOKEN")
          .hidden()
          .help("Bearer token for transport ws. Prefer the variable: flags show in process lists.");

  public static final Option<Boolean> SKIP_GIT_REPO_CHECK =
      option("skip_git_repo_check", OptionTypes.bool())
          .help("Accepted and ignored: the app-server makes no such check.");

  private static final List<Option<?>> ALL =
      List.of(
          TRANSPORT,
          MODEL,
          REASONING_EFFORT,
          REASONING_SUMMARY,
          PERSONALITY,
          CWD,
          TURN_TIMEOUT_S,
          SANDBOX,
          SANDBOX_POLICY,
          APPROVAL_POLICY,
          APPROVAL_MODE,
          APPROVAL_TEXT_NOTIFICATIONS,
          APPROVAL_WAIT_TIMEOUT_S,
          APPROVAL_TIMEOUT_DECISION,
          SESSION_APPROVAL_GRANULARITY,
          MAX_PENDING_APPROVALS_PER_ROOM,
          MAX_APPROVAL_AUDIT_PER_ROOM,
          MAX_SESSION_APPROVED_PER_ROOM,
          SYSTEM_PROMPT,
          CUSTOM_SECTION,
          INCLUDE_BASE_INSTRUCTIONS,
          INJECT_HISTORY_ON_RESUME_FAILURE,
          MAX_HISTORY_MESSAGES,
          FALLBACK_SEND_AGENT_TEXT,
          CODEX_COMMAND,
          CODEX_ENV,
          CODEX_WS_URL,
          EXPERIMENTAL_API,
          ENABLE_SELF_CONFIG_TOOLS,
          ADDITIONAL_DYNAMIC_TOOLS,
          CLIENT_CLOSE_TIMEOUT_S,
          CLIENT_NAME,
          CLIENT_TITLE,
          CLIENT_VERSION,
          STREAM_REASONING_EVENTS,
          STREAM_PLAN_EVENTS,
          STREAM_COMMENTARY_EVENTS,
          ENABLE_TASK_EVENTS,
          EMIT_TURN_TASK_MARKERS,
          EMIT_TURN_LIFECYCLE_EVENTS,
          EMIT_DIFF_EVENTS,
          EMIT_TOKEN_USAGE_EVENTS,
          STRUCTURED_ERRORS,
          APPROVAL_APPROVERS,
          COMMAND_OPERATORS,
          APPROVAL_FOUR_EYES,
          MAX_SANDBOX,
          MID_TURN_MESSAGES,
          WEB_SEARCH_MODE,
          NETWORK_ACCESS_ENABLED,
          STREAM_FLUSH_MS,
          REQUEST_TIMEOUT_S,
          THREAD_IDLE_UNLOAD_S,
          LOCAL_COMMANDS_ENABLED,
          CODEX_WS_TOKEN,
          SKIP_GIT_REPO_CHECK);

  private CodexOptions() {}

  /** Every option, in the order of the reference table. */
  public static List<Option<?>> all() {
    return ALL;
  }

  private static <T> Option.Description<T> option(String key, OptionType<T> type) {
    return Option.of(key, type)
        .environment("CODEX_" + key.toUpperCase(Locale.ROOT))
        .flags(Option.flagOf(key), Option.flagOf("codex_" + key));
  }

  /** An option whose key or variable does not follow the rule. */
  private static <T> Option.Description<T> prefixed(String key, OptionType<T> type) {
    return Option.of(key, type).flags(Option.flagOf(key));
  }
}
