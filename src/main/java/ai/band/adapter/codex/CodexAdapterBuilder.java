package ai.band.adapter.codex;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.EffectiveFeatures;
import ai.band.adapter.codex.session.CodexHistoryConverter;
import ai.band.adapter.codex.tool.AdditionalTools;
import ai.band.api.AdapterFeatures;
import ai.band.api.BandConfigException;
import ai.band.api.Capability;
import ai.band.api.Emit;
import ai.band.codex.transport.CodexTransport;
import ai.band.tools.custom.CustomTool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects what makes a {@link CodexAdapter}; every part has a default. */
public final class CodexAdapterBuilder {
  private CodexAdapterConfig config = CodexAdapterConfig.defaults();
  private @Nullable AdapterFeatures features;
  private @Nullable Set<Emit> emit;
  private @Nullable Set<Capability> capabilities;
  private CodexHistoryConverter historyConverter = CodexHistoryConverter.standard();
  private @Nullable Function<CodexAdapterConfig, CodexTransport> clientFactory;
  private Duration confirmation = Duration.ofSeconds(10);
  private Duration platformCallLimit = Duration.ofSeconds(60);
  private final Map<String, AdditionalTools.Handler> toolHandlers = new HashMap<>();
  private final List<CustomTool> tools = new ArrayList<>();
  private final List<String> hidden = new ArrayList<>();

  CodexAdapterBuilder() {}

  /** The options; default all defaults. */
  public CodexAdapterBuilder config(CodexAdapterConfig options) {
    config = options;
    return this;
  }

  /**
   * What is reported and offered; default task events, unless {@code enable_task_events} is off.
   */
  public CodexAdapterBuilder features(@Nullable AdapterFeatures given) {
    features = given;
    return this;
  }

  /** Short form of {@link #features} for what is reported. Not together with it. */
  public CodexAdapterBuilder emit(Emit... flags) {
    return emit(Arrays.asList(flags));
  }

  /** Short form of {@link #features} for what is reported. Not together with it. */
  public CodexAdapterBuilder emit(Collection<Emit> flags) {
    emit = flags.isEmpty() ? EnumSet.noneOf(Emit.class) : EnumSet.copyOf(flags);
    return this;
  }

  /** Short form of {@link #features} for what is offered. Not together with it. */
  public CodexAdapterBuilder capabilities(Capability... offered) {
    return capabilities(Arrays.asList(offered));
  }

  /** Short form of {@link #features} for what is offered. Not together with it. */
  public CodexAdapterBuilder capabilities(Collection<Capability> offered) {
    capabilities = offered.isEmpty() ? EnumSet.noneOf(Capability.class) : EnumSet.copyOf(offered);
    return this;
  }

  /**
   * How a room's thread is found in its history; default {@link CodexHistoryConverter#standard}.
   */
  public CodexAdapterBuilder historyConverter(CodexHistoryConverter converter) {
    historyConverter = converter;
    return this;
  }

  /**
   * How Codex is reached, instead of by process or WebSocket. Called for each connection; the
   * adapter closes what it gets.
   */
  public CodexAdapterBuilder clientFactory(
      @Nullable Function<CodexAdapterConfig, CodexTransport> factory) {
    clientFactory = factory;
    return this;
  }

  /**
   * Values that never appear in what is posted, besides those that the options know: the agent's
   * key, for example. Values shorter than six characters are not hidden.
   */
  public CodexAdapterBuilder hide(Collection<String> values) {
    hidden.addAll(values);
    return this;
  }

  /** Runs a tool of {@code additional_dynamic_tools}. */
  public CodexAdapterBuilder toolHandler(String toolName, AdditionalTools.Handler handler) {
    toolHandlers.put(toolName, handler);
    return this;
  }

  /**
   * A tool of the user's own, offered in every room after the others. Its name must be nobody
   * else's.
   */
  public CodexAdapterBuilder tool(CustomTool tool) {
    tools.add(tool);
    return this;
  }

  /** Several tools of the user's own, offered in this order. */
  public CodexAdapterBuilder tools(Collection<? extends CustomTool> several) {
    tools.addAll(several);
    return this;
  }

  /** How long Codex may take to confirm an interrupt. */
  CodexAdapterBuilder confirmation(Duration limit) {
    confirmation = limit;
    return this;
  }

  Duration confirmation() {
    return confirmation;
  }

  /**
   * How long a call of a Band tool may take. A request to Band may be repeated for minutes and a
   * tool may need several; the model has to hear of it while its turn goes on.
   */
  CodexAdapterBuilder platformCallLimit(Duration limit) {
    platformCallLimit = limit;
    return this;
  }

  Duration platformCallLimit() {
    return platformCallLimit;
  }

  /**
   * Makes the adapter.
   *
   * @throws BandConfigException when features are given in both forms, or a tool's name is taken or
   *     one that Codex refuses
   */
  public CodexAdapter build() {
    if (features != null && (emit != null || capabilities != null)) {
      throw new BandConfigException(
          "features and emit or capabilities were both given. Put everything into features.");
    }
    AdapterTools.check(this);
    return new CodexAdapter(this);
  }

  CodexAdapterConfig config() {
    return config;
  }

  /** Everything that must not be posted. */
  List<String> secrets() {
    List<String> all = new ArrayList<>(hidden);
    all.addAll(config.secrets());
    return all;
  }

  AdapterFeatures effectiveFeatures() {
    if (emit == null && capabilities == null) {
      return EffectiveFeatures.of(features, config);
    }
    AdapterFeatures omitted = EffectiveFeatures.of(null, config);
    return new AdapterFeatures(
        capabilities == null ? omitted.capabilities() : capabilities,
        emit == null ? omitted.emit() : emit);
  }

  CodexHistoryConverter historyConverter() {
    return historyConverter;
  }

  @Nullable Function<CodexAdapterConfig, CodexTransport> clientFactory() {
    return clientFactory;
  }

  Map<String, AdditionalTools.Handler> toolHandlers() {
    return Map.copyOf(toolHandlers);
  }

  List<CustomTool> tools() {
    return List.copyOf(tools);
  }
}
