package ai.band.adapter.codex.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the adapter behaves: every option with the value it settled on. Immutable and safe from any
 * thread; what a room changes for itself lives in the room.
 *
 * <p>Built by {@link #builder()}. The names are those of the configuration file in camelCase.
 */
public final class CodexAdapterConfig {
  private final SettledOptions options;
  private final List<String> warnings;

  CodexAdapterConfig(SettledOptions options, List<String> warnings) {
    this.options = options;
    this.warnings = List.copyOf(warnings);
  }

  /** A builder with all defaults. */
  public static CodexConfigBuilder builder() {
    return new CodexConfigBuilder();
  }

  /**
   * Settles and checks what was gathered for {@link CodexOptions#all()}.
   *
   * @throws ai.band.api.BandConfigException with all problems together
   */
  public static CodexAdapterConfig of(OptionLayers layers) {
    return CodexConfigRules.settle(layers);
  }

  /** All defaults. */
  public static CodexAdapterConfig defaults() {
    return builder().build();
  }

  /** What is allowed but probably not meant, each one line; to be logged at start. */
  public List<String> warnings() {
    return warnings;
  }

  /** Every option with its value and where that comes from, in the order of the reference. */
  public Collection<OptionValue<?>> values() {
    return options.all();
  }

  /** One option with its value and where that comes from. */
  public <T> OptionValue<T> valueOf(Option<T> option) {
    return options.of(option);
  }

  /** The same with a text in place of the custom section. Where that came from stays. */
  public CodexAdapterConfig withCustomSection(String text) {
    OptionSource source = options.of(CodexOptions.CUSTOM_SECTION).source();
    return new CodexAdapterConfig(
        options.with(new OptionValue<>(CodexOptions.CUSTOM_SECTION, text, source)), warnings);
  }

  /** The same with other variables for the Codex process. Where they came from stays. */
  public CodexAdapterConfig withCodexEnv(Map<String, String> variables) {
    OptionSource source = options.of(CodexOptions.CODEX_ENV).source();
    return new CodexAdapterConfig(
        options.with(new OptionValue<>(CodexOptions.CODEX_ENV, Map.copyOf(variables), source)),
        warnings);
  }

  /** The same with another working directory. Where that came from stays. */
  public CodexAdapterConfig withCwd(String folder) {
    OptionSource source = options.of(CodexOptions.CWD).source();
    return new CodexAdapterConfig(
        options.with(new OptionValue<>(CodexOptions.CWD, folder, source)), warnings);
  }

  /** Values that must never appear in logs or posts. */
  public List<String> secrets() {
    Map<String, String> variables = codexEnv();
    List<String> secrets =
        new ArrayList<>(variables == null ? List.of() : SecretNames.valuesIn(variables));
    String token = codexWsToken();
    if (token != null) {
      secrets.add(token);
    }
    return secrets;
  }

  /** Time limit for starting Codex and for starting or resuming a thread. */
  public Duration startRequestTimeout() {
    return requestTimeoutS().multipliedBy(2);
  }

  /**
   * Whether the reasoning effort is a word that only the model's own list can confirm. Check it
   * when Codex has started.
   */
  public boolean reasoningEffortUnconfirmed() {
    String effort = reasoningEffort();
    return effort != null && !EffortType.KNOWN.contains(effort);
  }

  /** stdio starts a Codex process, ws connects to a running one. */
  public Transport transport() {
    return options.required(CodexOptions.TRANSPORT);
  }

  /** Model for new turns. Unset: the first model that Codex lists. */
  public @Nullable String model() {
    return options.value(CodexOptions.MODEL);
  }

  /**
   * How long the model thinks. Other words are accepted when the model in use lists them. Unset:
   * not sent.
   */
  public @Nullable String reasoningEffort() {
    return options.value(CodexOptions.REASONING_EFFORT);
  }

  /** How reasoning is summarised. Unset: not sent. */
  public @Nullable String reasoningSummary() {
    return options.value(CodexOptions.REASONING_SUMMARY);
  }

  /** Tone of the answers. Current Codex accepts it without effect. */
  public String personality() {
    return options.required(CodexOptions.PERSONALITY);
  }

  /**
   * Working directory of Codex. stdio: must exist; ws: a path of the server. Unset: the directory
   * of this program.
   */
  public @Nullable String cwd() {
    return options.value(CodexOptions.CWD);
  }

  /** Time limit of a turn; waiting for an approval does not count. */
  public Duration turnTimeoutS() {
    return options.required(CodexOptions.TURN_TIMEOUT_S);
  }

  /** What commands may touch. Unset: Codex's own configuration decides. */
  public @Nullable SandboxMode sandbox() {
    return options.value(CodexOptions.SANDBOX);
  }

  /** Full sandbox policy with a type; wins over sandbox and switches /sandbox off. */
  public @Nullable Map<String, Object> sandboxPolicy() {
    return options.value(CodexOptions.SANDBOX_POLICY);
  }

  /** When Codex asks for permission; a map for Codex's granular form. */
  public Object approvalPolicy() {
    return options.required(CodexOptions.APPROVAL_POLICY);
  }

  /** Who answers when Codex asks: the room, or this program for all. */
  public ApprovalMode approvalMode() {
    return options.required(CodexOptions.APPROVAL_MODE);
  }

  /** Tells the room in plain words about automatic decisions. */
  public boolean approvalTextNotifications() {
    return options.required(CodexOptions.APPROVAL_TEXT_NOTIFICATIONS);
  }

  /** How long the room may take to answer a request. */
  public Duration approvalWaitTimeoutS() {
    return options.required(CodexOptions.APPROVAL_WAIT_TIMEOUT_S);
  }

  /** What happens to a request that nobody answers in time. */
  public TimeoutDecision approvalTimeoutDecision() {
    return options.required(CodexOptions.APPROVAL_TIMEOUT_DECISION);
  }

  /** What /approve-session covers: the same program, or only the same command. */
  public ApprovalGranularity sessionApprovalGranularity() {
    return options.required(CodexOptions.SESSION_APPROVAL_GRANULARITY);
  }

  /** Requests that may wait in one room; beyond it the oldest is declined. */
  public int maxPendingApprovalsPerRoom() {
    return options.required(CodexOptions.MAX_PENDING_APPROVALS_PER_ROOM);
  }

  /** Decisions kept per room for /permissions. */
  public int maxApprovalAuditPerRoom() {
    return options.required(CodexOptions.MAX_APPROVAL_AUDIT_PER_ROOM);
  }

  /** Session approvals kept per room; beyond it the oldest is forgotten. */
  public int maxSessionApprovedPerRoom() {
    return options.required(CodexOptions.MAX_SESSION_APPROVED_PER_ROOM);
  }

  /** Replaces the whole prompt that is given to Codex. */
  public @Nullable String systemPrompt() {
    return options.value(CodexOptions.SYSTEM_PROMPT);
  }

  /** Instructions of your own, appended to the prompt. */
  public String customSection() {
    return options.required(CodexOptions.CUSTOM_SECTION);
  }

  /** Puts the rules of the room and its tools into the prompt. */
  public boolean includeBaseInstructions() {
    return options.required(CodexOptions.INCLUDE_BASE_INSTRUCTIONS);
  }

  /** Gives a new thread the room's history when the old one cannot be resumed. */
  public boolean injectHistoryOnResumeFailure() {
    return options.required(CodexOptions.INJECT_HISTORY_ON_RESUME_FAILURE);
  }

  /** Most messages of history given to a new thread; 0 gives none. */
  public int maxHistoryMessages() {
    return options.required(CodexOptions.MAX_HISTORY_MESSAGES);
  }

  /** Posts the final text when the model sent no message itself. */
  public boolean fallbackSendAgentText() {
    return options.required(CodexOptions.FALLBACK_SEND_AGENT_TEXT);
  }

  /**
   * Full command that starts the app-server. Unset: codex or codex-cli on PATH with app-server
   * {@code --listen stdio://}.
   */
  public @Nullable List<String> codexCommand() {
    return options.value(CodexOptions.CODEX_COMMAND);
  }

  /** Variables for the Codex process, on top of the inherited ones. */
  public @Nullable Map<String, String> codexEnv() {
    return options.value(CodexOptions.CODEX_ENV);
  }

  /** Address of a running app-server for transport ws. */
  public String codexWsUrl() {
    return options.required(CodexOptions.CODEX_WS_URL);
  }

  /** Uses Codex's experimental interface. Without it Codex gets no room tools. */
  public boolean experimentalApi() {
    return options.required(CodexOptions.EXPERIMENTAL_API);
  }

  /** Lets the model change its own model and reasoning in a room. Trusted rooms only. */
  public boolean enableSelfConfigTools() {
    return options.required(CodexOptions.ENABLE_SELF_CONFIG_TOOLS);
  }

  /** Further tool descriptions, given to Codex as they are. */
  public List<Map<String, Object>> additionalDynamicTools() {
    return options.required(CodexOptions.ADDITIONAL_DYNAMIC_TOOLS);
  }

  /** How long closing Codex may take; none means no limit. */
  public @Nullable Duration clientCloseTimeoutS() {
    return options.value(CodexOptions.CLIENT_CLOSE_TIMEOUT_S);
  }

  /** Name under which we introduce ourselves to Codex. */
  public String clientName() {
    return options.required(CodexOptions.CLIENT_NAME);
  }

  /** Title under which we introduce ourselves to Codex. */
  public String clientTitle() {
    return options.required(CodexOptions.CLIENT_TITLE);
  }

  /** Version under which we introduce ourselves to Codex. */
  public String clientVersion() {
    return options.required(CodexOptions.CLIENT_VERSION);
  }

  /** Posts reasoning while it arrives. Needs emit thoughts. */
  public boolean streamReasoningEvents() {
    return options.required(CodexOptions.STREAM_REASONING_EVENTS);
  }

  /** Posts plans while they arrive and change. Needs emit thoughts or task_events. */
  public boolean streamPlanEvents() {
    return options.required(CodexOptions.STREAM_PLAN_EVENTS);
  }

  /** Posts the model's remarks between its steps. Needs emit thoughts. */
  public boolean streamCommentaryEvents() {
    return options.required(CodexOptions.STREAM_COMMENTARY_EVENTS);
  }

  /** Reports task events when no features are given. Resuming needs them. */
  public boolean enableTaskEvents() {
    return options.required(CodexOptions.ENABLE_TASK_EVENTS);
  }

  /** Posts a task event when a turn has ended. */
  public boolean emitTurnTaskMarkers() {
    return options.required(CodexOptions.EMIT_TURN_TASK_MARKERS);
  }

  /** Posts a task event when a turn starts and when it ends. */
  public boolean emitTurnLifecycleEvents() {
    return options.required(CodexOptions.EMIT_TURN_LIFECYCLE_EVENTS);
  }

  /** Posts what a turn changed in files. Needs emit task_events. */
  public boolean emitDiffEvents() {
    return options.required(CodexOptions.EMIT_DIFF_EVENTS);
  }

  /** Posts token counts of a turn. Needs emit task_events. */
  public boolean emitTokenUsageEvents() {
    return options.required(CodexOptions.EMIT_TOKEN_USAGE_EVENTS);
  }

  /** Adds type, status and advice to the error events of failed turns. */
  public boolean structuredErrors() {
    return options.required(CodexOptions.STRUCTURED_ERRORS);
  }

  /** Who may answer requests: users, owner, requester, anyone, or ids and handles. */
  public List<String> approvalApprovers() {
    return options.required(CodexOptions.APPROVAL_APPROVERS);
  }

  /**
   * Who may use the other privileged commands; values as for approval_approvers. Unset: as {@link
   * #approvalApprovers()}.
   */
  public List<String> commandOperators() {
    List<String> own = options.value(CodexOptions.COMMAND_OPERATORS);
    return own == null ? approvalApprovers() : own;
  }

  /** Whoever asked for the work may not approve it. */
  public boolean approvalFourEyes() {
    return options.required(CodexOptions.APPROVAL_FOUR_EYES);
  }

  /** Widest sandbox that configuration and /sandbox may choose. */
  public @Nullable SandboxMode maxSandbox() {
    return options.value(CodexOptions.MAX_SANDBOX);
  }

  /** What a message does while a turn is running: wait, steer it, or interrupt it. */
  public MidTurnMessages midTurnMessages() {
    return options.required(CodexOptions.MID_TURN_MESSAGES);
  }

  /** Codex's web search; live reaches the internet. Unset: Codex decides. */
  public @Nullable String webSearchMode() {
    return options.value(CodexOptions.WEB_SEARCH_MODE);
  }

  /** Network for commands in sandbox workspace-write. Unset: Codex decides. */
  public @Nullable Boolean networkAccessEnabled() {
    return options.value(CodexOptions.NETWORK_ACCESS_ENABLED);
  }

  /** Shortest time between two posts of a stream, in milliseconds. */
  public int streamFlushMs() {
    return options.required(CodexOptions.STREAM_FLUSH_MS);
  }

  /** Time limit of a request to Codex; starting and resuming may take twice as long. */
  public Duration requestTimeoutS() {
    return options.required(CodexOptions.REQUEST_TIMEOUT_S);
  }

  /**
   * How long a room may be quiet before Codex may unload its thread; the next message resumes it.
   * none means never.
   */
  public @Nullable Duration threadIdleUnloadS() {
    return options.value(CodexOptions.THREAD_IDLE_UNLOAD_S);
  }

  /** Obeys slash commands. Off: they go to the model as text. */
  public boolean localCommandsEnabled() {
    return options.required(CodexOptions.LOCAL_COMMANDS_ENABLED);
  }

  /** Bearer token for transport ws. Prefer the variable: flags show in process lists. */
  public @Nullable String codexWsToken() {
    return options.value(CodexOptions.CODEX_WS_TOKEN);
  }

  /** Whether all values are the same, wherever they come from. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CodexAdapterConfig config && options.equals(config.options);
  }

  @Override
  public int hashCode() {
    return options.hashCode();
  }

  /** All options, secrets hidden. */
  @Override
  public String toString() {
    return "CodexAdapterConfig" + options.all();
  }
}
