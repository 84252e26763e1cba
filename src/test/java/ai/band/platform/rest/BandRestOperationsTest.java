package ai.band.platform.rest;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Each operation: what it sends, judged by the platform's own description, and what it reads. */
class BandRestOperationsTest {
  static final String ROOM = "b7d5c1c0-33aa-4d52-9a0e-5d3b1b1e9c02";
  static final String MESSAGE = "0c2d7d1e-7f0b-4d0f-8f57-0d0a5b6c7d88";
  static final String AGENT = "6f0a1c52-9d0e-4b55-8a41-2f7f0f6f7a11";
  static final String ALICE = "9a1e0f44-0f33-4c6b-b6a1-1d2c3b4a5f60";
  static final String TASK = "c0ffee00-0000-4000-8000-000000000003";
  static final String KEY = "agent-key-1234567890";

  private static final OpenApi OPEN_API = new OpenApi();
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @RegisterExtension
  static final WireMockExtension band =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private final BandRest rest =
      BandRest.open(BandRestOptions.of(URI.create(band.baseUrl() + "/"), KEY));

  @AfterEach
  void close() {
    rest.close();
  }

  record Operation(
      String request,
      String body,
      int status,
      String answer,
      Function<BandRest, @Nullable Object> call,
      Object result) {
    @Override
    public String toString() {
      return request;
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void each_operation_sends_and_reads_what_the_platform_describes(Operation operation) {
    band.stubFor(
        any(anyUrl())
            .willReturn(aResponse().withStatus(operation.status()).withBody(operation.answer())));

    var result = operation.call().apply(rest);

    var requests =
        band.findAll(com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor(anyUrl()));
    assertThat(requests).hasSize(1);
    var request = requests.getFirst();
    assertThat(request.getMethod() + " " + request.getUrl())
        .isEqualTo(operation.request().replaceFirst(" ", " /api/v1/agent"));
    assertBody(request, operation.body());
    assertThat(request.getHeader("X-API-Key")).isEqualTo(KEY);
    assertThat(request.getHeader("Accept")).isEqualTo("application/json");
    assertConforms(request, operation);
    assertThat(result).isEqualTo(operation.result());
  }

  @Test
  void every_operation_of_the_description_is_covered() {
    var covered =
        operations()
            .map(each -> each.request().split("[ ?]", 3))
            .map(parts -> OPEN_API.operation(parts[0], "/api/v1/agent" + parts[1]))
            .distinct();

    assertThat(covered).hasSize(OPEN_API.agentOperations()).doesNotContain("none");
  }

  @Test
  void the_description_is_a_strict_judge() {
    var post = "POST /api/v1/agent/chats/{chat_id}/messages";

    assertThat(OPEN_API.complaintsAboutRequest(post, Set.of(), "{\"message\":{\"content\":\"x\"}}"))
        .isNotEmpty();
    assertThat(OPEN_API.complaintsAboutRequest(post, Set.of("page"), "{}")).isNotEmpty();
    assertThat(OPEN_API.complaintsAboutAnswer(post, 201, "{\"data\":{}}")).isNotEmpty();
  }

  private static void assertBody(LoggedRequest request, String expected) {
    if (expected.isEmpty()) {
      assertThat(request.getBodyAsString()).isEmpty();
    } else {
      assertThat(request.getHeader("Content-Type")).isEqualTo("application/json");
      assertThat(MAPPER.readTree(request.getBodyAsString())).isEqualTo(MAPPER.readTree(expected));
    }
  }

  private static void assertConforms(LoggedRequest request, Operation operation) {
    var path = URI.create(request.getUrl()).getRawPath();
    var name = OPEN_API.operation(request.getMethod().getName(), path);
    assertThat(
            OPEN_API.complaintsAboutRequest(
                name, request.getQueryParams().keySet(), request.getBodyAsString()))
        .isEmpty();
    assertThat(OPEN_API.complaintsAboutAnswer(name, operation.status(), operation.answer()))
        .isEmpty();
  }

  static Stream<Operation> operations() {
    return Stream.of(identity(), rooms(), messages(), contacts(), memories(), tasks())
        .flatMap(List::stream);
  }

  private static List<Operation> identity() {
    return List.of(
        new Operation(
            "GET /me",
            "",
            200,
            """
            {"data":{"id":"%s","name":"Planner","handle":"alice/planner","owner_uuid":"%s",
             "description":null,"listed_in_directory":true,"tags":["x"],
             "inserted_at":"2026-05-04T09:12:44Z","updated_at":"2026-05-04T09:12:44.5Z"}}\
            """
                .formatted(AGENT, ALICE),
            rest -> {
              var me = rest.me();
              return List.of(me.id(), me.handle(), me.tags(), me.insertedAt() != null);
            },
            List.of(AGENT, "alice/planner", List.of("x"), true)),
        new Operation(
            "GET /peers?not_in_chat=" + ROOM + "&page=2&page_size=50",
            "",
            200,
            """
            {"data":[{"id":"%s","name":"Alice","type":"User","handle":"alice","source":"contact",
             "is_contact":true}],
             "metadata":{"page":2,"page_size":50,"total_count":51,"total_pages":2}}\
            """
                .formatted(ALICE),
            rest -> {
              var page = rest.peers(ROOM, 2, 50);
              return List.of(
                  page.items().getFirst().contact(),
                  page.page(),
                  page.totalCount(),
                  page.totalPages());
            },
            List.of(true, 2, 51, 2)));
  }

  private static List<Operation> rooms() {
    var room =
        """
        {"id":"%s","title":"Release","task_id":null,"inserted_at":"2026-05-04T09:12:44Z",
         "updated_at":"2026-05-04T09:12:44Z"}\
        """
            .formatted(ROOM);
    var participant =
        """
        {"id":"%s","type":"User","role":"member","status":"active","name":"Alice","handle":"alice"}\
        """
            .formatted(ALICE);
    return List.of(
        new Operation(
            "GET /chats?page=1&page_size=100",
            "",
            200,
            """
            {"data":[%s],"metadata":{"page":1,"page_size":100,"total_count":1,"total_pages":1}}\
            """
                .formatted(room),
            rest -> rest.allChats().getFirst().title(),
            "Release"),
        new Operation(
            "POST /chats",
            "{\"chat\":{\"title\":\"Release\"}}",
            201,
            data(room),
            rest -> rest.createChat("Release", null).id(),
            ROOM),
        new Operation(
            "GET /chats/" + ROOM, "", 200, data(room), rest -> rest.chat(ROOM).title(), "Release"),
        new Operation(
            "PATCH /chats/" + ROOM,
            "{\"chat\":{\"title\":\"Release\"}}",
            200,
            data(room),
            rest -> rest.renameChat(ROOM, "Release").id(),
            ROOM),
        new Operation(
            "GET /chats/" + ROOM + "/participants",
            "",
            200,
            "{\"data\":[" + participant + "]}",
            rest -> rest.participants(ROOM).getFirst().handle(),
            "alice"),
        new Operation(
            "POST /chats/" + ROOM + "/participants",
            "{\"participant\":{\"participant_id\":\"" + ALICE + "\",\"role\":\"admin\"}}",
            201,
            data(participant),
            rest -> rest.addParticipant(ROOM, ALICE, "admin").id(),
            ALICE),
        new Operation(
            "DELETE /chats/" + ROOM + "/participants/" + ALICE,
            "",
            200,
            data(participant),
            rest -> rest.removeParticipant(ROOM, ALICE).name(),
            "Alice"),
        new Operation(
            "POST /chats/" + ROOM + "/activity",
            "{\"working\":true}",
            200,
            "{\"data\":{\"working\":true}}",
            rest -> {
              rest.reportActivity(ROOM, true, Duration.ofSeconds(2));
              return "sent";
            },
            "sent"));
  }

  private static List<Operation> messages() {
    var message =
        """
        {"id":"%s","content":"hi","message_type":"text","sender_id":"%s","sender_type":"User",
         "sender_name":"Alice","metadata":{"mentions":[{"id":"%s","handle":"alice/planner"}]},
         "inserted_at":"2026-05-04T09:15:02.500000Z"}\
        """
            .formatted(MESSAGE, ALICE, AGENT);
    var cursor = "\"metadata\":{\"next_cursor\":\"n2\",\"has_more\":true,\"limit\":20}";
    return List.of(
        new Operation(
            "GET /chats/" + ROOM + "/messages?status=processing&cursor=c1%2F%2B&limit=20",
            "",
            200,
            "{\"data\":[" + message + "]," + cursor + "}",
            rest -> {
              var page = rest.messages(ROOM, "processing", "c1/+", 20);
              return List.of(
                  page.items().getFirst().roomId(),
                  requireNonNull(page.nextCursor()),
                  page.hasMore());
            },
            List.of(ROOM, "n2", true)),
        new Operation(
            "POST /chats/" + ROOM + "/messages",
            """
            {"message":{"content":"done \\u00e4 \\"x\\"","mentions":[{"id":"%s","handle":"alice"}]}}\
            """
                .formatted(ALICE),
            201,
            """
            {"data":{"id":"%s","success":true,"recipients":[{"id":"%s","handle":"alice"}]}}\
            """
                .formatted(MESSAGE, ALICE),
            rest ->
                rest.sendMessage(ROOM, "done ä \"x\"", List.of(Mention.of(ALICE, "alice")))
                    .recipients(),
            List.of(Mention.of(ALICE, "alice"))),
        new Operation(
            "GET /chats/" + ROOM + "/messages/next",
            "",
            200,
            data(message),
            rest -> rest.next(ROOM).orElseThrow().mentions(AGENT),
            true),
        mark("processing", "", rest -> rest.markProcessing(ROOM, MESSAGE).orElseThrow()),
        mark("processed", "", rest -> rest.markProcessed(ROOM, MESSAGE).orElseThrow()),
        mark(
            "failed",
            "{\"error\":\"no luck\"}",
            rest -> rest.markFailed(ROOM, MESSAGE, "no luck").orElseThrow()),
        new Operation(
            "POST /chats/" + ROOM + "/events",
            """
            {"event":{"content":"thinking","message_type":"thought","metadata":{"a":{"b":[1,"ü"]}}}}\
            """,
            201,
            """
            {"data":{"id":"%s","message_type":"thought","success":true}}\
            """
                .formatted(MESSAGE),
            rest ->
                rest.sendEvent(
                        ROOM, "thinking", "thought", Map.of("a", Map.of("b", List.of(1, "ü"))))
                    .messageType(),
            "thought"),
        new Operation(
            "GET /chats/" + ROOM + "/context?limit=100",
            "",
            200,
            """
            {"data":[%s],"metadata":{"next_cursor":null,"has_more":false,"limit":100}}\
            """
                .formatted(message),
            rest -> rest.allContext(ROOM, 10).getFirst().content(),
            "hi"));
  }

  private static Operation mark(String mark, String body, Function<BandRest, MessageMark> call) {
    return new Operation(
        "POST /chats/" + ROOM + "/messages/" + MESSAGE + "/" + mark,
        body,
        200,
        """
        {"data":{"id":"%s","status":"%s","attempt_number":2,"success":true}}\
        """
            .formatted(MESSAGE, mark),
        call::apply,
        new MessageMark(MESSAGE, mark, 2));
  }

  private static List<Operation> contacts() {
    return List.of(
        new Operation(
            "GET /contacts?page=1&page_size=100",
            "",
            200,
            """
            {"data":[{"id":"%s","handle":"bob","type":"User","is_external":null,"tags":null,
             "inserted_at":"2026-05-06T10:01:00Z"}],
             "metadata":{"page":1,"page_size":100,"total_count":1,"total_pages":1}}\
            """
                .formatted(ALICE),
            rest -> rest.contacts().all().getFirst().handle(),
            "bob"),
        new Operation(
            "POST /contacts/add",
            "{\"handle\":\"bob\",\"message\":\"hello\"}",
            201,
            "{\"data\":{\"id\":\"" + ALICE + "\",\"status\":\"pending\"}}",
            rest -> rest.contacts().add("bob", "hello"),
            new ContactOutcome(ALICE, "pending")),
        new Operation(
            "POST /contacts/remove",
            "{\"contact_id\":\"" + ALICE + "\"}",
            200,
            "{\"data\":{\"status\":\"removed\"}}",
            rest -> rest.contacts().remove(null, ALICE),
            new ContactOutcome(null, "removed")),
        new Operation(
            "GET /contacts/requests?page=1&page_size=100&sent_status=all",
            "",
            200,
            """
            {"data":{"received":[{"id":"%s","from_handle":"bob","status":"pending",
             "inserted_at":"2026-05-06T10:00:00Z"}],"sent":[]},
             "metadata":{"page":1,"page_size":100,"received":{"total":1,"total_pages":1},
             "sent":{"total":0,"total_pages":0}}}\
            """
                .formatted(ALICE),
            rest -> {
              var requests = rest.contacts().requests(1, 100, "all");
              return List.of(
                  requireNonNull(requests.received().getFirst().fromHandle()),
                  requests.sent(),
                  requests.receivedTotal());
            },
            List.of("bob", List.of(), 1)),
        new Operation(
            "POST /contacts/requests/respond",
            "{\"action\":\"approve\",\"request_id\":\"" + ALICE + "\"}",
            200,
            "{\"data\":{\"id\":\"" + ALICE + "\",\"status\":\"approved\"}}",
            rest -> rest.contacts().respond("approve", null, ALICE),
            new ContactOutcome(ALICE, "approved")));
  }

  private static List<Operation> memories() {
    var memory =
        """
        {"id":"%s","content":"likes tea","system":"long_term","type":"semantic","segment":"user",
         "scope":"organization","status":"active","metadata":null,
         "inserted_at":"2026-05-06T10:00:00Z"}\
        """
            .formatted(MESSAGE);
    var draft =
        new MemoryDraft(
            "likes tea", "long_term", "semantic", "user", "why", "organization", null, null);
    return List.of(
        new Operation(
            "GET /memories?scope=all&content_query=tea%20%26%20milk&status=active&limit=50",
            "",
            200,
            """
            {"data":[%s],"metadata":{"next_cursor":null,"has_more":false,"limit":50}}\
            """
                .formatted(memory),
            rest ->
                rest.memories()
                    .list(
                        new MemoryQuery(null, "all", null, null, null, "tea & milk", "active"),
                        null,
                        50)
                    .items()
                    .getFirst()
                    .content(),
            "likes tea"),
        new Operation(
            "POST /memories",
            """
            {"memory":{"content":"likes tea","system":"long_term","type":"semantic",
             "segment":"user","thought":"why","scope":"organization"}}\
            """,
            201,
            data(memory),
            rest -> rest.memories().store(draft).id(),
            MESSAGE),
        new Operation(
            "GET /memories/" + MESSAGE,
            "",
            200,
            data(memory),
            rest -> rest.memories().get(MESSAGE).metadata(),
            Map.of()),
        new Operation(
            "POST /memories/" + MESSAGE + "/supersede",
            "",
            200,
            data(memory),
            rest -> rest.memories().supersede(MESSAGE).id(),
            MESSAGE),
        new Operation(
            "POST /memories/" + MESSAGE + "/archive",
            "",
            200,
            data(memory),
            rest -> rest.memories().archive(MESSAGE).scope(),
            "organization"));
  }

  private static List<Operation> tasks() {
    var actor = "{\"id\":\"" + ALICE + "\",\"name\":\"Alice\",\"type\":\"User\"}";
    var change =
        """
        {"event":"edited","actor":%s,"at":"2026-05-06T10:00:00Z",
         "payload":{"subject":{"from":"a","to":"b"}}}\
        """
            .formatted(actor);
    var task =
        """
        {"id":"%s","number":3,"chat_room_id":"%s","subject":"Draft","detail":"","state":"active",
         "overall_status":"pending","superseded_by_id":null,"created_by":%s,
         "assignments":[{"assignee":%s,"status":"in_progress","active_form":"Drafting",
         "linked_native_id":"","updated_at":"2026-05-06T10:00:00Z"}],
         "inserted_at":"2026-05-06T10:00:00Z","updated_at":"2026-05-06T10:00:00Z",
         "history":[%s],"history_truncated":false}\
        """
            .formatted(TASK, ROOM, actor, actor, change);
    var board =
        """
        {"chat_room_id":"%s","goal_title":"Ship 2.0","goal_summary":null,"created_by":null,
         "updated_by":%s,"inserted_at":null,"updated_at":null}\
        """
            .formatted(ROOM, actor);
    var path = "/chats/" + ROOM + "/tasks";
    var cursor = "\"metadata\":{\"next_cursor\":null,\"has_more\":false,\"limit\":50}";
    return List.of(
        new Operation(
            "GET " + path + "?state=all&limit=50",
            "",
            200,
            "{\"data\":[" + task + "]," + cursor + "}",
            rest -> rest.tasks().list(ROOM, "all", null, 50).items().getFirst().number(),
            3),
        new Operation(
            "POST " + path,
            "{\"subject\":\"Draft\",\"supersedes_id\":\"2\"}",
            201,
            data(task),
            rest -> rest.tasks().create(ROOM, new TaskDraft("Draft", null, "2")).id(),
            TASK),
        new Operation(
            "GET " + path + "/3?include=history",
            "",
            200,
            data(task),
            rest ->
                requireNonNull(rest.tasks().get(ROOM, "3", true).history()).getFirst().payload(),
            Map.of("subject", Map.of("from", "a", "to", "b"))),
        new Operation(
            "POST " + path + "/3",
            "{\"status\":\"completed\",\"active_form\":\"Drafting\",\"state\":\"archived\"}",
            200,
            data(task),
            rest ->
                rest.tasks()
                    .update(
                        ROOM,
                        "3",
                        new TaskPatch("completed", "Drafting", null, null, null, null, "archived"))
                    .assignments()
                    .getFirst()
                    .activeForm(),
            "Drafting"),
        new Operation(
            "GET " + path + "/3/history?cursor=c&limit=100",
            "",
            200,
            "{\"data\":[" + change + "]," + cursor + "}",
            rest -> rest.tasks().history(ROOM, "3", "c", 100).items().getFirst().event(),
            "edited"),
        new Operation(
            "GET /chats/" + ROOM + "/board",
            "",
            200,
            data(board),
            rest -> rest.tasks().board(ROOM, false).goalTitle(),
            "Ship 2.0"),
        new Operation(
            "PUT /chats/" + ROOM + "/board",
            "{\"goal_title\":\"Ship 2.0\"}",
            200,
            data(board),
            rest -> requireNonNull(rest.tasks().setGoal(ROOM, "Ship 2.0", null).updatedBy()).name(),
            "Alice"));
  }

  private static String data(String value) {
    return "{\"data\":" + value + "}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"data\":null}", "{\"data\":[]}", "fine"})
  void a_mark_that_the_platform_took_counts_whatever_the_answer_says(String answer) {
    band.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(200).withBody(answer)));

    assertThat(rest.markProcessed(ROOM, MESSAGE)).isPresent();
    assertThat(rest.markFailed(ROOM, MESSAGE, "no")).isPresent();
  }

  @Test
  void a_mark_that_a_stopped_agent_may_not_make_is_not_taken() {
    band.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(204)));

    assertThat(rest.markProcessed(ROOM, MESSAGE)).isEmpty();
    assertThat(rest.markFailed(ROOM, MESSAGE, "no")).isEmpty();
  }
}
