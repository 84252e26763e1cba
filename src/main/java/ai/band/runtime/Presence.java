package ai.band.runtime;

import ai.band.platform.BandLink;
import ai.band.platform.RoomTopic;
import ai.band.platform.rest.BandRestException;
import ai.band.platform.rest.ChatRoom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which rooms the agent is in. The only registry of rooms. */
final class Presence {
  private static final Logger log = LoggerFactory.getLogger(Presence.class);
  private static final Duration JOINS_BEFORE_CATCH_UP = Duration.ofSeconds(1);
  private static final Duration LONGEST_FIRST_JOIN = Duration.ofMinutes(1);
  private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(30);
  private static final Duration SHORTEST_POLL = Duration.ofSeconds(2);

  /** Rooms without a channel share about 40 requests a second. */
  private static final Duration POLL_SHARE = Duration.ofMillis(25);

  private static final int CHECKS_OF_A_NEW_ROOM = 5;

  /** A listing of this size may be cut off, so that a missing room proves nothing. */
  private static final int LISTING_LIMIT = 5_000;

  private final BandLink link;
  private final Services services;
  private final RoomJoins joins;
  private final Map<String, RoomWorker> rooms = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> leaving = new ConcurrentHashMap<>();
  private final Set<String> unwanted = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean listing = new AtomicBoolean();
  private volatile boolean listAgain;
  private volatile boolean subscribe;
  private volatile boolean stopped;
  private final AtomicInteger listingFailures = new AtomicInteger();

  Presence(BandLink link, Services services) {
    this.link = link;
    this.services = services;
    this.joins = new RoomJoins(link, services, rooms::values);
  }

  /**
   * Reads which rooms there are and joins them; returns when each was tried. When the rooms cannot
   * be listed now it goes on trying in the background.
   *
   * @param subscribeExisting false leaves out the rooms that exist now
   */
  void start(boolean subscribeExisting) throws InterruptedException {
    subscribe = subscribeExisting;
    services.scheduler().every(services.timing().sweep(), this::lookAtDeadlines);
    var first = new ArrayList<RoomWorker>();
    try {
      long askedAt = System.nanoTime();
      takeOver(services.rest().allChats(), askedAt, first);
    } catch (BandRestException e) {
      listLater(e);
    }
    var tried = new CountDownLatch(first.size());
    joinFirst(first, tried);
    if (!tried.await(LONGEST_FIRST_JOIN.toMillis(), TimeUnit.MILLISECONDS)) {
      log.warn("{} rooms are still being joined", tried.getCount());
    }
  }

  /** Rooms are to hear first; only then is it asked what they have missed. */
  private void joinFirst(List<RoomWorker> first, CountDownLatch tried) throws InterruptedException {
    int held = services.catchUps().drainPermits();
    try {
      first.forEach(room -> joins.request(room, tried::countDown));
      boolean quick = tried.await(JOINS_BEFORE_CATCH_UP.toMillis(), TimeUnit.MILLISECONDS);
      log.debug("{} rooms tried, all of them: {}", first.size(), quick);
    } finally {
      services.catchUps().release(held);
    }
  }

  @Nullable RoomWorker room(String roomId) {
    return rooms.get(roomId);
  }

  Collection<RoomWorker> rooms() {
    return rooms.values();
  }

  /** Starts looking after a room, if that is not done already. */
  @Nullable RoomWorker added(String roomId) {
    unwanted.remove(roomId);
    RoomWorker fresh = track(roomId);
    if (fresh != null) {
      joins.request(fresh, () -> {});
    }
    return rooms.get(roomId);
  }

  /** A new worker, or null when the room has one, or the agent stops. */
  private @Nullable RoomWorker track(String roomId) {
    if (stopped) {
      return null;
    }
    var fresh = new RoomWorker(roomId, services);
    if (rooms.putIfAbsent(roomId, fresh) != null) {
      return null;
    }
    fresh.channel().schedule(System.nanoTime(), services.session().idleResync());
    fresh.standing().after(leaving.get(roomId));
    return fresh;
  }

