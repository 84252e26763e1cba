package ai.band.local.admin;

import ai.band.local.rest.Exchange;
import ai.band.local.rest.Fields;
import ai.band.local.world.Identity;
import ai.band.local.world.Person;
import ai.band.local.world.Refusal;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.local.world.World;
import org.jspecify.annotations.Nullable;

/** Finds what a request names: identities by id or handle, rooms by id. */
final class Lookup {
  private final World world;

  Lookup(World world) {
    this.world = world;
  }

  Identity identity(String idOrHandle) {
    Identity found = world.directory().find(idOrHandle);
    if (found == null) {
      throw Refusal.notFound("'" + idOrHandle + "'");
    }
    return found;
  }

  @Nullable Identity identityOrNull(Fields body, String name) {
    String wanted = body.textOrNull(name);
    return wanted == null ? null : identity(wanted);
  }

  Person person(String idOrHandle) {
    if (identity(idOrHandle) instanceof Person person) {
      return person;
    }
    throw Refusal.invalid("/owner", "must be a person");
  }

  RegisteredAgent agent(String idOrHandle) {
    if (identity(idOrHandle) instanceof RegisteredAgent agent) {
      return agent;
    }
    throw Refusal.invalid("/agent", "must be an agent");
  }

  Room room(Exchange exchange) {
    return room(exchange.path("room"));
  }

  Room room(String id) {
    Room room = world.rooms().byId(id);
    if (room == null) {
      throw Refusal.notFound("room");
    }
    return room;
  }
}
