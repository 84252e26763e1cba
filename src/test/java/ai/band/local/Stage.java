package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.local.world.World;

/**
 * A running server with two people, two agents of one of them, and a room with three of the four.
 */
final class Stage implements AutoCloseable {
  final LocalBand band;
  final World world;
  final Person alice;
  final Person bob;
  final RegisteredAgent planner;
  final RegisteredAgent weather;
  final Room room;

  Stage() {
    this(LocalBandOptions.DEFAULTS);
  }

  Stage(LocalBandOptions options) {
    band = LocalBand.start(options);
    world = band.world();
    alice = world.directory().addPerson("alice", "Alice Example");
    bob = world.directory().addPerson("bob", "Bob Example");
    planner = world.directory().addAgent(alice, "Planner", "Plans things");
    weather = world.directory().addAgent(alice, "Weather Bot", "Forecasts");
    room = world.rooms().create(alice, "Release", planner, weather);
  }

  RestCaller alice() {
    return new RestCaller(band, alice);
  }

  RestCaller planner() {
    return new RestCaller(band, planner);
  }

  RawSocket socket() {
    return RawSocket.connect(band, planner.apiKey());
  }

  /** A message of alice for the planner. */
  Entry asks(String text) {
    return world.messages().post(room, alice, text, planner);
  }

  String chat() {
    return "/api/v1/agent/chats/" + room.id();
  }

  String mark(Entry entry, String mark) {
    return chat() + "/messages/" + entry.id() + "/" + mark;
  }

  static void expect(RestCaller.Reply reply, int status, String code) {
    assertThat(reply.status()).as("%s", reply.body()).isEqualTo(status);
    assertThat(reply.code()).isEqualTo(code);
  }

  @Override
  public void close() {
    band.close();
  }
}
