package ai.band.local.world;

import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What an agent has still to do in a room, and the marks by which it reports. */
public final class Deliveries {
  private final Timekeeper time;
  private final Audience audience;

  Deliveries(Timekeeper time, Audience audience) {
    this.time = time;
    this.audience = audience;
  }

  /** Which messages a listing shows. */
  public enum Filter {
    UNPROCESSED,
    PENDING,
    PROCESSING,
    PROCESSED,
    FAILED,
    ALL;

    private Predicate<Delivery> fits() {
      return switch (this) {
        case UNPROCESSED -> delivery -> delivery.status() != Delivery.Status.PROCESSED;
        case PENDING -> Filter::isPending;
        case PROCESSING -> delivery -> delivery.status() == Delivery.Status.PROCESSING;
        case PROCESSED -> delivery -> delivery.status() == Delivery.Status.PROCESSED;
        case FAILED -> delivery -> delivery.status() == Delivery.Status.FAILED;
        case ALL -> delivery -> true;
      };
    }

    private static boolean isPending(Delivery delivery) {
      return switch (delivery.status()) {
        case PENDING, DELIVERED -> true;
        case FAILED -> !delivery.hasOpenAttempt();
        case PROCESSING, PROCESSED -> false;
      };
    }
  }

  /** The oldest message that is not processed; null when there is none or the agent is stopped. */
  public @Nullable Entry next(Room room, RegisteredAgent agent) {
    return room.within(
        () -> {
          Desk desk = desk(room, agent);
          return desk.stopped() ? null : desk.oldestUnprocessed();
        });
  }

  /** Messages that mention the agent, oldest first. */
  public List<Entry> list(Room room, RegisteredAgent agent, Filter filter) {
    List<Entry> all =
        room.within(
            () -> {
              Desk desk = desk(room, agent);
              boolean open =
                  filter == Filter.UNPROCESSED
                      || filter == Filter.PENDING
                      || filter == Filter.PROCESSING
                      || filter == Filter.FAILED;
              return open ? desk.unprocessed() : desk.addressed();
            });
    Predicate<Delivery> fits = filter.fits();
    return all.stream()
        .filter(entry -> !entry.deleted() && fits.test(entry.delivery(agent.id())))
        .toList();
  }

  /** Everything the agent sent and every text that mentions it, oldest first. */
  public List<Entry> context(Room room, RegisteredAgent agent) {
    return room.within(() -> desk(room, agent).context()).stream()
        .filter(entry -> !entry.deleted())
        .toList();
  }

  /** Begins an attempt. Null when the agent is stopped, and then nothing changed. */
  public @Nullable Entry processing(Room room, RegisteredAgent agent, String entryId) {
    return mark(
        room,
        agent,
        entryId,
        (desk, entry) -> {
          Delivery delivery = entry.delivery(agent.id());
          if (delivery.status() == Delivery.Status.PROCESSED) {
            throw Refusal.invalid("/id", "is already processed");
          }
          desk.claim(entry);
          return delivery.processing(time.now());
        });
  }

  /** Ends the attempt for good. Null when the agent is stopped, and then nothing changed. */
  public @Nullable Entry processed(Room room, RegisteredAgent agent, String entryId) {
    return mark(
        room,
        agent,
        entryId,
        (desk, entry) -> {
          Delivery open = requireOpenAttempt(entry.delivery(agent.id()));
          desk.finish(entry);
          return open.processed(time.now());
        });
  }

  /** Ends the attempt; the message can be had again. Null when the agent is stopped. */
  public @Nullable Entry failed(Room room, RegisteredAgent agent, String entryId, String error) {
    if (error.isBlank()) {
      throw Refusal.invalid("/error", "can't be blank");
    }
    return mark(
        room,
        agent,
        entryId,
        (desk, entry) -> {
          Delivery open = requireOpenAttempt(entry.delivery(agent.id()));
          desk.release(entry);
          return open.failed(time.now(), error);
        });
  }

  private @Nullable Entry mark(
      Room room, RegisteredAgent agent, String entryId, BiFunction<Desk, Entry, Delivery> change) {
    return room.within(
        () -> {
          Desk desk = desk(room, agent);
          Entry entry = room.entry(entryId);
          if (entry == null || !entry.isText() || !entry.mentions(agent.id())) {
            throw Refusal.notFound("message");
          }
          if (desk.stopped()) {
            return null;
          }
          Delivery next = change.apply(desk, entry);
          Instant now = time.now();
          entry.deliver(agent.id(), next, now);
          audience.tell(new WorldEvent.MessageUpdated(room, entry));
          return entry;
        });
  }

  private static Delivery requireOpenAttempt(Delivery delivery) {
    if (!delivery.hasOpenAttempt()) {
      throw Refusal.invalid("/id", "has no active processing attempt");
    }
    return delivery;
  }

  private Desk desk(Room room, RegisteredAgent agent) {
    Rooms.requireParticipant(room, agent);
    return room.desk(agent, time.now());
  }
}
