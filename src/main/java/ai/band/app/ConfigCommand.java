package ai.band.app;

import ai.band.adapter.codex.config.EffectiveFeatures;
import ai.band.adapter.codex.config.OptionLayers;
import ai.band.adapter.codex.config.OptionSource;
import ai.band.adapter.codex.config.OptionValue;
import ai.band.api.AdapterFeatures;
import ai.band.tools.custom.CommandTool;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code config}: what would hold for an agent, and where each value comes from. */
final class ConfigCommand implements Command {
  @Override
  public Flags flags() {
    var flags =
        new Flags(
            "Prints the options that are set for an agent and where each comes from. Secrets are"
                + " hidden. Takes the flags of run.");
    flags.add(Flag.plain("--with-defaults", "Prints the options at their defaults too."));
    AgentSelection.addFlags(flags);
    RunOptions.addFlags(flags);
    return flags;
  }

  @Override
  public int run(ParsedFlags parsed, Program program) {
    AgentSelection.applyLogging(parsed, program);
    AgentSelection selection = AgentSelection.of(parsed, program);
    boolean all = parsed.has("--with-defaults");
    new Listing(program, all).printProgram(ofProgram(program, selection));
    for (AgentConfigFile.Section section : selection.sections()) {
      AgentSettings settings = selection.settle(section);
      new Listing(program, all).print(settings);
    }
    return ExitCodes.OK;
  }

  private static List<OptionValue<?>> ofProgram(Program program, AgentSelection selection) {
    OptionLayers logging = selection.logging();
    logging.environment(program.environment());
    List<OptionValue<?>> values = new ArrayList<>(selection.options().all());
    values.addAll(selection.containerOptions().all());
    values.addAll(logging.settle().all());
    return values;
  }

  /** The lines of one agent. */
  private record Listing(Program program, boolean all) {
    /** What holds for all agents; nothing when it is all as usual. */
    void printProgram(List<OptionValue<?>> values) {
      boolean any = values.stream().anyMatch(v -> v.source().kind() != OptionSource.Kind.DEFAULT);
      if (all || any) {
        say("program");
        print("", values);
      }
    }

    /** A value that nobody calls a secret may hold one. */
    private void say(String line) {
      program.out().println(program.secrets().mask(line));
    }

    void print(AgentSettings settings) {
      say("agent " + settings.key());
      print("", settings.general().all());
      print("", settings.codex().values());
      print("agent.", settings.agent().all());
      print("session.", settings.session().all());
      print("contacts.", settings.contacts().all());
      print("repo.", settings.repo().all());
      features(settings);
      for (CommandTool tool : settings.tools()) {
        say("  tools." + tool.name() + " = " + oneLine(tool.program()) + "  (tools)");
      }
      for (String warning : settings.warnings()) {
        say("  warning: " + warning);
      }
      for (String warning : settings.codex().warnings()) {
        say("  warning: " + warning);
      }
    }

    private void print(String prefix, Collection<OptionValue<?>> values) {
      for (OptionValue<?> value : values) {
        if (all || value.source().kind() != OptionSource.Kind.DEFAULT) {
          say(
              "  "
                  + prefix
                  + value.option().key()
                  + " = "
                  + oneLine(value.rendered())
                  + "  ("
                  + value.source()
                  + ")");
        }
      }
    }

    private void features(AgentSettings settings) {
      AdapterFeatures features = EffectiveFeatures.of(settings.features(), settings.codex());
      String source = settings.features() == null ? "default" : "features";
      say("  emit = " + words(features.emit()) + "  (" + source + ")");
      say("  capabilities = " + words(features.capabilities()) + "  (" + source + ")");
    }

    private static String words(Set<? extends Enum<?>> flags) {
      return flags.isEmpty()
          ? "none"
          : String.join(
              ", ", flags.stream().map(f -> f.name().toLowerCase(Locale.ROOT)).sorted().toList());
    }

    private static String oneLine(String text) {
      return text.isEmpty() ? "\"\"" : text.replace("\n", "\\n");
    }
  }
}
