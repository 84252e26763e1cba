package ai.band.local.world;

import java.util.ArrayList;
import java.util.List;

/** Whom somebody may bring into a room. */
public final class Peers {
  /**
   * One of them.
   *
   * @param contact known as a contact, possibly besides being in the registry
   * @param registered found in the registry
   */
  public record Peer(Identity identity, boolean registered, boolean contact) {}

  private final Directory directory;
  private final Contacts contacts;

  Peers(Directory directory, Contacts contacts) {
    this.directory = directory;
    this.contacts = contacts;
  }

  /** Registry entries first, then those who are only contacts; never the caller. */
  public List<Peer> of(Identity who) {
    var registered = new ArrayList<Peer>();
    var others = new ArrayList<Peer>();
    for (Identity other : directory.list(identity -> identity != who)) {
      boolean contact = contacts.connected(who, other);
      if (isRegistered(who, other)) {
        registered.add(new Peer(other, true, contact));
      } else if (contact) {
        others.add(new Peer(other, false, true));
      }
    }
    registered.addAll(others);
    return registered;
  }

  boolean mayRecruit(Identity who, Identity whom) {
    boolean ownOwner = who instanceof RegisteredAgent agent && agent.owner() == whom;
    return ownOwner || isRegistered(who, whom) || contacts.connected(who, whom);
  }

  private static boolean isRegistered(Identity who, Identity other) {
    if (!(other instanceof RegisteredAgent agent)) {
      return false;
    }
    return agent.global()
        || switch (who) {
          case Person person -> agent.owner() == person;
          case RegisteredAgent self -> agent.owner() == self.owner();
        };
  }
}
