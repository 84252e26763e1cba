package ai.band.local.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Everybody who has a key. Safe for many threads. */
public final class Directory {
  private static final int MAX_NAME = 255;

  private final Timekeeper time;
  private final ReentrantLock lock = new ReentrantLock(); // guards writing; reading is free
  private final List<Identity> everybody = new ArrayList<>();
  private final Map<String, Identity> byId = new ConcurrentHashMap<>();
  private final Map<String, Identity> byKey = new ConcurrentHashMap<>();
  private final Map<String, Identity> byHandle = new ConcurrentHashMap<>();

  Directory(Timekeeper time) {
    this.time = time;
  }

  /** Adds a person; the key is made up. */
  public Person addPerson(String handle, String name) {
    return addPerson(handle, name, null);
  }

  /**
   * Adds a person.
   *
   * @param apiKey null: made up
   * @throws Refusal when the handle or the key is taken
   */
  public Person addPerson(String handle, String name, @Nullable String apiKey) {
    String key = apiKey == null ? Ids.key("thnv_u_") : apiKey;
    lock.lock();
    try {
      var person = new Person(Ids.uuid(), free(slug(handle, "_")), name, unused(key), time.now());
      add(person);
      return person;
    } finally {
      lock.unlock();
    }
  }

  /** Adds an agent; id and key are made up, the handle follows from the name. */
  public RegisteredAgent addAgent(Person owner, String name, @Nullable String description) {
    return addAgent(owner, name, description, null, null);
  }

  /**
   * Adds an agent.
   *
   * @param id null: made up
   * @param apiKey null: made up
   * @throws Refusal when the name is blank, or the id, the key or the handle is taken
   */
  public RegisteredAgent addAgent(
      Person owner,
      String name,
      @Nullable String description,
      @Nullable String id,
      @Nullable String apiKey) {
    if (name.isBlank() || name.length() > MAX_NAME) {
      throw Refusal.invalid("/agent/name", "must have 1 to " + MAX_NAME + " characters");
    }
    String agentId = id == null ? Ids.uuid() : id.toLowerCase(Locale.ROOT);
    if (!Ids.isUuid(agentId) || byId.containsKey(agentId)) {
      throw Refusal.invalid("/agent/id", "must be a UUID that is not taken");
    }
    String key = apiKey == null ? Ids.key("thnv_a_") : apiKey;
    lock.lock();
    try {
      String handle = free(owner.handle() + "/" + slug(name, "-"));
      var agent =
          new RegisteredAgent(agentId, handle, name, unused(key), time.now(), owner, description);
      add(agent);
      return agent;
    } finally {
      lock.unlock();
    }
  }

  /** Gives somebody a new handle and display name; the id stays. */
  public void rename(Identity identity, String handle, String name) {
    lock.lock();
    try {
      String wanted = handle.toLowerCase(Locale.ROOT);
      if (!wanted.equals(identity.handle())) {
        free(wanted);
        byHandle.remove(identity.handle());
        byHandle.put(wanted, identity);
      }
      identity.rename(wanted, name, time.now());
    } finally {
      lock.unlock();
    }
  }

  public @Nullable Identity byId(String id) {
    return byId.get(id);
  }

  public @Nullable Identity byKey(String apiKey) {
    return byKey.get(apiKey);
  }

  /** Finds somebody by handle, with or without {@code @}, in any case. */
  public @Nullable Identity byHandle(String handle) {
    String bare = handle.startsWith("@") ? handle.substring(1) : handle;
    return byHandle.get(bare.toLowerCase(Locale.ROOT));
  }

  /** Finds somebody by id or by handle. */
  public @Nullable Identity find(String idOrHandle) {
    Identity found = byId(idOrHandle);
    return found == null ? byHandle(idOrHandle) : found;
  }

  /** Everybody who fits, oldest first. */
  public List<Identity> list(Predicate<Identity> fits) {
    lock.lock();
    try {
      return everybody.stream().filter(fits).toList();
    } finally {
      lock.unlock();
    }
  }

  /** The agents of one owner, oldest first. */
  public List<RegisteredAgent> agentsOf(Person owner) {
    return list(identity -> true).stream()
        .filter(RegisteredAgent.class::isInstance)
        .map(RegisteredAgent.class::cast)
        .filter(agent -> agent.owner() == owner)
        .toList();
  }

  private void add(Identity identity) {
    everybody.add(identity);
    byHandle.put(identity.handle(), identity);
    byKey.put(identity.apiKey(), identity);
    byId.put(identity.id(), identity);
  }

  private String free(String handle) {
    if (byHandle.containsKey(handle)) {
      throw Refusal.invalid("/handle", "@" + handle + " is taken");
    }
    return handle;
  }

  private String unused(String apiKey) {
    if (apiKey.isBlank() || byKey.containsKey(apiKey)) {
      throw Refusal.invalid("/api_key", "must not be blank and not be in use");
    }
    return apiKey;
  }

  private static String slug(String name, String joiner) {
    var slug = new StringBuilder();
    for (char c : name.toLowerCase(Locale.ROOT).strip().toCharArray()) {
      boolean kept = Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
      if (kept) {
        slug.append(c);
      } else if (!slug.isEmpty() && !slug.toString().endsWith(joiner)) {
        slug.append(joiner);
      }
    }
    return slug.isEmpty() ? "agent" : slug.toString();
  }
}
