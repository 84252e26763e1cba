package ai.band.runtime;

import ai.band.api.Participant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is in one room, as far as is known, and what of it the model has been told.
 *
 * <p>A listing decides who is a member; what is known of a member is never erased by a message that
 * leaves it out. A failed load leaves everything as it was and is tried again.
 */
final class Roster {
  private final ReentrantLock gate = new ReentrantLock(); // guards the fields; never held over REST
  private List<Participant> members = List.of();
  private @Nullable List<Participant> told;
  private boolean loaded;
  private long changes;

  /** Everyone as last known. */
  List<Participant> members() {
    gate.lock();
    try {
      return members;
    } finally {
      gate.unlock();
    }
  }

  /** Whether a listing has been read since the start or the last {@link #markStale}. */
  boolean loaded() {
    gate.lock();
    try {
      return loaded;
    } finally {
      gate.unlock();
    }
  }

  /** Makes the next use read the listing again. */
  void markStale() {
    gate.lock();
    try {
      loaded = false;
    } finally {
      gate.unlock();
    }
  }

  /**
   * Reads the listing and takes it over. Changes that were heard while it was under way are newer
   * than it and are kept.
   */
  List<Participant> load(Supplier<List<Participant>> listing) {
    long before = changes();
    List<Participant> listed = listing.get();
    gate.lock();
    try {
      if (changes == before) {
        members = merged(listed);
        loaded = true;
      } else {
        members = mergedIntoKnown(listed);
      }
      return members;
    } finally {
      gate.unlock();
    }
  }

  private long changes() {
    gate.lock();
    try {
      return changes;
    } finally {
      gate.unlock();
    }
  }

  private List<Participant> merged(List<Participant> listed) {
    Map<String, Participant> known = byId();
    var next = new ArrayList<Participant>(listed.size());
    for (Participant participant : listed) {
      next.add(merge(known.get(participant.id()), participant));
    }
    return List.copyOf(next);
  }

  private List<Participant> mergedIntoKnown(List<Participant> listed) {
    Map<String, Participant> known = byId();
    for (Participant participant : listed) {
      known.computeIfPresent(participant.id(), (id, before) -> merge(before, participant));
    }
    return List.copyOf(known.values());
  }

  /** Adds or refreshes one; returns it as it is now known. */
  Participant add(Participant participant) {
    gate.lock();
    try {
      Map<String, Participant> known = byId();
      Participant now = merge(known.get(participant.id()), participant);
      known.put(now.id(), now);
      members = List.copyOf(known.values());
      changes++;
      return now;
    } finally {
      gate.unlock();
    }
  }

  /** Removes one; returns what was known of it. */
  @Nullable Participant remove(String id) {
    gate.lock();
    try {
      Map<String, Participant> known = byId();
      Participant gone = known.remove(id);
      members = List.copyOf(known.values());
      changes++;
      return gone;
    } finally {
      gate.unlock();
    }
  }

  @Nullable Participant find(String id) {
    for (Participant participant : members()) {
      if (participant.id().equals(id)) {
        return participant;
      }
    }
    return null;
  }

  /** What the model has not been told yet, or null when it knows all. */
  @Nullable News news() {
    gate.lock();
    try {
      boolean nothingKnown = !loaded && members.isEmpty();
      return nothingKnown || sameAsTold() ? null : new News(members);
    } finally {
      gate.unlock();
    }
  }

  private boolean sameAsTold() {
    return told != null && Set.copyOf(members).equals(Set.copyOf(told));
  }

  /** The membership that a turn was given. */
  final class News {
    private final List<Participant> shown;

    private News(List<Participant> shown) {
      this.shown = shown;
    }

    String text() {
      return ParticipantsText.of(shown);
    }

    /** The model has it. */
    void delivered() {
      gate.lock();
      try {
        told = shown;
      } finally {
        gate.unlock();
      }
    }
  }

  private Map<String, Participant> byId() {
    Map<String, Participant> known = LinkedHashMap.newLinkedHashMap(members.size() + 1);
    members.forEach(participant -> known.put(participant.id(), participant));
    return known;
  }

  private static Participant merge(@Nullable Participant before, Participant now) {
    if (before == null) {
      return now;
    }
    return new Participant(
        now.id(),
        now.name().isBlank() ? before.name() : now.name(),
        now.type().isBlank() ? before.type() : now.type(),
        filled(now.handle(), before.handle()),
        filled(now.description(), before.description()),
        filled(now.role(), before.role()));
  }

  private static @Nullable String filled(@Nullable String value, @Nullable String fallback) {
    return value == null || value.isBlank() ? fallback : value;
  }
}
