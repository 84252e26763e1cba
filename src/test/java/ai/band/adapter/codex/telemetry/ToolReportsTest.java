package ai.band.adapter.codex.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.api.Emit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ToolReportsTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private final TelemetryStage stage =
      TelemetryStage.of(CodexAdapterConfig.builder().build(), Emit.EXECUTION);
  private final TurnTelemetry turn = stage.turn();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'type':'commandExecution','id':'c','command':'ls','cwd':'/w','aggregatedOutput':'a\\n','exitCode':0,'status':'completed'} | exec | {'command':'ls','cwd':'/w'} | a\\nexit_code=0 | false
          {'type':'commandExecution','id':'c','command':'ls','cwd':'/w','aggregated_output':'a','exitCode':2,'status':'failed'} | exec | {'command':'ls','cwd':'/w'} | a\\nexit_code=2 | true
          {'type':'commandExecution','id':'c','command':'ls','cwd':null,'aggregatedOutput':null,'status':'declined'} | exec | {'command':'ls','cwd':null} | declined | true
          {'type':'fileChange','id':'c','status':'completed','changes':[{'path':'/a','kind':{'type':'add'},'diff':''}]} | file_edit | {'files':['/a']} | completed\\nadd: /a | false
          {'type':'mcpToolCall','id':'c','server':'s','tool':'t','arguments':{'x':1},'status':'completed','result':{'content':[{'type':'text','text':'one'},{'type':'text','text':'two'}]}} | mcp:s/t | {'x':1} | one\\ntwo | false
          {'type':'mcpToolCall','id':'c','server':'s','tool':'t','arguments':[1],'status':'failed','error':{'message':'no'}} | mcp:s/t | {} | no | true
          {'type':'mcpToolCall','id':'c','server':'s','tool':'t','arguments':{},'status':'completed','result':{'content':[],'structuredContent':{'a':1}}} | mcp:s/t | {} | {'a':1} | false
          {'type':'mcpToolCall','id':'c','server':'s','tool':'t','status':'completed','result':null} | mcp:s/t | {} | completed | false
          {'type':'webSearch','id':'c','query':'q'} | web_search | {'query':'q'} | completed | false
          {'type':'imageView','id':'c','path':'/p.png'} | view_image | {'path':'/p.png'} | viewed | false
          {'type':'collabAgentToolCall','id':'c','tool':'wait','status':'completed','prompt':'p'} | collab:wait | {'prompt':'p'} | completed | false
          {'type':'dynamicToolCall','id':'c','tool':'t','arguments':'{"x":1}','status':'completed','contentItems':[{'type':'inputText','text':'ok'}]} | t | {'x':1} | ok | false
          {'type':'dynamicToolCall','id':'c','tool':'t','arguments':'plain','status':'failed','contentItems':null} | t | {'input':'plain'} | failed | true
          """)
  void each_kind_of_item_becomes_a_call_and_its_result(
      String item, String name, String args, String output, boolean failed) {
    turn.observe(TelemetryStage.completed(json(item)));

    JsonNode call = content(stage.events("tool_call").getFirst());
    JsonNode result = content(stage.events("tool_result").getFirst());
    assertThat(call.path("name").asString()).isEqualTo(name);
    assertThat(call.path("args")).isEqualTo(JSON.readTree(json(args)));
    assertThat(call.path("tool_call_id").asString()).isEqualTo("c");
    assertThat(result.path("output").asString()).isEqualTo(json(output).replace("\\n", "\n"));
    assertThat(result.path("tool_call_id").asString()).isEqualTo("c");
    assertThat(result.path("is_error").asBoolean(false)).isEqualTo(failed);
    assertThat(stage.events("tool_call").getFirst().metadata())
        .containsEntry("codex_room_id", TelemetryStage.ROOM)
        .containsEntry("codex_thread_id", "thread-1")
        .containsEntry("codex_turn_id", "turn-1");
  }

  /** Quotes are single in the table, except those inside of strings. */
  private static String json(String text) {
    return text.replace("\"", "\\\"").replace('\'', '"');
  }

  @Test
  void a_call_answered_by_the_adapter_is_told_once() {
    var call = TelemetryStage.toolCall("{'callId':'c1','tool':'band_send_message','arguments':{}}");
    turn.toolCalled(call);
    turn.toolAnswered(call, "sent", true);
    turn.observe(
        TelemetryStage.completed(
            "{'type':'dynamicToolCall','id':'c1','tool':'band_send_message','status':'completed'}"));

    assertThat(stage.events()).hasSize(2);
    assertThat(stage.events("tool_result").getFirst().content())
        .isEqualTo("{\"name\":\"band_send_message\",\"output\":\"sent\",\"tool_call_id\":\"c1\"}");
  }

  @ParameterizedTest
  @CsvSource({"setmodel", "setreasoning"})
  void tools_of_the_adapter_itself_are_not_told(String tool) {
    turn.observe(
        TelemetryStage.completed(
            "{'type':'dynamicToolCall','id':'c1','tool':'" + tool + "','status':'completed'}"));

    assertThat(stage.events()).isEmpty();
  }

  @Test
  void what_is_still_open_at_the_end_was_interrupted() {
    turn.observe(
        TelemetryStage.started(
            "{'type':'commandExecution','id':'c1','command':'sleep','status':'inProgress'}"));
    turn.observe(TelemetryStage.over());
    turn.turnEnded(TelemetryStage.end());

    assertThat(stage.events())
        .extracting(RoomEvent::type)
        .containsExactly("tool_call", "tool_result");
    assertThat(content(stage.events().getLast()).path("output").asString())
        .isEqualTo("interrupted");
  }

  @Test
  void an_item_without_an_id_gets_one() {
    turn.observe(TelemetryStage.completed("{'type':'imageView','path':'/p.png'}"));

    List<RoomEvent> told = stage.events();
    String id = content(told.getFirst()).path("tool_call_id").asString();
    assertThat(id).isNotBlank();
    assertThat(content(told.getLast()).path("tool_call_id").asString()).isEqualTo(id);
  }

  @Test
  void nothing_is_told_without_execution() {
    var quiet =
        TelemetryStage.of(
            CodexAdapterConfig.builder().build(), Emit.TASK_EVENTS, Emit.THOUGHTS, Emit.USAGE);
    var other = quiet.turn();
    other.toolCalled(TelemetryStage.toolCall("{'callId':'c','tool':'t'}"));
    other.observe(TelemetryStage.completed("{'type':'imageView','id':'c','path':'/p.png'}"));

    assertThat(quiet.events()).isEmpty();
  }

  @Test
  void too_much_output_is_shortened_and_the_content_stays_json() {
    ObjectNode item = JSON.createObjectNode().put("type", "commandExecution").put("id", "c");
    item.put("command", "cat").put("aggregatedOutput", "\"线\n😀".repeat(40_000)).put("exitCode", 0);
    turn.observe(
        ai.band.codex.protocol.TurnEvent.of(
            "item/completed", JSON.createObjectNode().set("item", item)));

    String content = stage.events("tool_result").getFirst().content();
    assertThat(content.length()).isBetween(14_000, 16_384);
    assertThat(JSON.readTree(content).path("output").asString())
        .contains("left out")
        .endsWith("exit_code=0");
  }

  @Test
  void too_many_arguments_are_shortened_at_the_largest() {
    ObjectNode args = JSON.createObjectNode().put("to", "bob").put("text", "x".repeat(50_000));
    ObjectNode params = JSON.createObjectNode().put("callId", "c").put("tool", "t");
    params.set("arguments", args);
    turn.toolCalled(TelemetryStage.toolCall(params));

    JsonNode told = content(stage.events("tool_call").getFirst());
    assertThat(told.path("args").path("to").asString()).isEqualTo("bob");
    assertThat(told.path("args").path("text").asString()).contains("left out");
    assertThat(stage.events("tool_call").getFirst().content().length()).isLessThanOrEqualTo(16_384);
  }

  private static JsonNode content(RoomEvent event) {
    return JSON.readTree(event.content());
  }
}
