package ai.band.local.rest;

import ai.band.local.json.ContactShapes;
import ai.band.local.json.Json;
import ai.band.local.world.Contact;
import ai.band.local.world.ContactRequest;
import ai.band.local.world.Contacts;
import ai.band.local.world.Refusal;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.World;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Contacts and contact requests for agents. */
final class AgentContacts {
  private static final List<String> SENT_STATUSES =
      List.of("pending", "approved", "rejected", "cancelled", "all");

  private final Contacts contacts;

  private AgentContacts(World world) {
    this.contacts = world.contacts();
  }

  static void register(Router router, World world) {
    var self = new AgentContacts(world);
    var routes = new Routes(router, "/api/v1/agent/contacts", Router.Access.AGENT);
    routes.get("", "listAgentContacts", self::list);
    routes.post("/add", "addAgentContact", self::add);
    routes.post("/remove", "removeAgentContact", self::remove);
    routes.get("/requests", "listAgentContactRequests", self::requests);
    routes.post("/requests/respond", "respondToAgentContactRequest", self::respond);
  }

  private Answer list(Exchange exchange) {
    List<Contact> own = contacts.of(exchange.agent());
    return Paging.pages(exchange, 20).placed(own, ContactShapes::contact);
  }

  private Answer add(Exchange exchange) {
    Fields body = exchange.body();
    body.requireAny("handle");
    ContactRequest request =
        contacts.request(exchange.agent(), body.text("handle"), body.textOrNull("message"));
    return Answer.created(ContactShapes.status(request));
  }

  private Answer remove(Exchange exchange) {
    Fields body = exchange.body();
    body.requireAny("contact_id", "handle");
    contacts.remove(exchange.agent(), body.textNotNull("contact_id"), body.textNotNull("handle"));
    return Answer.ok(Json.object().put("status", "removed"));
  }

  private Answer requests(Exchange exchange) {
    RegisteredAgent agent = exchange.agent();
    Paging paging = Paging.pages(exchange, 20);
    String wanted = exchange.query("sent_status");
    if (wanted != null && !SENT_STATUSES.contains(wanted)) {
      throw Refusal.invalid("/sent_status", "is invalid");
    }
    List<ContactRequest> received =
        contacts.requests(
            request -> request.to() == agent && request.status() == ContactRequest.Status.PENDING);
    List<ContactRequest> sent =
        contacts.requests(request -> request.from() == agent && hasStatus(request, wanted));
    ObjectNode body = Json.object();
    ObjectNode data = body.putObject("data");
    data.set("received", Answer.list(paging.slice(received), ContactShapes::received));
    data.set("sent", Answer.list(paging.slice(sent), ContactShapes::sent));
    ObjectNode metadata = body.putObject("metadata");
    metadata.put("page", paging.page()).put("page_size", paging.size());
    total(metadata.putObject("received"), paging, received.size());
    total(metadata.putObject("sent"), paging, sent.size());
    return Answer.plain(200, body);
  }

  private static boolean hasStatus(ContactRequest request, @Nullable String wanted) {
    String status = wanted == null ? ContactRequest.Status.PENDING.wire() : wanted;
    boolean expired = request.status() == ContactRequest.Status.EXPIRED; // no API value for it
    return !expired && (status.equals("all") || status.equals(request.status().wire()));
  }

  private static void total(ObjectNode node, Paging paging, int total) {
    node.put("total", total).put("total_pages", paging.pages(total));
  }

  private Answer respond(Exchange exchange) {
    Fields body = exchange.body();
    body.requireAny("handle", "request_id");
    String id = body.textNotNull("request_id");
    String handle = body.textNotNull("handle");
    ContactRequest request =
        switch (body.text("action")) {
          case "approve" -> contacts.answer(exchange.agent(), true, id, handle);
          case "reject" -> contacts.answer(exchange.agent(), false, id, handle);
          case "cancel" -> contacts.cancel(exchange.agent(), id, handle);
          default -> throw Refusal.malformed("action must be approve, reject or cancel");
        };
    return Answer.ok(ContactShapes.status(request));
  }
}
