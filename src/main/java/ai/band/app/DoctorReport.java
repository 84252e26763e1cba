package ai.band.app;

import ai.band.app.doctor.Finding;
import ai.band.app.doctor.Finding.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Tells findings as they come, one line each, or at the end as JSON. Hides secrets. */
final class DoctorReport {
  private final Program program;
  private final boolean json;
  private final List<Map<String, Object>> told = new ArrayList<>();
  private final Set<List<?>> known = new HashSet<>();
  private int broken;
  private int warnings;
  private boolean misconfigured;

  DoctorReport(Program program, boolean json) {
    this.program = program;
    this.json = json;
  }

  Program program() {
    return program;
  }

  /**
   * Tells findings.
   *
   * @param agent the key of the agent they are about; null for none
   */
  void add(@Nullable String agent, List<Finding> findings) {
    findings.forEach(finding -> add(agent, finding));
  }

  private void add(@Nullable String agent, Finding finding) {
    if (!known.add(Arrays.asList(agent, finding))) {
      return;
    }
    State state = finding.state();
    broken += state.works() ? 0 : 1;
    warnings += state == State.WARNING ? 1 : 0;
    misconfigured |= state == State.MISCONFIGURED;
    if (json) {
      told.add(tree(agent, finding));
      return;
    }
    String about = agent == null ? finding.check() : agent + " " + finding.check();
    String line = String.format(Locale.ROOT, "%-8s %s: %s", state.word(), about, finding.line());
    program.out().println(program.secrets().mask(line));
    program.out().flush();
  }

  private Map<String, Object> tree(@Nullable String agent, Finding finding) {
    Map<String, Object> tree = new LinkedHashMap<>();
    if (agent != null) {
      tree.put("agent", agent);
    }
    tree.put("check", finding.check());
    tree.put("state", finding.state().word());
    tree.put("what", program.secrets().mask(finding.what()));
    if (!finding.remedy().isEmpty()) {
      tree.put("remedy", program.secrets().mask(finding.remedy()));
    }
    return tree;
  }

  /** Tells the sum; the exit code. */
  int end() {
    int code = broken == 0 ? ExitCodes.OK : misconfigured ? ExitCodes.USAGE : ExitCodes.FAILED;
    if (json) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("ok", broken == 0);
      all.put("findings", told);
      program.out().println(JsonMapper.shared().writeValueAsString(all));
    } else {
      program.out().println(broken + " broken, " + warnings + " warnings");
    }
    return code;
  }
}