  /** The agent is not in the room any more, or there is no such room. */
  void removed(String roomId) {
    unwanted.remove(roomId);
    var gone = new CountDownLatch(1);
    RoomWorker room = untrack(roomId, gone);
    if (room == null) {
      return;
    }
    room.leave();
    room.start("leave", () -> farewell(room, gone));
  }

  /** Whoever tracks the room anew finds that its last stay is not over yet. */
  private @Nullable RoomWorker untrack(String roomId, CountDownLatch gone) {
    var room = new AtomicReference<@Nullable RoomWorker>();
    rooms.computeIfPresent(
        roomId,
        (id, present) -> {
          leaving.put(id, gone);
          room.set(present);
          return null;
        });
    return room.get();
  }

  private void farewell(RoomWorker room, CountDownLatch gone) {
    try {
      services.adapter().onRoomLeft(room.roomId());
    } catch (RuntimeException e) {
      log.warn("room {}: the adapter failed on leaving", room.roomId(), e);
    }
    try {
      room.channel().shut(LONGEST_FAREWELL);
      link.leaveRoom(room.roomId());
      room.awaitQuiet(Deadline.in(LONGEST_FAREWELL));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      gone.countDown();
      leaving.remove(room.roomId(), gone);
    }
    fillFreePlace();
  }

  /** A room that was left made place for one that has no channel. */
  private void fillFreePlace() {
    rooms.values().stream()
        .filter(room -> !room.channel().chat())
        .findFirst()
        .ifPresent(room -> joins.request(room, () -> {}));
  }

  /** REST says that a room does not exist for this agent. */
  void lost(String roomId) {
    RoomWorker room = rooms.get(roomId);
    if (room != null && !stopped && room.standing().beginCheck()) {
      room.start("check", () -> check(room, 0));
    }
  }

  /** A push may tell of a room before REST knows it: such a one is asked for a few times. */
  private void check(RoomWorker room, int before) {
    boolean again = false;
    try {
      services.rest().chat(room.roomId());
      if (!room.channel().chat()) {
        joins.request(room, () -> {});
      }
      room.standing().confirm();
    } catch (BandRestException e) {
      again = isGone(room, e) && !gone(room, before);
    } finally {
      if (!again) {
        room.standing().endCheck();
      }
    }
    if (again) {
      Duration wait = services.timing().doubled(services.timing().catchUpBase(), before);
      services
          .scheduler()
          .after(wait, room.threadName("check"), room.logged(() -> check(room, before + 1)));
    }
  }

  /** A platform may forbid rather than deny the rooms of others; then the list must agree. */
  private static boolean isGone(RoomWorker room, BandRestException failure) {
    boolean gone =
        failure instanceof BandRestException.NotFound
            || (failure instanceof BandRestException.Forbidden && room.standing().missing());
    if (!gone) {
      log.debug("room {}: could not be checked: {}", room.roomId(), failure.getMessage());
    }
    return gone;
  }

  /** Forgets the room; false when it is to be asked for once more before. */
  private boolean gone(RoomWorker room, int before) {
    if (!room.standing().confirmed() && before < CHECKS_OF_A_NEW_ROOM && room.present()) {
      return false;
    }
    log.info("room {}: the agent is not in it any more", room.roomId());
    removed(room.roomId());
    return true;
  }

  /** A topic ended and does not come back by itself. */
  void topicLost(String roomId, boolean chat) {
    RoomWorker room = rooms.get(roomId);
    if (room == null) {
      return;
    }
    if (chat) {
      room.channel().chatLost();
    } else {
      room.hearsOfParticipants(false);
    }
    joins.request(room, () -> {});
  }

  /** A topic is down for now, or joined. */
  void topicDown(String roomId, boolean chat, boolean down) {
    RoomWorker room = rooms.get(roomId);
    if (room == null) {
      return;
    }
    if (chat) {
      room.channel().chatIsDown(down);
    } else if (room.channel().participantsAreDown(down) != down) {
      room.people().heardOf(!down && room.channel().participants());
    }
  }

