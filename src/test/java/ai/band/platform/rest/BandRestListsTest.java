package ai.band.platform.rest;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reading lists to their end, and never further. */
class BandRestListsTest {
  private static final String CHATS = "/api/v1/agent/chats";
  private static final String CONTEXT = "/api/v1/agent/chats/room-1/context";

  @RegisterExtension
  static final WireMockExtension band =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private final BandRest rest =
      BandRest.open(BandRestOptions.of(URI.create(band.baseUrl()), "agent-key"));

  @AfterEach
  void close() {
    rest.close();
  }

  @Test
  void rooms_that_move_to_the_next_page_while_it_is_read_count_once() {
    page(1, 3, "a", "b");
    page(2, 3, "b", "c");
    page(3, 3, "d");

    assertThat(rest.allChats()).extracting(ChatRoom::id).containsExactly("a", "b", "c", "d");
  }

  @Test
  void a_list_without_end_is_left_after_fifty_pages() {
    band.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse()
                    .withBody("{\"data\":[{\"id\":\"a\"}],\"metadata\":{\"total_pages\":9999}}")));

    rest.allChats();

    assertThat(requests()).isEqualTo(50);
  }

  @Test
  void an_empty_page_ends_the_list_whatever_the_totals_say() {
    page(1, 9, "a");
    page(2, 9);

    assertThat(rest.allChats()).hasSize(1);
    assertThat(requests()).isEqualTo(2);
  }

  @Test
  void a_full_page_is_not_the_last_because_the_totals_say_so() {
    fullPage(1, "a", "b");
    fullPage(2, "c");

    assertThat(rest.allChats()).extracting(ChatRoom::id).containsExactly("a", "b", "c");
    assertThat(requests()).isEqualTo(2);
  }

  @Test
  void a_server_that_refuses_a_page_beyond_its_total_has_told_everything() {
    fullPage(1, "a", "b");

    assertThat(rest.allChats()).extracting(ChatRoom::id).containsExactly("a", "b");
  }

  /** Of two entries a page, with a total that knows one page only. */
  private static void fullPage(int number, String... ids) {
    band.stubFor(
        get(urlPathEqualTo(CHATS))
            .withQueryParam("page", equalTo(String.valueOf(number)))
            .willReturn(
                aResponse()
                    .withBody(
                        "{\"data\":%s,\"metadata\":{\"page_size\":2,\"total_pages\":1}}"
                            .formatted(entries(ids)))));
  }

  @Test
  void the_context_is_read_to_its_newest_entry() {
    context(null, "c1", true, "1", "2");
    context("c1", "c2", true, "3");
    context("c2", null, false, "4");

    assertThat(rest.allContext("room-1", 50))
        .extracting(ChatMessage::id)
        .containsExactly("1", "2", "3", "4");
  }

  @Test
  void the_context_is_read_no_further_than_asked() {
    context(null, "c1", true, "1");
    context("c1", "c2", true, "2");
    var seen = new ArrayList<String>();

    rest.forEachContext("room-1", 2, message -> seen.add(message.id()));

    assertThat(seen).containsExactly("1", "2");
    assertThat(requests()).isEqualTo(2);
  }

  @Test
  void a_cursor_that_leads_nowhere_ends_the_list() {
    context(null, "c1", true, "1");
    context("c1", "c1", true, "2");

    assertThat(rest.allContext("room-1", 50)).hasSize(2);
  }

  @Test
  void more_without_a_cursor_is_the_end() {
    context(null, null, true, "1");

    assertThat(rest.allContext("room-1", 50)).hasSize(1);
  }

  @Test
  void one_entry_that_makes_no_sense_hides_no_other() {
    band.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse()
                    .withBody(
                        """
                        {"data":[{"id":"1","content":"x"},{"content":"no id"},"text",null,
                         {"id":"2","metadata":"no object"},{"id":"3","content":null,"new":{"k":1}}],
                         "metadata":{"has_more":false,"next_cursor":null}}\
                        """)));

    assertThat(rest.unfinished("room-1")).extracting(ChatMessage::id).containsExactly("1", "3");
  }

  @Test
  void unfinished_messages_are_asked_for_without_a_status() {
    band.stubFor(
        get(urlPathEqualTo("/api/v1/agent/chats/room-1/messages"))
            .withQueryParam("status", absent())
            .withQueryParam("limit", equalTo("100"))
            .willReturn(aResponse().withBody("{\"data\":[{\"id\":\"m\"}],\"metadata\":{}}")));

    assertThat(rest.unfinished("room-1"))
        .singleElement()
        .satisfies(message -> assertThat(message.roomId()).isEqualTo("room-1"));
  }

  private static void page(int number, int pages, String... ids) {
    band.stubFor(
        get(urlPathEqualTo(CHATS))
            .withQueryParam("page", equalTo(String.valueOf(number)))
            .withQueryParam("page_size", equalTo("100"))
            .willReturn(
                aResponse()
                    .withBody(
                        "{\"data\":%s,\"metadata\":{\"page\":%d,\"total_pages\":%d}}"
                            .formatted(entries(ids), number, pages))));
  }

  private static void context(
      @Nullable String cursor, @Nullable String next, boolean more, String... ids) {
    band.stubFor(
        get(urlPathEqualTo(CONTEXT))
            .withQueryParam("cursor", cursor == null ? absent() : equalTo(cursor))
            .willReturn(
                aResponse()
                    .withBody(
                        "{\"data\":%s,\"metadata\":{\"has_more\":%b,\"next_cursor\":%s}}"
                            .formatted(
                                entries(ids), more, next == null ? "null" : '"' + next + '"'))));
  }

  private static String entries(String... ids) {
    return Arrays.stream(ids)
        .map(id -> "{\"id\":\"" + id + "\"}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static int requests() {
    return band.findAll(anyRequestedFor(anyUrl())).size();
  }

  @Test
  void a_list_without_a_total_is_read_until_a_page_brings_nothing_new() {
    page(1, 0, "a", "b");
    page(2, 0, "c");
    page(3, 0, "c");

    assertThat(rest.allChats()).extracting(ChatRoom::id).containsExactly("a", "b", "c");
    assertThat(requests()).isEqualTo(3);
  }

  @Test
  void a_cursor_alone_says_that_more_follows() {
    band.stubFor(
        get(urlPathEqualTo(CONTEXT))
            .withQueryParam("cursor", absent())
            .willReturn(
                aResponse()
                    .withBody(
                        "{\"data\":[{\"id\":\"1\"}],\"metadata\":{\"next_cursor\":\"c1\"}}")));
    context("c1", null, false, "2");

    assertThat(rest.allContext("room-1", 50)).hasSize(2);
  }
}
