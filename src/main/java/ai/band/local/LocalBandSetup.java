package ai.band.local;

import ai.band.local.world.Identity;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Role;
import ai.band.local.world.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who and what exists in a local Band at its start, as a command line names it.
 *
 * @param memories off: memory operations answer 403
 * @param tasks off: task and board operations answer 403
 */
public record LocalBandSetup(
    List<User> users, List<Agent> agents, List<Room> rooms, boolean memories, boolean tasks) {

  /** Nobody and nothing; all features on. */
  public static final LocalBandSetup EMPTY =
      new LocalBandSetup(List.of(), List.of(), List.of(), true, true);

  /**
   * A person.
   *
   * @param apiKey null: made up
   */
  public record User(String handle, String name, @Nullable String apiKey) {
    /**
     * Reads {@code handle} or {@code handle=key}.
     *
     * @throws IllegalArgumentException when the handle is missing
     */
    public static User parse(String text) {
      var parts = KeyedName.parse(text, "alice or alice=key");
      return new User(parts.name(), parts.name(), parts.key());
    }
  }

  /**
   * An agent.
   *
   * @param owner a user's handle
   * @param id null: made up
   * @param apiKey null: made up
   */
  public record Agent(
      String owner,
      String name,
      @Nullable String description,
      @Nullable String id,
      @Nullable String apiKey) {
    /**
     * Reads {@code owner/name}, {@code owner/name=key} or {@code owner/name=key,id}.
     *
     * @throws IllegalArgumentException when owner or name is missing
     */
    public static Agent parse(String text) {
      var parts = KeyedName.parse(text, "alice/Planner, alice/Planner=key or alice/Planner=key,id");
      int slash = parts.name().indexOf('/');
      if (slash <= 0 || slash == parts.name().length() - 1) {
        throw new IllegalArgumentException(
            "'" + text + "' names no agent. Write owner/name, such as alice/Planner.");
      }
      String name = parts.name().substring(slash + 1);
      String key = parts.key();
      int comma = key == null ? -1 : key.indexOf(',');
      String id = key == null || comma < 0 ? null : key.substring(comma + 1).strip();
      return new Agent(
          parts.name().substring(0, slash),
          name,
          name,
          id,
          key == null || comma < 0 ? key : key.substring(0, comma).strip());
    }
  }

  /**
   * A room.
   *
   * @param participants handles; the first is the owner
   */
  public record Room(String title, List<String> participants) {
    /**
     * Reads {@code title:handle,handle}.
     *
     * @throws IllegalArgumentException when there is no participant
     */
    public static Room parse(String text) {
      int colon = text.lastIndexOf(':');
      List<String> handles =
          List.of(text.substring(colon + 1).split(",", -1)).stream()
              .map(String::strip)
              .filter(handle -> !handle.isEmpty())
              .toList();
      if (colon < 0 || handles.isEmpty()) {
        throw new IllegalArgumentException(
            "'" + text + "' names no room. Write title:handle,handle, such as Demo:alice.");
      }
      return new Room(text.substring(0, colon).strip(), handles);
    }
  }

  private record KeyedName(String name, @Nullable String key) {
    static KeyedName parse(String text, String example) {
      int equals = text.indexOf('=');
      String name = (equals < 0 ? text : text.substring(0, equals)).strip();
      if (name.isEmpty()) {
        throw new IllegalArgumentException("'" + text + "' has no name. Write " + example + ".");
      }
      return new KeyedName(name, equals < 0 ? null : text.substring(equals + 1).strip());
    }
  }

  /** What was made of a setup, in its order. */
  public record Made(
      List<Person> users, List<RegisteredAgent> agents, List<ai.band.local.world.Room> rooms) {}

  /**
   * Makes it so.
   *
   * @throws ai.band.local.world.Refusal when a handle or key is taken or a title is not allowed
   * @throws IllegalArgumentException when an owner or participant does not exist
   */
  public Made apply(World world) {
    world.features().memories(memories);
    world.features().tasks(tasks);
    var people = new ArrayList<Person>();
    for (User user : users) {
      people.add(world.directory().addPerson(user.handle(), user.name(), user.apiKey()));
    }
    var made = new ArrayList<RegisteredAgent>();
    for (Agent agent : agents) {
      if (!(find(world, agent.owner()) instanceof Person owner)) {
        throw new IllegalArgumentException("'" + agent.owner() + "' is not a user.");
      }
      made.add(
          world
              .directory()
              .addAgent(owner, agent.name(), agent.description(), agent.id(), agent.apiKey()));
    }
    var opened = new ArrayList<ai.band.local.world.Room>();
    for (Room room : rooms) {
      opened.add(open(world, room));
    }
    return new Made(people, made, opened);
  }

  private static ai.band.local.world.Room open(World world, Room wanted) {
    List<Identity> all = wanted.participants().stream().map(handle -> find(world, handle)).toList();
    var room = world.rooms().create(all.getFirst(), wanted.title());
    for (Identity member : all.subList(1, all.size())) {
      world.rooms().join(room, member, Role.MEMBER);
    }
    return room;
  }

  private static Identity find(World world, String handle) {
    Identity found = world.directory().find(handle);
    if (found == null) {
      throw new IllegalArgumentException(
          "'" + handle + "' does not exist. Name it among the users or agents first.");
    }
    return found;
  }
}
