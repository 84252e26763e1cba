package ai.band.tools;

import static ai.band.tools.Parameter.integer;
import static ai.band.tools.Parameter.string;

import ai.band.platform.rest.ContactRequests;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Contacts of the agent and requests between agents and people. */
final class ContactTools {
  private ContactTools() {}

  static List<PlatformTool> all() {
    return List.of(list(), add(), remove(), requests(), respond());
  }

  private static PlatformTool list() {
    return PlatformTool.of(
        "band_list_contacts",
        ToolCategory.CONTACTS,
        "List your contacts.",
        paging(),
        (arguments, context) ->
            PagedResult.of(
                context
                    .rest()
                    .contacts()
                    .list(arguments.integer("page"), arguments.integer("page_size"))));
  }

  private static PlatformTool add() {
    return PlatformTool.of(
        "band_add_contact",
        ToolCategory.CONTACTS,
        "Ask a person or an agent to become your contact.",
        List.of(
            string("handle", "Handle of the other side.").mandatory(),
            string("message", "Why you ask, at most 500 characters.")),
        (arguments, context) -> {
          String message = arguments.optional("message");
          if (message != null && message.length() > 500) {
            throw new ToolRefused(
                "message has " + message.length() + " characters; at most 500 are allowed.");
          }
          return context.rest().contacts().add(handle(arguments.string("handle")), message);
        });
  }

  private static PlatformTool remove() {
    return PlatformTool.of(
        "band_remove_contact",
        ToolCategory.CONTACTS,
        "End a contact. Give the handle or the contact's id.",
        List.of(
            string("handle", "Handle of the contact."),
            string("contact_id", "Id that band_list_contacts gave.")),
        (arguments, context) -> {
          needsOneOf(arguments, "handle", "contact_id");
          return context
              .rest()
              .contacts()
              .remove(optionalHandle(arguments), arguments.optional("contact_id"));
        });
  }

  private static PlatformTool requests() {
    return PlatformTool.of(
        "band_list_contact_requests",
        ToolCategory.CONTACTS,
        "List contact requests: those waiting for your decision and those you sent.",
        List.of(
            paging().get(0),
            paging().get(1),
            string("sent_status", "Which of the requests you sent to list.")
                .oneOf("pending", "approved", "rejected", "cancelled", "all")
                .orElse("pending")),
        (arguments, context) ->
            requests(
                context
                    .rest()
                    .contacts()
                    .requests(
                        arguments.integer("page"),
                        arguments.integer("page_size"),
                        arguments.string("sent_status"))));
  }

  private static PlatformTool respond() {
    return PlatformTool.of(
        "band_respond_contact_request",
        ToolCategory.CONTACTS,
        "Decide about a contact request. Give the handle of the other side or the request's id.",
        List.of(
            string("action", "approve or reject one you received; cancel one you sent.")
                .mandatory()
                .oneOf("approve", "reject", "cancel"),
            string("handle", "Handle of the other side."),
            string("request_id", "Id that band_list_contact_requests gave.")),
        (arguments, context) -> {
          needsOneOf(arguments, "handle", "request_id");
          return context
              .rest()
              .contacts()
              .respond(
                  arguments.string("action"),
                  optionalHandle(arguments),
                  arguments.optional("request_id"));
        });
  }

  private static List<Parameter> paging() {
    return List.of(
        integer("page", "Page to read, from 1.", 1, 1, Integer.MAX_VALUE),
        integer("page_size", "Entries on a page, at most 100.", 50, 1, 100));
  }

  private static Map<String, Object> requests(ContactRequests page) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("received", page.received());
    data.put("sent", page.sent());
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("page", page.page());
    metadata.put("page_size", page.pageSize());
    metadata.put("received", new Total(page.receivedTotal(), page.receivedPages()));
    metadata.put("sent", new Total(page.sentTotal(), page.sentPages()));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("data", data);
    result.put("metadata", metadata);
    return result;
  }

  private record Total(int total, @JsonProperty("total_pages") int totalPages) {}

  private static @Nullable String optionalHandle(Arguments arguments) {
    String handle = arguments.optional("handle");
    return handle == null ? null : handle(handle);
  }

  private static String handle(String text) {
    return MentionResolver.plain(text);
  }

  private static void needsOneOf(Arguments arguments, String first, String second) {
    if (!arguments.has(first) && !arguments.has(second)) {
      throw new ToolRefused("give " + first + " or " + second + ".");
    }
  }
}
