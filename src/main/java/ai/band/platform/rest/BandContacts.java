package ai.band.platform.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The agent's contacts. Obtained from {@link BandRest#contacts()}; safe for any thread. */
public final class BandContacts {
  private final Http http;

  BandContacts(Http http) {
    this.http = http;
  }

  /** One page of contacts. */
  public Page<Contact> list(int page, int pageSize) {
    return http.call(
            RestCall.get(
                Path.of("/contacts").query("page", page).query("page_size", pageSize).toString()))
        .page(Contact.class);
  }

  /** Every contact, at most 5,000. */
  public List<Contact> all() {
    return Walk.pages(
        "contacts", BandRest.MAX_PAGES, page -> list(page, BandRest.LARGEST_PAGE), Contact::id);
  }

  /**
   * Asks for a contact.
   *
   * @param handle without {@code @}
   * @param message at most 500 characters
   * @return {@code pending}, or {@code approved} when the other side had already asked
   */
  public ContactOutcome add(String handle, @Nullable String message) {
    var body = Json.object().put("handle", handle);
    if (message != null) {
      body.put("message", message);
    }
    return http.call(RestCall.create("/contacts/add", body)).data(ContactOutcome.class);
  }

  /** Ends a contact, for both sides. One of the two must be given. */
  public ContactOutcome remove(@Nullable String handle, @Nullable String contactId) {
    var body = Json.object();
    putOneOf(body, "handle", handle, "contact_id", contactId);
    return http.call(RestCall.create("/contacts/remove", body)).data(ContactOutcome.class);
  }

  /**
   * One page of requests: the pending received ones, and sent ones.
   *
   * @param sentStatus {@code pending}, {@code approved}, {@code rejected}, {@code cancelled} or
   *     {@code all}; null for pending
   */
  public ContactRequests requests(int page, int pageSize, @Nullable String sentStatus) {
    var answer =
        http.call(
            RestCall.get(
                Path.of("/contacts/requests")
                    .query("page", page)
                    .query("page_size", pageSize)
                    .query("sent_status", sentStatus)
                    .toString()));
    var envelope = answer.envelope();
    var data = envelope.path("data");
    var metadata = envelope.path("metadata");
    return new ContactRequests(
        data.has("received")
            ? answer.items(data.path("received"), ContactRequests.Received.class)
            : List.of(),
        data.has("sent") ? answer.items(data.path("sent"), ContactRequests.Sent.class) : List.of(),
        metadata.path("page").asInt(page),
        metadata.path("page_size").asInt(pageSize),
        metadata.path("received").path("total").asInt(0),
        metadata.path("received").path("total_pages").asInt(0),
        metadata.path("sent").path("total").asInt(0),
        metadata.path("sent").path("total_pages").asInt(0));
  }

  /**
   * Decides about a request. One of {@code handle} and {@code requestId} must be given.
   *
   * @param action {@code approve} or {@code reject} for received ones, {@code cancel} for sent ones
   * @param handle the other side, without {@code @}
   */
  public ContactOutcome respond(
      String action, @Nullable String handle, @Nullable String requestId) {
    var body = Json.object().put("action", action);
    putOneOf(body, "handle", handle, "request_id", requestId);
    return http.call(RestCall.create("/contacts/requests/respond", body))
        .data(ContactOutcome.class);
  }

  private static void putOneOf(
      ObjectNode body,
      String firstKey,
      @Nullable String first,
      String secondKey,
      @Nullable String second) {
    if (first == null && second == null) {
      throw new IllegalArgumentException(
          "Neither " + firstKey + " nor " + secondKey + " is given. Give one of them.");
    }
    if (first != null) {
      body.put(firstKey, first);
    }
    if (second != null) {
      body.put(secondKey, second);
    }
  }
}
