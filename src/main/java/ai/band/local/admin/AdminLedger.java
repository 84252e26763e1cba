package ai.band.local.admin;

import ai.band.local.json.EntryShapes;
import ai.band.local.json.Json;
import ai.band.local.json.Timestamps;
import ai.band.local.rest.Answer;
import ai.band.local.rest.CallLog;
import ai.band.local.rest.Exchange;
import ai.band.local.rest.Fields;
import ai.band.local.rest.Routes;
import ai.band.local.world.Entry;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.local.world.Tally;
import ai.band.local.world.World;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What happened, for tests that run the server in another process. */
final class AdminLedger {
  private final World world;
  private final CallLog calls;
  private final Lookup lookup;

  private AdminLedger(World world, CallLog calls) {
    this.world = world;
    this.calls = calls;
    this.lookup = new Lookup(world);
  }

  static void register(Routes routes, World world, CallLog calls) {
    var self = new AdminLedger(world, calls);
    routes.get("/rooms/{room}/transcript", "localTranscript", self::transcript);
    routes.get("/rooms/{room}/replies/{message}", "localReplies", self::replies);
    routes.get("/tally", "localTally", self::tally);
    routes.get("/calls", "localCalls", self::calls);
    routes.post("/calls", "localCallLog", self::callLog);
  }

  private Answer transcript(Exchange exchange) {
    return Answer.ok(Answer.list(lookup.room(exchange).timeline(), AdminLedger::entry));
  }

  private Answer replies(Exchange exchange) {
    Room room = lookup.room(exchange);
    Entry message = room.entry(exchange.path("message"));
    List<Entry> found = message == null ? List.of() : world.ledger().replies(room, message);
    return Answer.ok(Answer.list(found, AdminLedger::entry));
  }

  private static ObjectNode entry(Entry entry) {
    ObjectNode node = EntryShapes.message(entry);
    node.put("number", entry.number());
    node.put("sender_handle", entry.sender().handle());
    node.put("answers", entry.answers());
    return node;
  }

  /** Of one agent, over all rooms or in one. */
  private Answer tally(Exchange exchange) {
    String handle = exchange.query("agent");
    RegisteredAgent agent = lookup.agent(handle == null ? "" : handle);
    String room = exchange.query("room");
    Tally tally =
        room == null ? world.ledger().tally(agent) : world.ledger().tally(lookup.room(room), agent);
    return Answer.ok(
        Json.object()
            .put("messages", tally.messages())
            .put("answered", tally.answered())
            .put("doubled", tally.doubled())
            .put("lost", tally.lost())
            .put("unanswered", tally.unanswered())
            .put("attempts", tally.attempts()));
  }

  private Answer calls(Exchange exchange) {
    String operation = exchange.query("operation");
    ObjectNode data = Json.object();
    ObjectNode counts = data.putObject("counts");
    calls.counts().forEach(counts::put);
    data.set(
        "calls",
        Answer.list(
            calls.calls(call -> operation == null || operation.equals(call.operation())),
            AdminLedger::call));
    return Answer.ok(data);
  }

  private static ObjectNode call(CallLog.Call call) {
    return Json.object()
        .put("number", call.number())
        .put("at", Timestamps.text(call.at()))
        .put("operation", call.operation())
        .put("method", call.method())
        .put("path", call.path())
        .put("query", call.query())
        .put("key_kind", call.keyKind())
        .put("identity_id", call.identityId())
        .put("status", call.status())
        .put("took_us", call.took().toNanos() / 1_000)
        .put("request_body", call.requestBody());
  }

  private Answer callLog(Exchange exchange) {
    Fields body = exchange.body();
    calls.keepBodies(body.truth("keep_bodies", false));
    if (body.truth("clear", false)) {
      calls.clear();
    }
    return Answer.ok(Json.object());
  }
}
