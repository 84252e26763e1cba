package ai.band.local.json;

import ai.band.local.world.Contact;
import ai.band.local.world.ContactRequest;
import ai.band.local.world.RegisteredAgent;
import tools.jackson.databind.node.ObjectNode;

/** Contacts and requests for them. */
public final class ContactShapes {
  private ContactShapes() {}

  /** {@code AgentContact}; also what {@code contact_added} carries. */
  public static ObjectNode contact(Contact contact) {
    ObjectNode node = Json.object();
    node.put("id", contact.id());
    node.put("handle", contact.other().handle());
    node.put("type", contact.other().type());
    node.put("name", contact.other().name());
    if (contact.other() instanceof RegisteredAgent agent) {
      node.put("description", agent.description());
      node.put("is_external", true);
      node.put("listed_in_directory", agent.global());
    }
    Json.put(node, "inserted_at", contact.insertedAt());
    return node;
  }

  /** {@code ReceivedContactRequest}; also what {@code contact_request_received} carries. */
  public static ObjectNode received(ContactRequest request) {
    ObjectNode node = Json.object();
    node.put("id", request.id());
    node.put("from_handle", request.from().handle());
    node.put("from_name", request.from().name());
    return common(node, request);
  }

  /** The same as a person's socket gets it. */
  public static ObjectNode receivedByPerson(ContactRequest request) {
    ObjectNode node = received(request);
    node.putObject("requester")
        .put("id", request.from().id())
        .put("handle", request.from().handle())
        .put("name", request.from().name());
    return node;
  }

  /** {@code SentContactRequest}. */
  public static ObjectNode sent(ContactRequest request) {
    ObjectNode node = Json.object();
    node.put("id", request.id());
    node.put("to_handle", request.to().handle());
    node.put("to_name", request.to().name());
    return common(node, request);
  }

  /** What {@code contact_request_updated} carries, and the answer to a response. */
  public static ObjectNode status(ContactRequest request) {
    return Json.object().put("id", request.id()).put("status", request.status().wire());
  }

  private static ObjectNode common(ObjectNode node, ContactRequest request) {
    if (request.message() != null) {
      node.put("message", request.message());
    }
    node.put("status", request.status().wire());
    Json.put(node, "inserted_at", request.insertedAt());
    return node;
  }
}
