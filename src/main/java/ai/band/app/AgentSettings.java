package ai.band.app;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.SettledOptions;
import ai.band.api.AdapterFeatures;
import ai.band.api.AgentConfig;
import ai.band.api.ContactEventConfig;
import ai.band.api.SessionConfig;
import ai.band.app.repository.RepositorySettings;
import ai.band.platform.BandLinkOptions.OnConflict;
import ai.band.platform.rest.TrustedAuthorities;
import ai.band.tools.custom.CommandTool;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is settled about one agent before it starts.
 *
 * @param key its section's name
 * @param agentId its id on Band
 * @param apiKey its key on Band
 * @param general addresses, role
 * @param authorities trusted for Band besides Java's own; null for none
 * @param codex how it uses Codex, the role's prompt included
 * @param tools external commands that the model may call
 * @param features what it offers and reports; null for the default
 * @param agent how it behaves as a whole, with sources
 * @param session how it behaves in a room, with sources
 * @param contacts what it does with contact requests, with sources
 * @param sessionConfig the same as a checked object
 * @param repo how its working tree is prepared, with sources
 * @param repository the same as work to do; null when there is none
 * @param secrets what must never be posted, besides what the Codex options know
 * @param warnings what is allowed but hardly meant, besides what the Codex options warn of
 */
record AgentSettings(
    String key,
    String agentId,
    String apiKey,
    SettledOptions general,
    @Nullable TrustedAuthorities authorities,
    CodexAdapterConfig codex,
    List<CommandTool> tools,
    @Nullable AdapterFeatures features,
    SettledOptions agent,
    SettledOptions session,
    SettledOptions contacts,
    SessionConfig sessionConfig,
    SettledOptions repo,
    @Nullable RepositorySettings repository,
    List<String> secrets,
    List<String> warnings) {

  /** The same with other options for Codex. */
  AgentSettings withCodex(CodexAdapterConfig other) {
    return with(other, warnings);
  }

  /** Whether another reading of the file differs in the custom section at most. */
  boolean sameButForThePrompt(AgentSettings other) {
    return withoutPrompt().equals(other.withoutPrompt());
  }

  private AgentSettings withoutPrompt() {
    return with(codex.withCustomSection(""), List.of());
  }

  private AgentSettings with(CodexAdapterConfig otherCodex, List<String> otherWarnings) {
    return new AgentSettings(
        key,
        agentId,
        apiKey,
        general,
        authorities,
        otherCodex,
        tools,
        features,
        agent,
        session,
        contacts,
        sessionConfig,
        repo,
        repository,
        secrets,
        otherWarnings);
  }

  String wsUrl() {
    return general.required(SectionOptions.WS_URL);
  }

  String restUrl() {
    return general.required(SectionOptions.REST_URL);
  }

  AgentConfig agentConfig() {
    return new AgentConfig(
        agent.required(SectionOptions.AUTO_SUBSCRIBE_EXISTING_ROOMS),
        agent.required(SectionOptions.SINGLE_INSTANCE));
  }

  /** What to do about another connection of the agent; null leaves it to Band. */
  @Nullable OnConflict onConflict() {
    String wanted = agent.value(SectionOptions.ON_CONFLICT);
    return wanted == null ? null : OnConflict.valueOf(wanted.toUpperCase(Locale.ROOT));
  }

  ContactEventConfig contactConfig() {
    ContactEventConfig base =
        contacts.required(SectionOptions.STRATEGY).equals("hub_room")
            ? ContactEventConfig.hubRoom()
            : ContactEventConfig.disabled();
    return base.withHubTaskId(contacts.value(SectionOptions.HUB_TASK_ID))
        .withBroadcastChanges(contacts.required(SectionOptions.BROADCAST_CHANGES));
  }

  /** Names the agent only: the rest holds its key. */
  @Override
  public String toString() {
    return "AgentSettings[" + key + "]";
  }
}
