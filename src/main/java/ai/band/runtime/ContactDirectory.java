package ai.band.runtime;

import ai.band.api.ContactEvent;
import ai.band.platform.PlatformEvent;
import ai.band.platform.rest.BandContacts;
import ai.band.platform.rest.BandRestException;
import ai.band.platform.rest.ContactRequests;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completes contact events with what the platform told earlier, or tells when asked. */
final class ContactDirectory {
  private static final Logger log = LoggerFactory.getLogger(ContactDirectory.class);
  private static final int REMEMBERED = 1_000;
  private static final int PAGE = 100;
  private static final int MAX_PAGES = 50;

  private record Side(boolean received, @Nullable String handle, @Nullable String name) {}

  private final BandContacts contacts;
  private final RecentKeys<Side> sides = new RecentKeys<>(REMEMBERED);

  ContactDirectory(BandContacts contacts) {
    this.contacts = contacts;
  }

  /** The event for handlers; null for an event that is not about contacts. May ask the platform. */
  @Nullable ContactEvent complete(PlatformEvent event) {
    return switch (event) {
      case PlatformEvent.ContactRequestReceived(var request) -> received(request);
      case PlatformEvent.ContactRequestUpdated(String id, String status) -> {
        Side side = sideOf(id);
        yield side == null
            ? new ContactEvent.RequestUpdated(id, status, null, null, null)
            : new ContactEvent.RequestUpdated(
                id, status, side.received(), side.handle(), side.name());
      }
      case PlatformEvent.ContactAdded(var contact) ->
          new ContactEvent.Added(
              contact.id(),
              contact.handle().isEmpty() ? null : contact.handle(),
              contact.name(),
              contact.type());
      case PlatformEvent.ContactRemoved(String id) -> new ContactEvent.Removed(id);
      case PlatformEvent.InRoom ignored -> null;
      case PlatformEvent.ResyncNeeded ignored -> null;
    };
  }

  private ContactEvent received(ContactRequests.Received request) {
    remember(request);
    return new ContactEvent.RequestReceived(
        request.id(), request.fromHandle(), request.fromName(), request.message());
  }

  private void remember(ContactRequests.Received request) {
    sides.put(request.id(), new Side(true, request.fromHandle(), request.fromName()));
  }

  private @Nullable Side sideOf(String requestId) {
    Side known = sides.get(requestId);
    if (known != null) {
      return known;
    }
    try {
      ContactRequests page = contacts.requests(1, PAGE, "all");
      page.sent()
          .forEach(sent -> sides.put(sent.id(), new Side(false, sent.toHandle(), sent.toName())));
      page.received().forEach(this::remember);
    } catch (BandRestException e) {
      log.debug("contact requests cannot be read: {}", e.getMessage());
    }
    return sides.get(requestId);
  }

  /**
   * Requests that wait for a decision.
   *
   * @throws BandRestException when the platform cannot be asked
   */
  List<ContactEvent> waiting() {
    var found = new ArrayList<ContactEvent>();
    for (int page = 1; page <= MAX_PAGES; page++) {
      ContactRequests answer = contacts.requests(page, PAGE, null);
      answer.received().forEach(request -> found.add(received(request)));
      if (page >= answer.receivedPages()) {
        break;
      }
    }
    return found;
  }
}
