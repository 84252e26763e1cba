package ai.band.local.world;

/**
 * Everything a local Band holds, in memory.
 *
 * <p>All parts may be used from many threads, beside a running server: what is changed here is
 * heard on the sockets, and what arrives by REST is seen here.
 */
public final class World {
  private final Features features = new Features();
  private final Directory directory;
  private final Contacts contacts;
  private final Peers peers;
  private final Rooms rooms;
  private final Messages messages;
  private final Deliveries deliveries;
  private final Controls controls;
  private final Memories memories;
  private final Ledger ledger;

  /**
   * @param audience hears what happens
   */
  public World(Audience audience) {
    var time = new Timekeeper();
    directory = new Directory(time);
    contacts = new Contacts(time, audience, directory);
    peers = new Peers(directory, contacts);
    rooms = new Rooms(time, audience, features, peers);
    messages = new Messages(time, audience, features);
    deliveries = new Deliveries(time, audience);
    controls = new Controls(time, audience, features, rooms);
    memories = new Memories(time, features, directory);
    ledger = new Ledger(rooms);
  }

  /** Switches of the plan. */
  public Features features() {
    return features;
  }

  /** Who has a key. */
  public Directory directory() {
    return directory;
  }

  public Contacts contacts() {
    return contacts;
  }

  public Peers peers() {
    return peers;
  }

  public Rooms rooms() {
    return rooms;
  }

  /** Posting. */
  public Messages messages() {
    return messages;
  }

  /** What agents have still to do. */
  public Deliveries deliveries() {
    return deliveries;
  }

  /** Interrupt, stop, play, activity. */
  public Controls controls() {
    return controls;
  }

  public Memories memories() {
    return memories;
  }

  /** Questions of tests. */
  public Ledger ledger() {
    return ledger;
  }
}
