package ai.band.adapter.codex.approval;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.adapter.codex.QuietRoom;
import ai.band.api.AgentIdentity;
import ai.band.api.Participant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may decide: kinds of sender against policies. */
class DecisionRightsTest {
  private static final Decider BOT = new Decider("id-bot", "Coder", "Agent");
  private final Room room = new Room();

  // Alice asked for the work. Olga owns the agent. Planner is another agent, Reviewer one that
  // lists may name.
  @ParameterizedTest(name = "{0}: {2} -> {3}, with four eyes {4}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          users              | requester | alice    | yes | no
          users              | user      | bob      | yes | yes
          users              | owner     | olga     | yes | yes
          users              | agent     | planner  | no  | no
          users              | self      | bot      | no  | no
          owner              | requester | alice    | no  | no
          owner              | user      | bob      | no  | no
          owner              | owner     | olga     | yes | yes
          owner              | agent     | planner  | no  | no
          owner              | self      | bot      | no  | no
          requester          | requester | alice    | yes | no
          requester          | user      | bob      | no  | no
          requester          | owner     | olga     | no  | no
          requester          | agent     | planner  | no  | no
          anyone             | requester | alice    | yes | no
          anyone             | user      | bob      | yes | yes
          anyone             | agent     | planner  | yes | yes
          anyone             | self      | bot      | no  | no
          id-bob             | requester | alice    | no  | no
          id-bob             | user      | bob      | yes | yes
          id-bob             | owner     | olga     | no  | no
          @bob               | user      | bob      | yes | yes
          BOB                | user      | bob      | yes | yes
          bob                | agent     | planner  | no  | no
          id-reviewer        | named     | reviewer | yes | yes
          @olga/reviewer     | named     | reviewer | yes | yes
          @olga/reviewer     | agent     | planner  | no  | no
          @olga/reviewer     | user      | bob      | no  | no
          id-bot             | self      | bot      | no  | no
          @olga/coder        | self      | bot      | no  | no
          owner,@bob         | user      | bob      | yes | yes
          owner,@bob         | owner     | olga     | yes | yes
          owner,@bob         | requester | alice    | no  | no
          Bob Builder        | user      | bob      | no  | no
          nobody             | user      | bob      | no  | no
          ''                 | requester | alice    | no  | no
          ''                 | owner     | olga     | no  | no
          ''                 | self      | bot      | no  | no
          """)
  void a_policy_admits_exactly_whom_it_names(
      String policy, String role, String who, String admitted, String withFourEyes) {
    List<String> entries = policy.isEmpty() ? List.of() : List.of(policy.split(","));
    Decider decider = room.decider(who);

    assertThat(new DecisionRights(entries, entries, false, room).mayApprove(decider, "id-alice"))
        .as("%s %s approves under %s", role, who, policy)
        .isEqualTo(admitted.equals("yes"));
    assertThat(new DecisionRights(entries, entries, true, room).mayApprove(decider, "id-alice"))
        .as("%s %s approves under %s with four eyes", role, who, policy)
        .isEqualTo(withFourEyes.equals("yes"));
    assertThat(new DecisionRights(List.of(), entries, true, room).mayOperate(decider, "id-alice"))
        .as("%s %s operates under %s, whatever the approvers and the four eyes", role, who, policy)
        .isEqualTo(admitted.equals("yes"));
  }

  @Test
  void an_agent_that_asked_for_the_work_may_not_approve_it_as_requester() {
    var rights = new DecisionRights(List.of("requester"), List.of(), false, room);

    assertThat(rights.mayApprove(room.decider("planner"), "id-planner")).isFalse();
  }

  @Test
  void somebody_who_takes_over_a_handle_gets_no_right_with_it() {
    var rights = new DecisionRights(List.of("@bob"), List.of("@bob"), false, room);
    Decider bob = room.decider("bob");
    assertThat(rights.mayApprove(bob, "id-alice")).isTrue();

    room.rename("id-bob", "robert");
    room.join(new Participant("id-mallory", "Bob Builder", "User", "bob", null, "member"));

    assertThat(rights.mayApprove(bob, "id-alice")).as("renamed, still the same person").isTrue();
    assertThat(rights.mayApprove(new Decider("id-mallory", "Bob Builder", "User"), "id-alice"))
        .isFalse();
  }

  @Test
  void a_handle_that_was_looked_up_at_the_start_stays_with_its_person_from_then_on() {
    var config =
        ai.band.adapter.codex.config.CodexAdapterConfig.builder().approvalApprovers("@bob").build();
    var names = new NamedApprovers(java.util.Map.of("bob", "id-bob"), List.of());
    var rights = new DecisionRights(config, names, room);

    room.rename("id-bob", "robert");
    room.join(new Participant("id-mallory", "Bob Builder", "User", "bob", null, "member"));

    assertThat(rights.mayApprove(new Decider("id-mallory", "Bob Builder", "User"), "id-alice"))
        .isFalse();
    assertThat(rights.mayApprove(room.decider("bob"), "id-alice")).isTrue();
  }

  @Test
  void while_no_turn_runs_every_person_counts_as_the_requester_of_the_next_one() {
    var rights = new DecisionRights(List.of(), List.of("requester"), false, room);

    assertThat(rights.mayOperate(room.decider("bob"), null)).isTrue();
    assertThat(rights.mayOperate(room.decider("planner"), null)).isFalse();
  }

  private static final List<Participant> EVERYBODY =
      List.of(
          new Participant("id-alice", "Alice", "User", "alice", null, "owner"),
          new Participant("id-bob", "Bob Builder", "User", "bob", null, "member"),
          new Participant("id-olga", "Olga", "User", "olga", null, "member"),
          new Participant("id-planner", "Planner", "Agent", "olga/planner", null, "member"),
          new Participant("id-reviewer", "Reviewer", "Agent", "olga/reviewer", null, "member"),
          new Participant("id-bot", "Coder", "Agent", "olga/coder", null, "member"));

  /** Five participants and the agent itself. */
  private static final class Room extends QuietRoom {
    private final List<Participant> participants;

    Room() {
      this(new ArrayList<>(EVERYBODY));
    }

    private Room(List<Participant> participants) {
      super(
          "room", new AgentIdentity("id-bot", "Coder", "olga/coder", "id-olga", ""), participants);
      this.participants = participants;
    }

    Decider decider(String name) {
      return name.equals("bot")
          ? BOT
          : participants.stream()
              .filter(p -> p.id().equals("id-" + name))
              .map(p -> new Decider(p.id(), p.name(), p.type()))
              .findFirst()
              .orElseThrow();
    }

    void rename(String id, String handle) {
      participants.replaceAll(
          p -> p.id().equals(id) ? new Participant(id, p.name(), p.type(), handle, null, "") : p);
    }

    void join(Participant participant) {
      participants.add(participant);
    }
  }
}