  /** After a lost connection everything is looked at again. */
  void reconnected() {
    for (RoomWorker room : rooms.values()) {
      room.catchUp().request(CatchUp.Mode.AFTER_OUTAGE);
    }
    refresh();
  }

  /** Reads the list of rooms again, once however often it is asked for meanwhile. */
  void refresh() {
    listAgain = true;
    if (!stopped && listing.compareAndSet(false, true)) {
      Scheduler.start("presence-listing", this::list);
    }
  }

  private void list() {
    try {
      while (listAgain && !stopped) {
        listAgain = false;
        listOnce();
      }
    } finally {
      listing.set(false);
    }
    if (listAgain) {
      refresh();
    }
  }

  private void listOnce() {
    try {
      var fresh = new ArrayList<RoomWorker>();
      long askedAt = System.nanoTime();
      takeOver(services.rest().allChats(), askedAt, fresh);
      fresh.forEach(room -> joins.request(room, () -> {}));
      rooms.values().stream()
          .filter(room -> !link.isJoined(room.roomId(), RoomTopic.CHAT))
          .forEach(room -> joins.request(room, () -> {}));
    } catch (BandRestException e) {
      listLater(e);
    }
  }

  private void takeOver(List<ChatRoom> listed, long askedAt, List<RoomWorker> fresh) {
    if (listingFailures.get() > 0) {
      log.info("the rooms are listed again");
    }
    listingFailures.set(0);
    Set<String> ids = new HashSet<>();
    listed.forEach(room -> ids.add(room.id()));
    if (!subscribe) {
      unwanted.addAll(ids);
      unwanted.removeAll(rooms.keySet());
      subscribe = true; // rooms that appear from now on are wanted
    }
    for (String id : ids) {
      RoomWorker room = unwanted.contains(id) ? null : track(id);
      if (room != null) {
        fresh.add(room);
      }
      RoomWorker known = rooms.get(id);
      if (known != null) {
        known.standing().confirm();
      }
    }
    if (listed.size() < LISTING_LIMIT) {
      dropMissing(ids, askedAt);
    }
  }

  private void dropMissing(Set<String> listed, long askedAt) {
    for (RoomWorker room : List.copyOf(rooms.values())) {
      // A room that was added after the question cannot be in the answer.
      if (!listed.contains(room.roomId()) && room.trackedSince() - askedAt < 0) {
        room.standing().miss();
        lost(room.roomId()); // a list that shifts while it is read can leave out a room
      }
    }
  }

  private void listLater(BandRestException failure) {
    Duration wait =
        services
            .timing()
            .doubled(services.timing().catchUpBase(), listingFailures.getAndIncrement());
    log.warn("the rooms cannot be listed, trying again in {}: {}", wait, failure.getMessage());
    services.scheduler().after(wait, "presence-listing", this::refresh);
  }

  /** Runs on the scheduler's thread. */
  private void lookAtDeadlines() {
    Duration idle = services.session().idleResync();
    Duration poll = pollInterval(idle);
    boolean connected = link.isConnected();
    long now = System.nanoTime();
    for (RoomWorker room : rooms.values()) {
      if (room.channel().lookIsDue(now, connected && room.channel().heard() ? idle : poll)) {
        room.look();
      }
    }
  }

  private Duration pollInterval(Duration idle) {
    Duration share = POLL_SHARE.multipliedBy(unheardRooms());
    Duration poll = share.compareTo(SHORTEST_POLL) < 0 ? SHORTEST_POLL : share;
    return poll.compareTo(idle) > 0 ? idle : poll;
  }

  /** How many rooms are asked for messages: without a channel, or all while there is no socket. */
  long unheardRooms() {
    boolean connected = link.isConnected();
    return rooms.values().stream().filter(room -> !connected || !room.channel().heard()).count();
  }

  /** No room is added, joined or left from now on. */
  void stop() {
    stopped = true;
    joins.stop();
  }
}
