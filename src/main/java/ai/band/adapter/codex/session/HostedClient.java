package ai.band.adapter.codex.session;

import ai.band.codex.CodexClient;

/**
 * The connection to Codex that all rooms share.
 *
 * @param client the connection
 * @param generation counts the connections of this adapter from 1; a thread belongs to one of them
 * @param model what turns use when neither room nor configuration name a model
 * @param modelIsGuessed Codex did not list its models, so that {@code model} is a guess
 */
public record HostedClient(
    CodexClient client, long generation, String model, boolean modelIsGuessed) {}
