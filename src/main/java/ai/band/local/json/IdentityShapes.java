package ai.band.local.json;

import ai.band.local.world.Identity;
import ai.band.local.world.Peers;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import tools.jackson.databind.node.ObjectNode;

/** People and agents. */
public final class IdentityShapes {
  private IdentityShapes() {}

  /** {@code AgentMe}. */
  public static ObjectNode agentMe(RegisteredAgent agent) {
    ObjectNode node = Json.object();
    node.put("id", agent.id());
    node.put("name", agent.name());
    node.put("handle", agent.handle());
    node.put("owner_uuid", agent.owner().id());
    node.put("description", agent.description());
    node.put("listed_in_directory", agent.global());
    node.putArray("tags");
    Json.put(node, "inserted_at", agent.insertedAt());
    Json.put(node, "updated_at", agent.updatedAt());
    return node;
  }

  /** {@code Peer}. */
  public static ObjectNode peer(Peers.Peer peer) {
    Identity identity = peer.identity();
    ObjectNode node = Json.object();
    node.put("id", identity.id());
    node.put("name", identity.name());
    node.put("type", identity.type());
    node.put("handle", identity.handle());
    node.put("source", peer.registered() ? "registry" : "contact");
    node.put("is_contact", peer.contact());
    if (identity instanceof RegisteredAgent agent) {
      node.put("description", agent.description());
      node.put("is_external", true);
      node.put("listed_in_directory", agent.global());
      node.putArray("tags");
    }
    return node;
  }

  /** {@code UserDetails}. */
  public static ObjectNode profile(Person person) {
    ObjectNode node = Json.object();
    node.put("id", person.id());
    node.put("email", person.email());
    node.put("handle", person.handle());
    node.put("role", "user");
    node.put("first_name", person.firstName());
    node.put("last_name", person.lastName());
    node.put("listed_in_directory", true);
    return node;
  }

  /** {@code MyAgent}. */
  public static ObjectNode ownAgent(RegisteredAgent agent) {
    ObjectNode node = Json.object();
    node.put("id", agent.id());
    node.put("name", agent.name());
    node.put("description", agent.description());
    node.put("slug", agent.handle());
    node.put("is_external", true);
    node.put("listed_in_directory", agent.global());
    node.putArray("tags");
    Json.put(node, "inserted_at", agent.insertedAt());
    Json.put(node, "updated_at", agent.updatedAt());
    return node;
  }

  /** {@code MyAgentCredentials}: the only answer with a key. */
  public static ObjectNode registered(RegisteredAgent agent) {
    ObjectNode node = Json.object();
    ObjectNode inner = node.putObject("agent");
    inner.put("id", agent.id());
    inner.put("name", agent.name());
    inner.put("description", agent.description());
    inner.put("owner_id", agent.owner().id());
    Json.put(inner, "inserted_at", agent.insertedAt());
    node.putObject("credentials").put("api_key", agent.apiKey());
    return node;
  }
}
