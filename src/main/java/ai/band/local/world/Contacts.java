package ai.band.local.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who knows whom, and who has asked. Safe for many threads. */
public final class Contacts {
  /** Most characters of a request's message. */
  public static final int MAX_MESSAGE = 500;

  private static final Pattern HANDLE =
      Pattern.compile("@?[\\p{L}\\p{N}][\\p{L}\\p{N}._-]*(/[\\p{L}\\p{N}][\\p{L}\\p{N}._-]*)?");

  private final Timekeeper time;
  private final Audience audience;
  private final Directory directory;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Contact> contacts = new LinkedHashMap<>();
  private final Map<String, ContactRequest> requests = new LinkedHashMap<>();

  Contacts(Timekeeper time, Audience audience, Directory directory) {
    this.time = time;
    this.audience = audience;
    this.directory = directory;
  }

  /** The book of one identity, oldest first. */
  public List<Contact> of(Identity owner) {
    return within(
        () -> contacts.values().stream().filter(contact -> contact.owner() == owner).toList());
  }

  /** Requests that fit, oldest first. */
  public List<ContactRequest> requests(Predicate<ContactRequest> fits) {
    return within(() -> requests.values().stream().filter(fits).toList());
  }

  /** Whether the two are contacts. */
  public boolean connected(Identity one, Identity other) {
    return within(() -> find(one, other) != null);
  }

  /**
   * Asks to become somebody's contact; approved at once when they had asked before.
   *
   * @throws Refusal 400 for a malformed handle, 404 for an unknown one, 409 when there is nothing
   *     to ask
   */
  public ContactRequest request(Identity from, String handle, @Nullable String message) {
    if (message != null && message.codePointCount(0, message.length()) > MAX_MESSAGE) {
      throw Refusal.malformed("message should be at most " + MAX_MESSAGE + " character(s)");
    }
    Identity to = resolve(handle);
    if (to == from) {
      throw Refusal.conflict("self_contact", "you cannot be your own contact");
    }
    return within(
        () -> {
          if (find(from, to) != null) {
            throw Refusal.conflict("already_contacts", "you are contacts already");
          }
          if (pending(from, to) != null) {
            throw Refusal.conflict("request_pending", "your request is still pending");
          }
          ContactRequest inverse = pending(to, from);
          if (inverse != null) {
            approve(inverse);
            return inverse;
          }
          var request = new ContactRequest(from, to, message, time.now());
          requests.put(request.id(), request);
          audience.tell(new WorldEvent.ContactRequestReceived(to, request));
          return request;
        });
  }

  /** Approves or rejects a request received; by id, or by the requester's handle. */
  public ContactRequest answer(
      Identity by, boolean approve, @Nullable String requestId, @Nullable String handle) {
    return within(
        () -> {
          ContactRequest request = requestId != null ? mine(by, requestId) : from(handle, by);
          if (request.to() != by) {
            throw Refusal.forbidden("only the recipient may answer a request");
          }
          requirePending(request);
          if (approve) {
            approve(request);
          } else {
            resolve(request, ContactRequest.Status.REJECTED);
          }
          return request;
        });
  }

  /** Takes back a request sent; by id, or by the recipient's handle. */
  public ContactRequest cancel(Identity by, @Nullable String requestId, @Nullable String handle) {
    return within(
        () -> {
          ContactRequest request = requestId != null ? mine(by, requestId) : to(handle, by);
          if (request.from() != by) {
            throw Refusal.forbidden("only the sender may cancel a request");
          }
          requirePending(request);
          resolve(request, ContactRequest.Status.CANCELLED);
          return request;
        });
  }

  /** Lets a pending request expire. */
  public void expire(ContactRequest request) {
    within(
        () -> {
          requirePending(request);
          resolve(request, ContactRequest.Status.EXPIRED);
          return request;
        });
  }

  /** Ends a link in both directions; by record id, or by the contact's handle. */
  public void remove(Identity by, @Nullable String contactId, @Nullable String handle) {
    within(
        () -> {
          Contact own =
              contactId != null ? contacts.get(contactId) : find(by, resolve(orBlank(handle)));
          if (own == null || own.owner() != by) {
            throw Refusal.notFound("contact");
          }
          Contact theirs = find(own.other(), by);
          drop(own);
          if (theirs != null) {
            drop(theirs);
          }
          return own;
        });
  }

  private void drop(Contact contact) {
    contacts.remove(contact.id());
    audience.tell(new WorldEvent.ContactRemoved(contact));
  }

  private void approve(ContactRequest request) {
    resolve(request, ContactRequest.Status.APPROVED);
    var both = new ArrayList<Contact>(2);
    both.add(new Contact(Ids.uuid(), request.from(), request.to(), time.now()));
    both.add(new Contact(Ids.uuid(), request.to(), request.from(), time.now()));
    for (Contact contact : both) {
      contacts.put(contact.id(), contact);
      audience.tell(new WorldEvent.ContactAdded(contact));
    }
  }

  private void resolve(ContactRequest request, ContactRequest.Status how) {
    request.resolve(how);
    audience.tell(new WorldEvent.ContactRequestUpdated(request.from(), request));
    audience.tell(new WorldEvent.ContactRequestUpdated(request.to(), request));
  }

  private ContactRequest mine(Identity who, String requestId) {
    ContactRequest request = requests.get(requestId);
    if (request == null || (request.from() != who && request.to() != who)) {
      throw Refusal.notFound("contact request");
    }
    return request;
  }

  private ContactRequest from(@Nullable String handle, Identity to) {
    return latest(resolve(orBlank(handle)), to);
  }

  private ContactRequest to(@Nullable String handle, Identity from) {
    return latest(from, resolve(orBlank(handle)));
  }

  private ContactRequest latest(Identity from, Identity to) {
    ContactRequest latest = null;
    for (ContactRequest request : requests.values()) {
      if (request.from() == from && request.to() == to) {
        latest = request;
      }
    }
    if (latest == null) {
      throw Refusal.notFound("contact request");
    }
    return latest;
  }

  private static void requirePending(ContactRequest request) {
    if (request.status() != ContactRequest.Status.PENDING) {
      throw Refusal.conflict("already_resolved", "the request is " + request.status().wire());
    }
  }

  private @Nullable ContactRequest pending(Identity from, Identity to) {
    for (ContactRequest request : requests.values()) {
      boolean same = request.from() == from && request.to() == to;
      if (same && request.status() == ContactRequest.Status.PENDING) {
        return request;
      }
    }
    return null;
  }

  private @Nullable Contact find(Identity owner, Identity other) {
    for (Contact contact : contacts.values()) {
      if (contact.owner() == owner && contact.other() == other) {
        return contact;
      }
    }
    return null;
  }

  private Identity resolve(String handle) {
    if (!HANDLE.matcher(handle).matches()) {
      throw Refusal.malformed("'" + handle + "' is not a handle");
    }
    Identity found = directory.byHandle(handle);
    if (found == null) {
      throw Refusal.notFound("@" + handle);
    }
    return found;
  }

  private static String orBlank(@Nullable String handle) {
    return handle == null ? "" : handle;
  }

  private <T> T within(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
