package ai.band.adapter.codex.config;

import ai.band.api.BandConfigException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects options from code, command line, environment and YAML; the stronger source wins whatever
 * the order of the calls. Nothing is checked before {@link #build()}. For one thread.
 */
public final class CodexConfigBuilder {
  private final OptionLayers layers = new OptionLayers(CodexOptions.all());

  CodexConfigBuilder() {}

  /**
   * Checks everything.
   *
   * @throws BandConfigException with all problems together
   */
  public CodexAdapterConfig build() {
    return CodexAdapterConfig.of(layers);
  }

  /**
   * Takes over what environment variables say. Blank values count as unset.
   *
   * @param environment usually {@code System.getenv()}
   */
  public CodexConfigBuilder fromEnvironment(Map<String, String> environment) {
    layers.environment(environment);
    return this;
  }

  /**
   * Takes over a YAML map with the snake_case names. A nested {@code codex} map wins.
   *
   * @param map what a YAML reader made of the section
   */
  public CodexConfigBuilder fromYaml(Map<?, ?> map) {
    return fromYaml(map, "");
  }

  /**
   * Takes over a YAML map.
   *
   * @param map what a YAML reader made of the section
   * @param place what stands before a key in errors, for example {@code agent_config.yaml: bot.}
   */
  public CodexConfigBuilder fromYaml(Map<?, ?> map, String place) {
    layers.yamlWithNested(map, "codex", place);
    return this;
  }

  private CodexConfigBuilder set(Option<?> option, @Nullable Object value) {
    layers.code(option, value);
    return this;
  }

  /** stdio starts a Codex process, ws connects to a running one. */
  public CodexConfigBuilder transport(Transport value) {
    return set(CodexOptions.TRANSPORT, value);
  }

  /** stdio starts a Codex process, ws connects to a running one. */
  public CodexConfigBuilder transport(String value) {
    return set(CodexOptions.TRANSPORT, value);
  }

  /** Model for new turns. Unset: the first model that Codex lists. */
  public CodexConfigBuilder model(@Nullable String value) {
    return set(CodexOptions.MODEL, value);
  }

  /**
   * How long the model thinks. Other words are accepted when the model in use lists them. Unset:
   * not sent.
   */
  public CodexConfigBuilder reasoningEffort(@Nullable String value) {
    return set(CodexOptions.REASONING_EFFORT, value);
  }

  /** How reasoning is summarised. Unset: not sent. */
  public CodexConfigBuilder reasoningSummary(@Nullable String value) {
    return set(CodexOptions.REASONING_SUMMARY, value);
  }

  /** Tone of the answers. Current Codex accepts it without effect. */
  public CodexConfigBuilder personality(String value) {
    return set(CodexOptions.PERSONALITY, value);
  }

  /**
   * Working directory of Codex. stdio: must exist; ws: a path of the server. Unset: the directory
   * of this program.
   */
  public CodexConfigBuilder cwd(@Nullable String value) {
    return set(CodexOptions.CWD, value);
  }

  /** Time limit of a turn; waiting for an approval does not count. */
  public CodexConfigBuilder turnTimeoutS(double value) {
    return set(CodexOptions.TURN_TIMEOUT_S, value);
  }

  /** Time limit of a turn; waiting for an approval does not count. */
  public CodexConfigBuilder turnTimeoutS(Duration value) {
    return set(CodexOptions.TURN_TIMEOUT_S, value);
  }

  /** What commands may touch. Unset: Codex's own configuration decides. */
  public CodexConfigBuilder sandbox(@Nullable SandboxMode value) {
    return set(CodexOptions.SANDBOX, value);
  }

  /** What commands may touch. Unset: Codex's own configuration decides. */
  public CodexConfigBuilder sandbox(@Nullable String value) {
    return set(CodexOptions.SANDBOX, value);
  }

  /** Full sandbox policy with a type; wins over sandbox and switches /sandbox off. */
  public CodexConfigBuilder sandboxPolicy(@Nullable Map<String, Object> value) {
    return set(CodexOptions.SANDBOX_POLICY, value);
  }

  /** When Codex asks for permission; a map for Codex's granular form. */
  public CodexConfigBuilder approvalPolicy(String value) {
    return set(CodexOptions.APPROVAL_POLICY, value);
  }

  /** When Codex asks for permission; a map for Codex's granular form. */
  public CodexConfigBuilder approvalPolicy(Map<String, Object> value) {
    return set(CodexOptions.APPROVAL_POLICY, value);
  }

  /** Who answers when Codex asks: the room, or this program for all. */
  public CodexConfigBuilder approvalMode(ApprovalMode value) {
    return set(CodexOptions.APPROVAL_MODE, value);
  }

  /** Who answers when Codex asks: the room, or this program for all. */
  public CodexConfigBuilder approvalMode(String value) {
    return set(CodexOptions.APPROVAL_MODE, value);
  }

  /** Tells the room in plain words about automatic decisions. */
  public CodexConfigBuilder approvalTextNotifications(boolean value) {
    return set(CodexOptions.APPROVAL_TEXT_NOTIFICATIONS, value);
  }

  /** How long the room may take to answer a request. */
  public CodexConfigBuilder approvalWaitTimeoutS(double value) {
    return set(CodexOptions.APPROVAL_WAIT_TIMEOUT_S, value);
  }

  /** How long the room may take to answer a request. */
  public CodexConfigBuilder approvalWaitTimeoutS(Duration value) {
    return set(CodexOptions.APPROVAL_WAIT_TIMEOUT_S, value);
  }

  /** What happens to a request that nobody answers in time. */
  public CodexConfigBuilder approvalTimeoutDecision(TimeoutDecision value) {
    return set(CodexOptions.APPROVAL_TIMEOUT_DECISION, value);
  }

  /** What happens to a request that nobody answers in time. */
  public CodexConfigBuilder approvalTimeoutDecision(String value) {
    return set(CodexOptions.APPROVAL_TIMEOUT_DECISION, value);
  }

  /** What /approve-session covers: the same program, or only the same command. */
  public CodexConfigBuilder sessionApprovalGranularity(ApprovalGranularity value) {
    return set(CodexOptions.SESSION_APPROVAL_GRANULARITY, value);
  }

  /** What /approve-session covers: the same program, or only the same command. */
  public CodexConfigBuilder sessionApprovalGranularity(String value) {
    return set(CodexOptions.SESSION_APPROVAL_GRANULARITY, value);
  }

  /** Requests that may wait in one room; beyond it the oldest is declined. */
  public CodexConfigBuilder maxPendingApprovalsPerRoom(int value) {
    return set(CodexOptions.MAX_PENDING_APPROVALS_PER_ROOM, value);
  }

  /** Decisions kept per room for /permissions. */
  public CodexConfigBuilder maxApprovalAuditPerRoom(int value) {
    return set(CodexOptions.MAX_APPROVAL_AUDIT_PER_ROOM, value);
  }

  /** Session approvals kept per room; beyond it the oldest is forgotten. */
  public CodexConfigBuilder maxSessionApprovedPerRoom(int value) {
    return set(CodexOptions.MAX_SESSION_APPROVED_PER_ROOM, value);
  }

  /** Replaces the whole prompt that is given to Codex. */
  public CodexConfigBuilder systemPrompt(@Nullable String value) {
    return set(CodexOptions.SYSTEM_PROMPT, value);
  }

  /** Instructions of your own, appended to the prompt. */
  public CodexConfigBuilder customSection(String value) {
    return set(CodexOptions.CUSTOM_SECTION, value);
  }

  /** Puts the rules of the room and its tools into the prompt. */
  public CodexConfigBuilder includeBaseInstructions(boolean value) {
    return set(CodexOptions.INCLUDE_BASE_INSTRUCTIONS, value);
  }

  /** Gives a new thread the room's history when the old one cannot be resumed. */
  public CodexConfigBuilder injectHistoryOnResumeFailure(boolean value) {
    return set(CodexOptions.INJECT_HISTORY_ON_RESUME_FAILURE, value);
  }

  /** Most messages of history given to a new thread; 0 gives none. */
  public CodexConfigBuilder maxHistoryMessages(int value) {
    return set(CodexOptions.MAX_HISTORY_MESSAGES, value);
  }

  /** Posts the final text when the model sent no message itself. */
  public CodexConfigBuilder fallbackSendAgentText(boolean value) {
    return set(CodexOptions.FALLBACK_SEND_AGENT_TEXT, value);
  }

  /**
   * Full command that starts the app-server. Unset: codex or codex-cli on PATH with app-server
   * {@code --listen stdio://}.
   */
  public CodexConfigBuilder codexCommand(@Nullable List<String> value) {
    return set(CodexOptions.CODEX_COMMAND, value);
  }

  /** Variables for the Codex process, on top of the inherited ones. */
  public CodexConfigBuilder codexEnv(@Nullable Map<String, String> value) {
    return set(CodexOptions.CODEX_ENV, value);
  }

  /** Address of a running app-server for transport ws. */
  public CodexConfigBuilder codexWsUrl(String value) {
    return set(CodexOptions.CODEX_WS_URL, value);
  }

  /** Uses Codex's experimental interface. Without it Codex gets no room tools. */
  public CodexConfigBuilder experimentalApi(boolean value) {
    return set(CodexOptions.EXPERIMENTAL_API, value);
  }

  /** Lets the model change its own model and reasoning in a room. Trusted rooms only. */
  public CodexConfigBuilder enableSelfConfigTools(boolean value) {
    return set(CodexOptions.ENABLE_SELF_CONFIG_TOOLS, value);
  }

  /** Further tool descriptions, given to Codex as they are. */
  public CodexConfigBuilder additionalDynamicTools(List<Map<String, Object>> value) {
    return set(CodexOptions.ADDITIONAL_DYNAMIC_TOOLS, value);
  }

  /** How long closing Codex may take; none means no limit. */
  public CodexConfigBuilder clientCloseTimeoutS(double value) {
    return set(CodexOptions.CLIENT_CLOSE_TIMEOUT_S, value);
  }

  /** How long closing Codex may take; none means no limit. */
  public CodexConfigBuilder clientCloseTimeoutS(@Nullable Duration value) {
    return set(CodexOptions.CLIENT_CLOSE_TIMEOUT_S, value);
  }

  /** Name under which we introduce ourselves to Codex. */
  public CodexConfigBuilder clientName(String value) {
    return set(CodexOptions.CLIENT_NAME, value);
  }

  /** Title under which we introduce ourselves to Codex. */
  public CodexConfigBuilder clientTitle(String value) {
    return set(CodexOptions.CLIENT_TITLE, value);
  }

  /** Version under which we introduce ourselves to Codex. */
  public CodexConfigBuilder clientVersion(String value) {
    return set(CodexOptions.CLIENT_VERSION, value);
  }

  /** Posts reasoning while it arrives. Needs emit thoughts. */
  public CodexConfigBuilder streamReasoningEvents(boolean value) {
    return set(CodexOptions.STREAM_REASONING_EVENTS, value);
  }

  /** Posts plans while they arrive and change. Needs emit thoughts or task_events. */
  public CodexConfigBuilder streamPlanEvents(boolean value) {
    return set(CodexOptions.STREAM_PLAN_EVENTS, value);
  }

  /** Posts the model's remarks between its steps. Needs emit thoughts. */
  public CodexConfigBuilder streamCommentaryEvents(boolean value) {
    return set(CodexOptions.STREAM_COMMENTARY_EVENTS, value);
  }

  /** Reports task events when no features are given. Resuming needs them. */
  public CodexConfigBuilder enableTaskEvents(boolean value) {
    return set(CodexOptions.ENABLE_TASK_EVENTS, value);
  }

  /** Posts a task event when a turn has ended. */
  public CodexConfigBuilder emitTurnTaskMarkers(boolean value) {
    return set(CodexOptions.EMIT_TURN_TASK_MARKERS, value);
  }

  /** Posts a task event when a turn starts and when it ends. */
  public CodexConfigBuilder emitTurnLifecycleEvents(boolean value) {
    return set(CodexOptions.EMIT_TURN_LIFECYCLE_EVENTS, value);
  }

  /** Posts what a turn changed in files. Needs emit task_events. */
  public CodexConfigBuilder emitDiffEvents(boolean value) {
    return set(CodexOptions.EMIT_DIFF_EVENTS, value);
  }

  /** Posts token counts of a turn. Needs emit task_events. */
  public CodexConfigBuilder emitTokenUsageEvents(boolean value) {
    return set(CodexOptions.EMIT_TOKEN_USAGE_EVENTS, value);
  }

  /** Adds type, status and advice to the error events of failed turns. */
  public CodexConfigBuilder structuredErrors(boolean value) {
    return set(CodexOptions.STRUCTURED_ERRORS, value);
  }

  /** Who may answer requests: users, owner, requester, anyone, or ids and handles. */
  public CodexConfigBuilder approvalApprovers(String... values) {
    return set(CodexOptions.APPROVAL_APPROVERS, List.of(values));
  }

  /** Who may use the other privileged commands; values as for approval_approvers. */
  public CodexConfigBuilder commandOperators(String... values) {
    return set(CodexOptions.COMMAND_OPERATORS, List.of(values));
  }

  /** Whoever asked for the work may not approve it. */
  public CodexConfigBuilder approvalFourEyes(boolean value) {
    return set(CodexOptions.APPROVAL_FOUR_EYES, value);
  }

  /** Widest sandbox that configuration and /sandbox may choose. */
  public CodexConfigBuilder maxSandbox(@Nullable SandboxMode value) {
    return set(CodexOptions.MAX_SANDBOX, value);
  }

  /** Widest sandbox that configuration and /sandbox may choose. */
  public CodexConfigBuilder maxSandbox(@Nullable String value) {
    return set(CodexOptions.MAX_SANDBOX, value);
  }

  /** What a message does while a turn is running: wait, steer it, or interrupt it. */
  public CodexConfigBuilder midTurnMessages(MidTurnMessages value) {
    return set(CodexOptions.MID_TURN_MESSAGES, value);
  }

  /** What a message does while a turn is running: wait, steer it, or interrupt it. */
  public CodexConfigBuilder midTurnMessages(String value) {
    return set(CodexOptions.MID_TURN_MESSAGES, value);
  }

  /** Codex's web search; live reaches the internet. Unset: Codex decides. */
  public CodexConfigBuilder webSearchMode(@Nullable String value) {
    return set(CodexOptions.WEB_SEARCH_MODE, value);
  }

  /** Network for commands in sandbox workspace-write. Unset: Codex decides. */
  public CodexConfigBuilder networkAccessEnabled(boolean value) {
    return set(CodexOptions.NETWORK_ACCESS_ENABLED, value);
  }

  /** Shortest time between two posts of a stream, in milliseconds. */
  public CodexConfigBuilder streamFlushMs(int value) {
    return set(CodexOptions.STREAM_FLUSH_MS, value);
  }

  /** Time limit of a request to Codex; starting and resuming may take twice as long. */
  public CodexConfigBuilder requestTimeoutS(double value) {
    return set(CodexOptions.REQUEST_TIMEOUT_S, value);
  }

  /** Time limit of a request to Codex; starting and resuming may take twice as long. */
  public CodexConfigBuilder requestTimeoutS(Duration value) {
    return set(CodexOptions.REQUEST_TIMEOUT_S, value);
  }

  /**
   * How long a room may be quiet before Codex may unload its thread; the next message resumes it.
   * none means never.
   */
  public CodexConfigBuilder threadIdleUnloadS(double value) {
    return set(CodexOptions.THREAD_IDLE_UNLOAD_S, value);
  }

  /**
   * How long a room may be quiet before Codex may unload its thread; the next message resumes it.
   * none means never.
   */
  public CodexConfigBuilder threadIdleUnloadS(@Nullable Duration value) {
    return set(CodexOptions.THREAD_IDLE_UNLOAD_S, value);
  }

  /** Obeys slash commands. Off: they go to the model as text. */
  public CodexConfigBuilder localCommandsEnabled(boolean value) {
    return set(CodexOptions.LOCAL_COMMANDS_ENABLED, value);
  }

  /** Bearer token for transport ws. Prefer the variable: flags show in process lists. */
  public CodexConfigBuilder codexWsToken(@Nullable String value) {
    return set(CodexOptions.CODEX_WS_TOKEN, value);
  }

  /** Accepted and ignored: the app-server makes no such check. */
  public CodexConfigBuilder skipGitRepoCheck(boolean value) {
    return set(CodexOptions.SKIP_GIT_REPO_CHECK, value);
  }
}
