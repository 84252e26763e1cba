package ai.band.runtime;

import ai.band.api.ContactCallback;
import ai.band.api.ContactEvent;
import ai.band.api.ContactEventConfig;
import ai.band.api.ContactStrategy;
import ai.band.platform.BandLink;
import ai.band.platform.PlatformEvent;
import ai.band.platform.rest.BandRestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deals with contact requests and changes, on a thread of its own that never holds up a room. An
 * event counts as handled only when it was; until then it is taken up again.
 */
final class ContactHandler {
  private static final Logger log = LoggerFactory.getLogger(ContactHandler.class);
  private static final int REMEMBERED = 1_000;
  private static final int MOST_WAITING = 1_000;

  private enum Progress {
    UNDER_WAY,
    HANDLED
  }

  private final ContactEventConfig config;
  private final BandLink link;
  private final Services services;
  private final Presence presence;
  private final ContactDirectory directory;
  private final HubRoom hub;
  private final SerialTasks tasks = new SerialTasks("contacts", MOST_WAITING);
  private final RecentKeys<Progress> progress = new RecentKeys<>(REMEMBERED);
  private final RecentKeys<Boolean> broadcast = new RecentKeys<>(REMEMBERED);

  private volatile boolean ready;

  ContactHandler(ContactEventConfig config, BandLink link, Services services, Presence presence) {
    this.config = config;
    this.link = link;
    this.services = services;
    this.presence = presence;
    this.directory = new ContactDirectory(services.rest().contacts());
    this.hub = new HubRoom(services, presence, config.hubTaskId());
  }

  /** Begins to listen, makes sure that there is a hub room, and looks for what was missed. */
  void start() throws InterruptedException {
    if (!config.listens()) {
      return;
    }
    if (config.strategy() == ContactStrategy.HUB_ROOM) {
      hub.ensure();
    }
    ready = true; // from here on the hub room belongs to the thread of the events
    link.joinContacts();
    catchUp();
  }

  void stop() {
    tasks.close();
  }

  /** An event of the platform. Never blocks. */
  void heard(PlatformEvent event) {
    if (config.listens() && !tasks.offer(() -> take(event))) {
      log.warn("too many contact events wait; requests are looked up later");
      services.scheduler().after(services.timing().longest(), "contacts", this::catchUp);
    }
  }

  /** Looks for requests that no event has told of. Never blocks. */
  void catchUp() {
    if (ready && config.strategy() != ContactStrategy.DISABLED) {
      tasks.offer(this::lookUp);
    }
  }

  private void lookUp() {
    try {
      directory.waiting().forEach(this::handle);
    } catch (BandRestException e) {
      log.warn("contact requests cannot be read, trying again: {}", e.getMessage());
      services.scheduler().after(services.timing().longest(), "contacts", this::catchUp);
    }
  }

  private void take(PlatformEvent event) {
    ContactEvent complete = directory.complete(event);
    if (complete != null) {
      handle(complete);
    }
  }

  private void handle(ContactEvent event) {
    tellTheRooms(event);
    String key = ContactTexts.key(event);
    if (progress.get(key) != null) {
      return;
    }
    progress.put(key, Progress.UNDER_WAY);
    switch (config.strategy()) {
      case DISABLED -> progress.put(key, Progress.HANDLED);
      case CALLBACK -> callBack(event, key);
      case HUB_ROOM -> giveToTheModel(event, key);
    }
  }

  private void tellTheRooms(ContactEvent event) {
    boolean change = event instanceof ContactEvent.Added || event instanceof ContactEvent.Removed;
    if (config.broadcastChanges()
        && change
        && broadcast.put(ContactTexts.key(event), Boolean.TRUE) == null) {
      String line = "[Contacts]: " + ContactTexts.of(event);
      presence.rooms().forEach(room -> room.view().notices().add(line));
    }
  }

  private void callBack(ContactEvent event, String key) {
    ContactCallback callback = config.onEvent();
    try {
      if (callback != null) {
        callback.onEvent(event, services.rest().contacts());
      }
      progress.put(key, Progress.HANDLED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      progress.remove(key);
    } catch (Exception e) {
      log.warn("the contact callback failed on {}", key, e);
      progress.remove(key);
    }
  }

  private void giveToTheModel(ContactEvent event, String key) {
    try {
      hub.deliver(event, done -> settled(event, key, done));
    } catch (BandRestException e) {
      log.warn("a contact event cannot be given to the model now: {}", e.getMessage());
      settled(event, key, false);
    }
  }

  private void settled(ContactEvent event, String key, boolean done) {
    if (done) {
      progress.put(key, Progress.HANDLED);
      return;
    }
    progress.remove(key);
    services
        .scheduler()
        .after(services.timing().longest(), "contacts", () -> tasks.offer(() -> handle(event)));
  }
}
