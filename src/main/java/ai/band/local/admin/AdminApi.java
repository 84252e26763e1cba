package ai.band.local.admin;

import ai.band.local.fault.Faults;
import ai.band.local.rest.CallLog;
import ai.band.local.rest.Router;
import ai.band.local.rest.Routes;
import ai.band.local.socket.SocketHub;
import ai.band.local.world.World;

/**
 * All routes below {@code /local}. They ask for no key: the port is open to this machine only.
 * Identities are named by id or handle, bodies and answers are JSON, answers wrap {@code data}.
 *
 * <pre>
 * POST   /users {handle, name?, api_key?}              POST /agents {owner, name, description?, id?, api_key?, global?}
 * GET    /identities                                   POST /features {memories?, tasks?, max_rooms?, max_message_characters?}
 * POST   /rooms {owner, title?, participants?[]}       GET  /rooms      DELETE /rooms/{room}
 * POST   /rooms/{room}/messages {sender, content, mentions[]}
 * POST   /rooms/{room}/participants {identity, role?}  DELETE /rooms/{room}/participants/{identity}
 * POST   /control {agent, mode, room?}                 POST /contacts {action, from, to, message?}
 * GET    /rooms/{room}/transcript                      GET  /rooms/{room}/replies/{message}
 * GET    /tally?agent=&amp;room=                           GET  /calls?operation=   POST /calls {keep_bodies?, clear?}
 * POST   /faults/rest {operation?, path?, identity?, effect, status?, retry_after?, body?, ms?, rate?, skip?, times?}
 * POST   /faults/frames {event?, topic?, effect, ms?, text?, join_ref?, code?, rate?, skip?, times?}
 * POST   /faults/joins {topic?, effect, reason?, ms?}  POST /faults/upgrades {effect, status?, body?, retry_after?, ms?, code?}
 * POST   /faults {seed?, heartbeats?}                  GET  /faults     DELETE /faults
 * GET    /sockets                                      POST /sockets/drop {identity?, code?}
 * POST   /sockets/crash-channel {topic}                POST /sockets/close-channel {topic}
 * POST   /sockets/push {topic, event, payload?}
 * </pre>
 */
public final class AdminApi {
  static final String PREFIX = "/local";

  private AdminApi() {}

  /** Adds the routes to a router. */
  public static void register(
      Router router, World world, SocketHub sockets, Faults faults, CallLog calls) {
    var routes = new Routes(router, PREFIX, Router.Access.ANYBODY);
    AdminWorld.register(routes, world);
    AdminLedger.register(routes, world, calls);
    AdminFaults.register(routes, world, faults);
    AdminSockets.register(routes, world, sockets);
  }
}
