package ai.band.local.admin;

import ai.band.local.json.Json;
import ai.band.local.rest.Answer;
import ai.band.local.rest.Exchange;
import ai.band.local.rest.Fields;
import ai.band.local.rest.Routes;
import ai.band.local.socket.SocketHub;
import ai.band.local.world.Identity;
import ai.band.local.world.World;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Looking at sockets, ending them and their channels, from another process. */
final class AdminSockets {
  private final World world;
  private final SocketHub sockets;
  private final Lookup lookup;

  private AdminSockets(World world, SocketHub sockets) {
    this.world = world;
    this.sockets = sockets;
    this.lookup = new Lookup(world);
  }

  static void register(Routes routes, World world, SocketHub sockets) {
    var self = new AdminSockets(world, sockets);
    routes.get("/sockets", "localSockets", self::list);
    routes.post("/sockets/drop", "localDrop", self::drop);
    routes.post("/sockets/crash-channel", "localCrashChannel", self::crash);
    routes.post("/sockets/close-channel", "localCloseChannel", self::closeChannel);
    routes.post("/sockets/push", "localPush", self::push);
  }

  private Answer list(Exchange exchange) {
    ObjectNode data = Json.object().put("open", sockets.open());
    ObjectNode topics = data.putObject("topics");
    for (Identity identity : world.directory().list(sockets::connected)) {
      ArrayNode list = topics.putArray(identity.handle());
      sockets.topics(identity).forEach(list::add);
    }
    return Answer.ok(data);
  }

  private Answer drop(Exchange exchange) {
    Fields body = exchange.bodyOrEmpty();
    Integer code = body.has("code") ? body.number("code", 1000) : null;
    return count(sockets.drop(lookup.identityOrNull(body, "identity"), code));
  }

  private Answer crash(Exchange exchange) {
    return count(sockets.crashChannel(exchange.body().text("topic")));
  }

  private Answer closeChannel(Exchange exchange) {
    return count(sockets.closeChannel(exchange.body().text("topic")));
  }

  private Answer push(Exchange exchange) {
    Fields body = exchange.body();
    var payload = body.objectOrNull("payload");
    byte[] bytes = Json.bytes(payload == null ? Json.object() : payload);
    return count(sockets.push(body.text("topic"), body.text("event"), bytes));
  }

  private static Answer count(int affected) {
    return Answer.ok(Json.object().put("affected", affected));
  }
}
