package ai.band.local.admin;

import ai.band.local.fault.Faults;
import ai.band.local.rest.CallLog;
import ai.band.local.rest.Router;
import ai.band.local.rest.Routes;
import ai.band.local.socket.SocketHub;
import ai.band.local.world.World;

/** All routes below {@code /local}. They ask for no key: the port is open to this machine only. */
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
