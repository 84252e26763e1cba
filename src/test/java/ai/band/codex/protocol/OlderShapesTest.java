package ai.band.codex.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.codex.protocol.TurnEvent.PlanUpdated;
import ai.band.codex.protocol.TurnEvent.TokenUsageUpdated;
import ai.band.codex.protocol.TurnEvent.TurnErrored;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What older versions of Codex send is understood too; what is strange does no harm. */
class OlderShapesTest {
  @Test
  void command_output_has_two_spellings() {
    assertThat(command("{'type':'commandExecution','id':'1','aggregatedOutput':'a','exitCode':2}"))
        .extracting(ThreadItem.CommandExecution::output, ThreadItem.CommandExecution::exitCode)
        .containsExactly("a", 2);
    assertThat(
            command("{'type':'commandExecution','id':'1','aggregated_output':'a','exit_code':2}"))
        .extracting(ThreadItem.CommandExecution::output, ThreadItem.CommandExecution::exitCode)
        .containsExactly("a", 2);
    assertThat(command("{'type':'commandExecution','id':'1','command':['ls','-l']}").command())
        .isEqualTo("ls -l");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'plan':[{'step':'a','status':'inProgress'},{'step':'b','status':'pending'}]}",
        "{'plan':{'steps':[{'text':'a','status':'in_progress'},{'description':'b'}]}}",
        "{'steps':[{'step':'a','status':'inProgress'},'b']}"
      })
  void plans_have_three_shapes(String params) {
    PlanUpdated plan = (PlanUpdated) event("turn/plan/updated", params);
    assertThat(plan.steps())
        .containsExactly(new PlanStep("a", "inProgress"), new PlanStep("b", "pending"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'tokenUsage':{'total':{'totalTokens':9,'inputTokens':5,'outputTokens':4,"
            + "'reasoningOutputTokens':1}}}",
        "{'usage':{'total_tokens':9,'input_tokens':5,'output_tokens':4,'reasoning_tokens':1}}",
        "{'totalTokens':9,'inputTokens':5,'outputTokens':4,'reasoningTokens':1}"
      })
  void usage_has_three_shapes(String params) {
    TokenUsage usage = ((TokenUsageUpdated) event("thread/tokenUsage/updated", params)).usage();
    assertThat(usage.total()).isEqualTo(new TokenUsage.Counts(9, 5, 0, 0, 4, 1));
  }

  @Test
  void usage_since_a_baseline_is_never_negative() {
    var earlier = new TokenUsage.Counts(10, 5, 0, 0, 5, 0);
    assertThat(new TokenUsage.Counts(15, 8, 0, 0, 7, 0).since(earlier))
        .isEqualTo(new TokenUsage.Counts(5, 3, 0, 0, 2, 0));
    assertThat(TokenUsage.Counts.NONE.since(earlier).isZero()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'httpConnectionFailed':{'httpStatusCode':401}}",
        "{'HttpConnectionFailed':{'httpStatus':401}}",
        "{'type':'HttpConnectionFailed','httpStatus':401}"
      })
  void error_information_has_three_shapes(String info) {
    TurnErrored errored =
        (TurnErrored)
            event(
                "error",
                "{'error':{'message':'m','codexErrorInfo':" + info + "},'willRetry':true}");
    assertThat(errored.willRetry()).isTrue();
    assertThat(errored.error().type()).isEqualTo("httpConnectionFailed");
    assertThat(errored.error().httpStatus()).isEqualTo(401);
  }

  @Test
  void an_error_may_name_its_kind_by_a_word() {
    TurnError error =
        TurnError.of(json("{'message':'m','codexErrorInfo':'ContextWindowExceeded'}"));
    assertThat(error).isNotNull();
    assertThat(error.type()).isEqualTo("contextWindowExceeded");
    assertThat(TurnError.of(json("null"))).isNull();
  }

  @Test
  void tool_agent_and_review_items_have_two_shapes() {
    var tool =
        (ThreadItem.DynamicToolCall)
            item("{'type':'dynamicToolCall','callId':'c','name':'n','args':{'a':1},'result':'r'}");
    assertThat(tool.id()).isEqualTo("c");
    assertThat(tool.tool()).isEqualTo("n");
    assertThat(tool.arguments()).isEqualTo(json("{'a':1}"));
    assertThat(tool.contentItems()).isEqualTo(json("'r'"));

    var agent =
        (ThreadItem.CollabAgentToolCall)
            item("{'type':'collabToolCall','id':'c','receiverThreadId':'child'}");
    assertThat(agent.receiverThreadIds()).containsExactly("child");

    assertThat(
            ((ThreadItem.ExitedReviewMode) item("{'type':'exitedReviewMode','text':'t'}")).review())
        .isEqualTo("t");
    assertThat(
            ((ThreadItem.EnteredReviewMode) item("{'type':'enteredReviewMode','review':'r'}"))
                .review())
        .isEqualTo("r");
  }

  @Test
  void compactions_were_once_told_by_an_event() {
    assertThat(event("thread/compacted", "{}")).isEqualTo(new TurnEvent.Compacted());
    assertThat(event("context/compacted", "{}")).isEqualTo(new TurnEvent.Compacted());
  }

  @Test
  void file_changes_may_be_listed_by_path() {
    var change =
        (ThreadItem.FileChange)
            item(
                "{'type':'fileChange','id':'f','changes':{'/a':{'type':'update','unified_diff':'d','move_path':'/b'}}}");
    assertThat(change.changes()).containsExactly(new FileEdit("/a", "update", "/b", "d"));
  }

  @Test
  void what_is_unknown_is_kept_as_it_came() {
    ThreadItem unknown = item("{'type':'hologram','id':'h','beams':3}");
    assertThat(unknown).isInstanceOf(ThreadItem.Unknown.class);
    assertThat(unknown.type()).isEqualTo("hologram");
    assertThat(unknown.raw().path("beams").asInt()).isEqualTo(3);
    assertThat(event("turn/hologram", "{'a':1}"))
        .isEqualTo(new TurnEvent.Unrecognised("turn/hologram", json("{'a':1}")));
    assertThat(TurnStatus.of("sleeping")).isEqualTo(TurnStatus.UNKNOWN);
  }

  private static ThreadItem.CommandExecution command(String json) {
    return (ThreadItem.CommandExecution) item(json);
  }

  private static ThreadItem item(String json) {
    return ThreadItem.of(json(json));
  }

  private static TurnEvent event(String method, String params) {
    return TurnEvent.of(method, json(params));
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text.replace('\'', '"'));
  }
}
