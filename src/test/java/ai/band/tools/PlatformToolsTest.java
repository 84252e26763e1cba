package ai.band.tools;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.api.AdapterFeatures;
import ai.band.local.ApiDescription;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.rest.CallLog;
import ai.band.local.world.Role;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each platform tool: what it asks of Band, what it tells the model, what it refuses. */
class PlatformToolsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final ApiDescription DESCRIPTION = ApiDescription.load();
  private static final Set<String> SUCCEEDED = new TreeSet<>();

  private ToolStage stage;

  @BeforeEach
  void open() {
    stage = new ToolStage();
  }

  @AfterEach
  void close() {
    for (CallLog.Call call : stage.calls()) {
      DESCRIPTION.checkRequest(call.operation(), call.requestBody());
    }
    stage.close();
  }

  @AfterAll
  static void every_tool_has_succeeded_at_least_once() {
    assertThat(SUCCEEDED).containsAll(PlatformToolset.reservedNames());
  }

  private ToolResult ok(String tool, String arguments) {
    ToolResult result = stage.call(tool, arguments);
    assertThat(result.success()).as(result.text()).isTrue();
    SUCCEEDED.add(tool);
    return result;
  }

  private JsonNode json(String tool, String arguments) {
    String text = ok(tool, arguments).text();
    JsonNode node = JSON.readTree(text);
    assertThat(node.toString()).as("compact").isEqualTo(text);
    return node;
  }

  /** Known ids as names, other ids and times as signs, double quotes as single ones. */
  private String plain(String text) {
    return text.replace(stage.alice.id(), "ALICE")
        .replace(stage.bob.id(), "BOB")
        .replace(stage.bot.id(), "BOT")
        .replace(stage.planner.id(), "PLANNER")
        .replace(stage.weather.id(), "WEATHER")
        .replace(stage.room.id(), "ROOM")
        .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
        .replace('"', '\'');
  }

  private void says(String tool, String arguments, String request, String result) {
    assertThat(plain(ok(tool, arguments).text())).isEqualTo(result);
    assertThat(plain(stage.lastCall())).isEqualTo(request);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          band_send_message      | {'content':'hi','mentions':['alice']}                | createAgentChatMessage {'message':{'content':'hi','mentions':[{'id':'ALICE','handle':'alice'}]}} | {'id':'ID','success':true,'recipients':[{'id':'ALICE','handle':'alice','name':'Alice Example'}]}
          band_send_message      | {'content':'hi','mentions':'@Alice'}                 | createAgentChatMessage {'message':{'content':'hi','mentions':[{'id':'ALICE','handle':'alice'}]}} | {'id':'ID','success':true,'recipients':[{'id':'ALICE','handle':'alice','name':'Alice Example'}]}
          band_send_message      | {'content':'hi','mentions':['ALICE EXAMPLE','@alice','alice'],'x':1} | createAgentChatMessage {'message':{'content':'hi','mentions':[{'id':'ALICE','handle':'alice'}]}} | {'id':'ID','success':true,'recipients':[{'id':'ALICE','handle':'alice','name':'Alice Example'}]}
          band_send_event        | {'content':'hm','message_type':'thought'}            | createAgentChatEvent {'event':{'content':'hm','message_type':'thought'}} | {'id':'ID','success':true,'message_type':'thought'}
          band_send_event        | {'content':' ','message_type':'Error','metadata':{'a':[1]}} | createAgentChatEvent {'event':{'content':'(no text)','message_type':'error','metadata':{'a':[1]}}} | {'id':'ID','success':true,'message_type':'error'}
          band_send_event        | {'content':'x','message_type':'task','metadata':null} | createAgentChatEvent {'event':{'content':'x','message_type':'task'}} | {'id':'ID','success':true,'message_type':'task'}
          band_add_participant   | {'identifier':'ALICE/weather'}                       | addAgentChatParticipant {'participant':{'participant_id':'WEATHER','role':'member'}} | {'id':'WEATHER','name':'Weather','role':'member','status':'added'}
          band_add_participant   | {'name':'weather','role':'Member'}                   | addAgentChatParticipant {'participant':{'participant_id':'WEATHER','role':'member'}} | {'id':'WEATHER','name':'Weather','role':'member','status':'added'}
          band_create_chatroom   | {}                                                   | createAgentChat {'chat':{}} | ID
          band_create_chatroom   | {'task_id':'123e4567-e89b-12d3-a456-426614174000'}   | createAgentChat {'chat':{'task_id':'ID'}} | ID
          band_lookup_peers      | {}                                                   | listAgentPeers not_in_chat=ROOM&page=1&page_size=50 | {'data':[{'id':'WEATHER','name':'Weather','type':'Agent','handle':'alice/weather','source':'registry','is_contact':false,'is_external':true,'listed_in_directory':false,'tags':[]}],'metadata':{'page':1,'page_size':50,'total_count':1,'total_pages':1}}
          band_lookup_peers      | {'page':'2','page_size':1.0}                         | listAgentPeers not_in_chat=ROOM&page=2&page_size=1 | {'data':[],'metadata':{'page':2,'page_size':1,'total_count':1,'total_pages':1}}
          band_list_contacts     | {'page_size':100}                                    | listAgentContacts page=1&page_size=100 | {'data':[],'metadata':{'page':1,'page_size':100,'total_count':0,'total_pages':0}}
          band_add_contact       | {'handle':'@bob'}                                    | addAgentContact {'handle':'bob'} | {'id':'ID','status':'pending'}
          band_list_contact_requests | {}                                               | listAgentContactRequests page=1&page_size=50&sent_status=pending | {'data':{'received':[],'sent':[]},'metadata':{'page':1,'page_size':50,'received':{'total':0,'total_pages':0},'sent':{'total':0,'total_pages':0}}}
          band_list_memories     | {}                                                   | listAgentMemories limit=50 | {'data':[],'metadata':{'has_more':false,'limit':50}}
          band_list_memories     | {'scope':'all','system':'long_term','type':'semantic','segment':'user','content_query':'tea','status':'archived','page_size':5} | listAgentMemories scope=all&system=long_term&type=semantic&segment=user&content_query=tea&status=archived&limit=5 | {'data':[],'metadata':{'has_more':false,'limit':5}}
          band_list_tasks        | {}                                                   | listChatTasks state=active&limit=50 | {'data':[],'metadata':{'has_more':false,'limit':50}}
          band_create_task       | {'subject':'s'}                                      | createChatTask {'subject':'s'} | {'id':'ID','number':1,'chat_room_id':'ROOM','subject':'s','detail':'','state':'active','overall_status':'pending','created_by':{'id':'BOT','name':'Coder','type':'Agent','handle':'alice/coder'},'assignments':[],'inserted_at':'TIME','updated_at':'TIME'}
          band_get_board         | {}                                                   | getChatBoard | {'chat_room_id':'ROOM'}
          band_set_goal          | {'goal_title':'g','goal_summary':'s'}                | putChatBoard {'goal_title':'g','goal_summary':'s'} | {'chat_room_id':'ROOM','goal_title':'g','goal_summary':'s','created_by':{'id':'BOT','name':'Coder','type':'Agent','handle':'alice/coder'},'updated_by':{'id':'BOT','name':'Coder','type':'Agent','handle':'alice/coder'},'inserted_at':'TIME','updated_at':'TIME'}
          band_set_goal          | {'goal_summary':'s'}                                 | putChatBoard {'goal_summary':'s'} | {'chat_room_id':'ROOM','goal_summary':'s','created_by':{'id':'BOT','name':'Coder','type':'Agent','handle':'alice/coder'},'updated_by':{'id':'BOT','name':'Coder','type':'Agent','handle':'alice/coder'},'inserted_at':'TIME','updated_at':'TIME'}
          """)
  void right_arguments_become_one_call_and_a_compact_result(
      String tool, String arguments, String request, String result) {
    says(tool, arguments, request, result);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          band_send_message      | {}                                   | content: is required, mentions: is required
          band_send_message      | {'content':5,'mentions':{}}          | content: must be a string, mentions: must be a list of strings
          band_send_message      | {'content':'a','mentions':[1]}       | mentions: every entry must be a string
          band_send_event        | {'content':null}                     | content: is required, message_type: is required
          band_send_event        | {'content':'a','message_type':'text'} | message_type: 'text' is not one of thought, error, task
          band_send_event        | {'content':'a','message_type':'task','metadata':'x'} | metadata: must be an object
          band_add_participant   | {}                                   | identifier: is required
          band_add_participant   | {'identifier':[],'role':'boss'}      | identifier: must be a string, role: 'boss' is not one of owner, admin, member
          band_remove_participant | {'identifier':1}                    | identifier: must be a string
          band_lookup_peers      | {'page':0,'page_size':101}           | page: must be at least 1, not 0, page_size: must be from 1 to 100, not 101
          band_lookup_peers      | {'page':'x','page_size':1.5}         | page: must be a whole number, page_size: must be a whole number
          band_lookup_peers      | {'page':99999999999,'page_size':0}   | page: must be a whole number, page_size: must be from 1 to 100, not 0
          band_create_chatroom   | {'task_id':7}                        | task_id: must be a string
          band_list_contacts     | {'page':-1,'page_size':101}          | page: must be at least 1, not -1, page_size: must be from 1 to 100, not 101
          band_add_contact       | {'message':1}                        | handle: is required, message: must be a string
          band_remove_contact    | {'handle':1,'contact_id':2}          | handle: must be a string, contact_id: must be a string
          band_list_contact_requests | {'page':0,'page_size':0,'sent_status':'new'} | page: must be at least 1, not 0, page_size: must be from 1 to 100, not 0, sent_status: 'new' is not one of pending, approved, rejected, cancelled, all
          band_respond_contact_request | {'handle':'a'}                 | action: is required
          band_respond_contact_request | {'action':'accept','handle':1,'request_id':2} | action: 'accept' is not one of approve, reject, cancel, handle: must be a string, request_id: must be a string
          band_list_memories     | {'subject_id':1,'scope':'me','system':'ram','type':'x','segment':'y','content_query':2,'page_size':51,'status':'old'} | subject_id: must be a string, scope: 'me' is not one of subject, organization, all, system: 'ram' is not one of sensory, working, long_term, type: 'x' is not one of iconic, echoic, haptic, episodic, semantic, procedural, segment: 'y' is not one of user, agent, tool, guideline, content_query: must be a string, page_size: must be from 1 to 50, not 51, status: 'old' is not one of active, superseded, archived, all
          band_store_memory      | {}                                   | content: is required, system: is required, type: is required, segment: is required, thought: is required, scope: is required
          band_store_memory      | {'content':1,'system':2,'type':3,'segment':4,'thought':5,'scope':'all','subject_id':6,'metadata':7} | content: must be a string, system: must be a string, type: must be a string, segment: must be a string, thought: must be a string, scope: 'all' is not one of subject, organization, subject_id: must be a string, metadata: must be an object
          band_get_memory        | {}                                   | memory_id: is required
          band_supersede_memory  | {'memory_id':1}                      | memory_id: must be a string
          band_archive_memory    | {'memory_id':null}                   | memory_id: is required
          band_list_tasks        | {'state':'open','cursor':1,'limit':101} | state: 'open' is not one of active, cancelled, superseded, archived, all, cursor: must be a string, limit: must be from 1 to 100, not 101
          band_create_task       | {'detail':1,'supersedes_id':2}       | subject: is required, detail: must be a string, supersedes_id: must be a string
          band_update_task       | {'status':'done','active_form':1,'comment':2,'subject':3,'detail':4,'linked_native_id':5,'state':'gone'} | task_id: is required, status: 'done' is not one of pending, in_progress, blocked, in_review, failed, completed, active_form: must be a string, comment: must be a string, subject: must be a string, detail: must be a string, linked_native_id: must be a string, state: 'gone' is not one of cancelled, archived, active
          band_get_task          | {'task_id':3}                        | task_id: must be a string
          band_set_goal          | {'goal_title':1,'goal_summary':[]}   | goal_title: must be a string, goal_summary: must be a string
          band_send_message      | [1]                                  | unknown: arguments must be an object
          """)
  void wrong_arguments_are_named_with_what_is_allowed_and_nothing_is_called(
      String tool, String arguments, String problems) {
    ToolResult result = stage.call(tool, arguments);

    assertThat(result)
        .isEqualTo(ToolResult.failed("Invalid arguments for " + tool + ": " + problems));
    assertThat(stage.calls()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          band_send_message | {'content':' ','mentions':['alice']} | content is blank; write what the room should read.
          band_send_message | {'content':'a','mentions':[]}        | At least one mention is needed. Available handles: [alice, alice/planner]
          band_send_message | {'content':'a','mentions':[' @ ']}   | At least one mention is needed. Available handles: [alice, alice/planner]
          band_send_message | {'content':'a','mentions':['alice','carol']} | Nobody in this room is called 'carol'. Available handles: [alice, alice/planner]
          band_send_message | {'content':'a','mentions':['alice/weather']} | Nobody in this room is called 'alice/weather'. Available handles: [alice, alice/planner]
          band_send_message | {'content':'a','mentions':['Alice/Coder']} | You cannot mention yourself. Available handles: [alice, alice/planner]
          band_add_participant | {'identifier':'nobody'}           | There is no peer 'nobody'. Call band_lookup_peers to see who can be added.
          band_remove_participant | {'identifier':'alice/weather'} | 'alice/weather' is not in this room.
          band_remove_contact | {}                                 | give handle or contact_id.
          band_respond_contact_request | {'action':'approve'}      | give handle or request_id.
          band_store_memory | {'content':'c','system':'sensory','type':'semantic','segment':'user','thought':'t','scope':'organization'} | type 'semantic' does not fit system 'sensory'; valid are iconic, echoic, haptic.
          band_store_memory | {'content':'c','system':'working','type':'iconic','segment':'user','thought':'t','scope':'organization'} | type 'iconic' does not fit system 'working'; valid are episodic, semantic, procedural.
          band_store_memory | {'content':'c','system':'working','type':'semantic','segment':'user','thought':'t','scope':'subject','subject_id':'alice'} | scope subject needs subject_id, the UUID (not the handle) of a person or agent from band_get_participants or band_lookup_peers; use scope organization otherwise.
          band_store_memory | {'content':'c','system':'working','type':'semantic','segment':'user','thought':'t','scope':'subject'} | scope subject needs subject_id, the UUID (not the handle) of a person or agent from band_get_participants or band_lookup_peers; use scope organization otherwise.
          band_update_task | {'task_id':'1'}                       | nothing to change; give at least one of status, active_form, comment, subject, detail, linked_native_id, state.
          band_get_task | {'task_id':' # '}                        | task_id must be a number such as 3, or a UUID.
          band_set_goal | {}                                       | give goal_title or goal_summary.
          """)
  void what_cannot_be_meant_is_refused_before_anything_is_changed(
      String tool, String arguments, String reason) {
    assertThat(stage.call(tool, arguments))
        .isEqualTo(ToolResult.failed("Error executing " + tool + ": " + reason));
    assertThat(stage.calls()).allMatch(call -> call.method().equals("GET"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          band_remove_participant | {'identifier':'alice/planner'}   | 403 | only an owner or admin may remove participants
          band_add_participant    | {'identifier':'weather','role':'admin'} | 403 | the role admin is not yours to give
          band_remove_contact     | {'handle':'bob'}                 | 404 | contact not found
          band_respond_contact_request | {'action':'approve','request_id':'123e4567-e89b-12d3-a456-426614174000'} | 404 | not found
          band_add_contact        | {'handle':'nobody'}              | 404 | not found
          band_get_memory         | {'memory_id':'123e4567-e89b-12d3-a456-426614174000'} | 404 | memory not found
          band_supersede_memory   | {'memory_id':'123e4567-e89b-12d3-a456-426614174000'} | 404 | memory not found
          band_get_task           | {'task_id':'7'}                  | 404 | not found
          band_update_task        | {'task_id':'7','comment':'c'}    | 404 | not found
          band_create_task        | {'subject':'s','supersedes_id':'7'} | 4 | supersede
          band_list_tasks         | {'cursor':'nonsense'}            | 422 | cursor
          """)
  void what_band_refuses_is_told_with_its_reason(
      String tool, String arguments, String status, String reason) {
    ToolResult result = stage.call(tool, arguments);

    assertThat(result.success()).isFalse();
    assertThat(result.text())
        .startsWith("Error executing " + tool + ": ")
        .contains("status " + status)
        .containsIgnoringCase(reason)
        .doesNotContain(stage.bot.apiKey());
  }

  @Test
  void only_a_message_that_band_accepted_counts_as_posted() {
    assertThat(ok("band_send_message", "{'content':'hi','mentions':['alice']}").postedMessage())
        .isTrue();
    assertThat(ok("band_send_event", "{'content':'hi','message_type':'task'}").postedMessage())
        .isFalse();
    stage.band.faults().add(RestFault.on("createAgentChatMessage").status(422, Occasion.times(1)));
    ToolResult refused = stage.call("band_send_message", "{'content':'a','mentions':['alice']}");
    assertThat(refused.success()).isFalse();
    assertThat(refused.postedMessage()).isFalse();
  }

  @Test
  void nothing_is_sent_once_the_turn_is_stopped() {
    stage.signal.stopped = true;

    assertThat(stage.call("band_send_message", "{'content':'a','mentions':['alice']}"))
        .isEqualTo(ToolResult.failed("Error executing band_send_message: the turn was stopped"));
    assertThat(stage.calls()).isEmpty();
  }

  @Test
  void somebody_who_has_just_come_is_found_by_reading_the_room_once_more() {
    stage.known.participants.removeIf(each -> each.id().equals(stage.planner.id()));

    ok("band_send_message", "{'content':'a','mentions':['alice/planner']}");
    assertThat(stage.known.refreshes).isEqualTo(1);
    stage.call("band_send_message", "{'content':'a','mentions':['alice/nobody']}");
    assertThat(stage.known.refreshes).isEqualTo(2);
  }

  @Test
  void the_list_of_handles_has_no_handle_twice() {
    stage.known.participants.add(
        new ai.band.api.Participant("x", "Other", "User", "ALICE", null, "member"));

    assertThat(new MentionResolver(stage.known).available())
        .isEqualToIgnoringCase("Available handles: [alice, alice/planner]");
  }

  @Test
  void a_name_that_several_have_is_not_guessed() {
    var twin = stage.band.world().directory().addPerson("alice2", "Alice Example");
    stage.known.participants.add(
        new ai.band.api.Participant(twin.id(), "Alice Example", "User", "alice2", null, "member"));

    assertThat(stage.call("band_send_message", "{'content':'a','mentions':['alice example']}"))
        .isEqualTo(
            ToolResult.failed(
                "Error executing band_send_message: 'alice example' is the name of 2. Use a handle:"
                    + " [alice, alice2]."));
    assertThat(stage.calls()).isEmpty();
  }

  @Test
  void the_participants_are_listed() {
    says(
        "band_get_participants",
        "{}",
        "",
        "[{'id':'ALICE','name':'Alice Example','type':'User','handle':'alice','role':'owner',"
            + "'status':'active'},{'id':'BOT','name':'Coder','type':'Agent','handle':'alice/coder',"
            + "'role':'member','status':'active'},{'id':'PLANNER','name':'Planner','type':'Agent',"
            + "'handle':'alice/planner','role':'member','status':'active'}]");
  }

  @Test
  void whoever_is_in_the_room_already_is_not_added_again() {
    assertThat(plain(ok("band_add_participant", "{'identifier':'Planner'}").text()))
        .isEqualTo("{'id':'PLANNER','name':'Planner','role':'member','status':'already_in_room'}");
    assertThat(stage.calls()).isEmpty();
  }

  @Test
  void an_admin_removes_a_participant_and_the_room_knows_at_once() {
    stage.band.world().rooms().remove(stage.room, stage.alice, stage.bot.id());
    stage.band.world().rooms().join(stage.room, stage.bot, Role.ADMIN);

    says(
        "band_remove_participant",
        "{'name':'@ALICE/planner'}",
        "removeAgentChatParticipant",
        "{'id':'PLANNER','name':'Planner','status':'removed'}");
    assertThat(stage.known.participants()).noneMatch(p -> p.id().equals(stage.planner.id()));
  }

  @Test
  void who_was_added_can_be_mentioned_at_once() {
    ok("band_add_participant", "{'identifier':'Weather'}");
    int refreshes = stage.known.refreshes;

    ok("band_send_message", "{'content':'hello','mentions':['alice/weather']}");
    assertThat(stage.known.refreshes).isEqualTo(refreshes);
  }

  @Test
  void peers_come_in_pages_and_are_found_on_any_page() {
    for (int i = 0; i < 120; i++) {
      stage.band.world().directory().addAgent(stage.alice, "Helper " + i, null);
    }

    JsonNode page = json("band_lookup_peers", "{'page':2,'page_size':100}");
    assertThat(page.path("data").size()).isEqualTo(21);
    assertThat(page.path("metadata"))
        .hasToString("{\"page\":2,\"page_size\":100,\"total_count\":121,\"total_pages\":2}");
    assertThat(json("band_add_participant", "{'identifier':'Helper 119'}").path("status"))
        .hasToString("\"added\"");
  }

  @Test
  void contacts_are_asked_for_answered_listed_and_ended() {
    var contacts = stage.band.world().contacts();
    contacts.request(stage.bob, stage.bot.handle(), "work with me");
    contacts.request(stage.stranger, stage.bot.handle(), null);
    assertThat(plain(ok("band_list_contact_requests", "{'page_size':1}").text()))
        .isEqualTo(
            "{'data':{'received':[{'id':'ID','from_handle':'bob','from_name':'Bob Example',"
                + "'message':'work with me','status':'pending','inserted_at':'TIME'}],'sent':[]},"
                + "'metadata':{'page':1,'page_size':1,'received':{'total':2,'total_pages':2},"
                + "'sent':{'total':0,'total_pages':0}}}");
    JsonNode second = json("band_list_contact_requests", "{'page':2,'page_size':1}");
    assertThat(second.path("data").path("received").path(0).path("from_handle").asString())
        .isEqualTo("bob/stranger");
    says(
        "band_respond_contact_request",
        "{'action':'Approve','handle':'@bob'}",
        "respondToAgentContactRequest {'action':'approve','handle':'bob'}",
        "{'id':'ID','status':'approved'}");
    says(
        "band_respond_contact_request",
        "{'action':'reject','request_id':'"
            + second.path("data").path("received").path(0).path("id").asString()
            + "','handle':null}",
        "respondToAgentContactRequest {'action':'reject','request_id':'ID'}",
        "{'id':'ID','status':'rejected'}");
    assertThat(plain(ok("band_list_contacts", "{}").text()))
        .contains("'handle':'bob','type':'User','name':'Bob Example'")
        .endsWith("'metadata':{'page':1,'page_size':50,'total_count':1,'total_pages':1}}");
    assertThat(stage.call("band_add_contact", "{'handle':'bob'}").text()).contains("status 409");
    says(
        "band_remove_contact",
        "{'handle':'BOB'}",
        "removeAgentContact {'handle':'BOB'}",
        "{'status':'removed'}");
  }

  @Test
  void a_request_of_ones_own_is_cancelled_and_stays_listed_as_such() {
    ok("band_add_contact", "{'handle':'bob','message':'" + "m".repeat(500) + "'}");
    ok("band_respond_contact_request", "{'action':'cancel','handle':'bob'}");

    assertThat(json("band_list_contact_requests", "{}").path("data").path("sent")).isEmpty();
    assertThat(
            json("band_list_contact_requests", "{'sent_status':'cancelled'}")
                .path("data")
                .path("sent")
                .path(0)
                .path("status"))
        .hasToString("\"cancelled\"");
    assertThat(
            stage.call("band_add_contact", "{'handle':'bob','message':'" + "m".repeat(501) + "'}"))
        .isEqualTo(
            ToolResult.failed(
                "Error executing band_add_contact: message has 501 characters; at most 500 are"
                    + " allowed."));
  }

  @Test
  void a_memory_is_stored_read_found_and_retired() {
    String id =
        json(
                "band_store_memory",
                "{'content':'likes tea','system':'long_term','type':'semantic','segment':'user',"
                    + "'thought':'said so','scope':'subject','subject_id':'"
                    + stage.alice.id()
                    + "','metadata':{'tags':['drink']}}")
            .path("id")
            .asString();
    assertThat(plain(stage.lastCall()))
        .isEqualTo(
            "createAgentMemory {'memory':{'content':'likes tea','system':'long_term',"
                + "'type':'semantic','segment':'user','thought':'said so','scope':'subject',"
                + "'subject_id':'ALICE','metadata':{'tags':['drink']}}}");
    String stored = plain(ok("band_get_memory", "{'memory_id':'" + id + "'}").text());
    assertThat(stored)
        .isEqualTo(
            "{'id':'ID','content':'likes tea','system':'long_term','type':'semantic',"
                + "'segment':'user','scope':'subject','status':'active','thought':'said so',"
                + "'subject_id':'ALICE','source_agent_id':'BOT','organization_id':'ID',"
                + "'metadata':{'tags':['drink']},'inserted_at':'TIME'}");
    assertThat(json("band_list_memories", "{'subject_id':'" + stage.alice.id() + "'}").path("data"))
        .hasSize(1);
    assertThat(json("band_supersede_memory", "{'memory_id':'" + id + "'}").path("status"))
        .hasToString("\"superseded\"");
    assertThat(json("band_archive_memory", "{'memory_id':'" + id + "'}").path("status"))
        .hasToString("\"archived\"");
  }

  @Test
  void a_list_of_memories_says_that_there_are_more() {
    for (int i = 0; i < 3; i++) {
      ok(
          "band_store_memory",
          "{'content':'c','system':'working','type':'episodic','segment':'agent','thought':'t',"
              + "'scope':'organization'}");
    }

    JsonNode page = json("band_list_memories", "{'page_size':2}");
    assertThat(page.path("data")).hasSize(2);
    assertThat(page.path("metadata").path("has_more").booleanValue()).isTrue();
    assertThat(page.path("metadata").path("next_cursor").asString()).isNotEmpty();
  }

  @Test
  void tasks_are_made_moved_read_and_listed_with_a_cursor() {
    ok("band_create_task", "{'subject':'one','detail':'d'}");
    ok("band_create_task", "{'subject':'two'}");
    JsonNode third = json("band_create_task", "{'subject':'three','supersedes_id':'2'}");
    assertThat(third.path("number").intValue()).isEqualTo(3);

    JsonNode updated =
        json(
            "band_update_task",
            "{'task_id':'#1','status':'In_Progress','active_form':'Drafting','comment':'c',"
                + "'subject':'uno','detail':'e','linked_native_id':'n'}");
    assertThat(updated.path("subject").asString()).isEqualTo("uno");
    assertThat(updated.path("assignments").path(0).path("active_form").asString())
        .isEqualTo("Drafting");
    assertThat(stage.lastCall())
        .isEqualTo(
            "updateChatTask {\"status\":\"in_progress\",\"active_form\":\"Drafting\","
                + "\"comment\":\"c\",\"subject\":\"uno\",\"detail\":\"e\","
                + "\"linked_native_id\":\"n\"}");
    JsonNode read = json("band_get_task", "{'task_id':'" + updated.path("id").asString() + "'}");
    assertThat(read.path("history").findValuesAsString("event"))
        .startsWith("created")
        .contains("status_changed", "commented", "edited");

    JsonNode page = json("band_list_tasks", "{'state':'all','limit':2}");
    assertThat(page.path("data")).hasSize(2);
    JsonNode rest =
        json(
            "band_list_tasks",
            "{'state':'all','limit':2,'cursor':'"
                + page.path("metadata").path("next_cursor").asString()
                + "'}");
    assertThat(rest.path("data").path(0).path("subject").asString()).isEqualTo("three");
    assertThat(rest.path("metadata").path("has_more").booleanValue()).isFalse();
    assertThat(
            json("band_update_task", "{'task_id':'3','state':'archived','status':'completed'}")
                .path("state"))
        .hasToString("\"archived\"");
  }

  @Test
  void long_notes_are_cut_and_too_much_metadata_is_left_out_and_said() {
    ok(
        "band_send_event",
        "{'content':'A"
            + "x".repeat(20_000)
            + "Z','message_type':'thought','metadata':{'big':'"
            + "y".repeat(70_000)
            + "'}}");
    JsonNode event = JSON.readTree(stage.calls().getLast().requestBody()).path("event");

    String content = event.path("content").asString();
    assertThat(content.length()).isLessThanOrEqualTo(16_384);
    assertThat(content.substring(0, 2)).isEqualTo("Ax");
    assertThat(content.substring(content.length() - 40))
        .endsWith("xZ\n[details left out: too large]");
    assertThat(event.has("metadata")).isFalse();
  }

  @Test
  void a_message_that_is_too_long_for_band_is_refused_with_its_words() {
    stage.band.world().features().maxMessageCharacters(100);

    ToolResult result =
        stage.call("band_send_message", "{'content':'" + "x".repeat(200) + "','mentions':'alice'}");
    assertThat(result.success()).isFalse();
    assertThat(result.postedMessage()).isFalse();
    assertThat(result.text()).contains("status 422");
  }

  @Test
  void no_more_rooms_than_the_plan_allows() {
    stage.band.world().features().maxRooms(0);

    assertThat(stage.call("band_create_chatroom", "{}").text()).contains("limit_reached");
  }

  @Test
  void strangers_of_other_owners_are_no_peers() {
    assertThat(stage.call("band_add_participant", "{'identifier':'bob/stranger'}").text())
        .contains("There is no peer 'bob/stranger'");
  }

  @Test
  void a_tool_that_is_not_offered_is_unknown_and_prefixes_of_hosts_are_not() {
    assertThat(stage.call("band_no_such", "{}"))
        .isEqualTo(ToolResult.failed("Unknown tool: band_no_such"));
    assertThat(stage.call("mcp__band__band_get_board", "{}").success()).isTrue();
    assertThat(stage.call("band-band_get_board", "{}").success()).isTrue();
    try (var small = new ToolStage(AdapterFeatures.emitting())) {
      assertThat(small.call("band_store_memory", "{}"))
          .isEqualTo(ToolResult.failed("Unknown tool: band_store_memory"));
      assertThat(small.toolset().specs()).extracting(ToolSpec::name).hasSize(7);
      assertThat(small.toolset().hubSpecs()).extracting(ToolSpec::name).hasSize(12);
    }
  }

  @Test
  void schemas_have_no_titles_no_numeric_bounds_and_list_what_is_required() {
    for (ToolSpec spec : stage.toolset().specs()) {
      String schema = spec.inputSchema().toString();
      assertThat(schema)
          .as(spec.name())
          .startsWith("{\"type\":\"object\",\"properties\":{")
          .doesNotContain("\"title\"", "\"minimum\"", "\"maximum\"");
      assertThat(spec.description()).isNotBlank();
    }
    assertThat(stage.toolset().specs()).hasSize(23);
  }

  @Nested
  class Rights {
    private final Logger logger = (Logger) LoggerFactory.getLogger(LackingRights.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
      logged.start();
      logger.addAppender(logged);
    }

    @AfterEach
    void leave() {
      logger.detachAppender(logged);
    }

    @Test
    void that_a_workspace_lacks_are_told_to_the_model_and_warned_of_once() {
      stage.band.world().features().memories(false);
      stage.band.world().features().tasks(false);
      for (String operation : List.of("listAgentContacts", "addAgentContact")) {
        stage.band.faults().add(RestFault.on(operation).status(403, Occasion.times(9)));
      }

      for (String[] call :
          new String[][] {
            {"band_list_memories", "{}", "memory"},
            {"band_archive_memory", "{'memory_id':'x'}", "memory"},
            {"band_get_board", "{}", "tasks"},
            {"band_create_task", "{'subject':'s'}", "tasks"},
            {"band_add_contact", "{'handle':'bob'}", "contacts"},
            {"band_list_contacts", "{}", "contacts"}
          }) {
        assertThat(stage.call(call[0], call[1]).text())
            .startsWith(
                "Error executing "
                    + call[0]
                    + ": this workspace has no right to "
                    + call[2]
                    + " (status 403). All tools of this group fail; do without them.");
      }
      assertThat(logged.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .hasSize(3)
          .anySatisfy(text -> assertThat(text).contains("alice/coder", "capability memory"))
          .anySatisfy(text -> assertThat(text).contains("capability tasks"))
          .anySatisfy(text -> assertThat(text).contains("capability contacts"));
    }

    @Test
    void to_a_single_thing_are_told_without_a_warning() {
      var store = stage.band.world().memories();
      var draft =
          new ai.band.local.world.Memory.Draft(
              "c",
              "working",
              "episodic",
              "agent",
              "t",
              "organization",
              null,
              JSON.createObjectNode());
      String id = store.store(stage.planner, draft).id();

      assertThat(stage.call("band_archive_memory", "{'memory_id':'" + id + "'}").text())
          .contains("status 403", "only the agent that stored a memory may retire it")
          .doesNotContain("this workspace has no right");
      assertThat(logged.list).isEmpty();
    }
  }
}
