package ai.band.story;

import static ai.band.testkit.FakeScript.say;
import static org.awaitility.Awaitility.await;

import ai.band.adapter.codex.AdapterStage;
import ai.band.adapter.codex.StageSignal;
import ai.band.api.Emit;
import ai.band.api.MessageOutcome;
import ai.band.local.world.Entry;
import ai.band.story.OptionRow.Probe;
import ai.band.testkit.FakeScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Small scenes between a room, the adapter and a fake Codex. */
final class OptionScenes {
  private static final Pattern ASKED = Pattern.compile("\\((req-[^)]+)\\)");
  private static final Pattern TITLE = Pattern.compile("(?m)^Task: (.*)$");

  private OptionScenes() {}

  @FunctionalInterface
  interface Scene {
    String play(AdapterStage stage) throws Exception;
  }

  /** A scene with an adapter that has just started. */
  static Probe stage(FakeScript script, Scene scene) {
    return config -> {
      try (var stage = new AdapterStage(script)) {
        stage.start(config);
        return scene.play(stage);
      }
    };
  }

  /** The same, and everything is reported that can be. */
  static Probe reporting(FakeScript script, Scene scene) {
    return config -> {
      try (var stage = new AdapterStage(script)) {
        stage.builder(b -> b.emit(Emit.TASK_EVENTS, Emit.THOUGHTS, Emit.EXECUTION)).start(config);
        stage.say("hello");
        stage.adapter().close(Duration.ofMinutes(1)); // what is still to be posted goes out
        return scene.play(stage);
      }
    };
  }

  /** One message; a part of the first request of this method. */
  static Probe sent(String method, String pointer) {
    return stage(
        FakeScript.replying("ok"),
        stage -> {
          stage.say("hello");
          return part(stage, method, pointer);
        });
  }

  static String part(AdapterStage stage, String method, String pointer) {
    JsonNode found = stage.sent(method).getFirst().at(pointer);
    if (found.isMissingNode()) {
      return "not sent";
    }
    return found.isContainer() ? found.toString() : found.asString();
  }

  /** The methods of the turns that Codex was asked for, in order. */
  static String turns(AdapterStage stage) {
    List<String> methods = new ArrayList<>();
    for (JsonNode message : stage.servers().getLast().sent()) {
      String method = message.path("method").asString("");
      if (method.startsWith("turn/")) {
        methods.add(method);
      }
    }
    return String.join(" ", methods);
  }

  /** A turn that asks for each of these commands, and then ends. */
  static FakeScript asking(String... commands) {
    List<ObjectNode> steps = new ArrayList<>();
    for (String command : commands) {
      steps.add(FakeScript.run(command).put("approve", true));
    }
    steps.add(say("done"));
    return FakeScript.create().otherwise(steps.toArray(ObjectNode[]::new));
  }

  static Future<MessageOutcome> begin(AdapterStage stage) {
    return stage.start(stage.post("work"), new StageSignal());
  }

  /** The ids of the requests that the room was asked about. */
  static List<String> asks(AdapterStage stage) {
    List<String> ids = new ArrayList<>();
    for (String reply : stage.replies()) {
      Matcher id = ASKED.matcher(reply);
      if (reply.contains("`/approve ") && id.find()) {
        ids.add(id.group(1));
      }
    }
    return ids;
  }

  static String firstAsk(AdapterStage stage) {
    await().until(() -> !asks(stage).isEmpty());
    return asks(stage).getFirst();
  }

  /** What Codex was answered. */
  static List<String> decisions(AdapterStage stage) {
    List<String> decisions = new ArrayList<>();
    for (JsonNode message : stage.servers().getLast().sent()) {
      JsonNode decision = message.at("/result/decision");
      if (decision.isString()) {
        decisions.add(decision.asString());
      }
    }
    return decisions;
  }

  /** The first decision, unless something comes true that shows that there is none. */
  static String decisionUnless(AdapterStage stage, Callable<Boolean> otherwise) {
    await().until(() -> !decisions(stage).isEmpty() || otherwise.call());
    return decisions(stage).isEmpty() ? "still asked" : decisions(stage).getFirst();
  }

  /** Answers each request with this command until the turn is over; how often it was asked. */
  static String asksWhenAnswering(AdapterStage stage, String command) throws Exception {
    Future<MessageOutcome> turn = begin(stage);
    Set<String> answered = new HashSet<>();
    await()
        .until(
            () -> {
              for (String id : asks(stage)) {
                if (answered.add(id)) {
                  stage.say(command + " " + id);
                }
              }
              return turn.isDone();
            });
    turn.get(1, TimeUnit.SECONDS);
    return "asked " + answered.size() + " times";
  }

  /** The titles of task events. */
  static String titles(AdapterStage stage) {
    List<String> titles = new ArrayList<>();
    for (Entry event : stage.events("task")) {
      Matcher title = TITLE.matcher(event.content());
      titles.add(title.find() ? title.group(1) : event.content());
    }
    return String.join(", ", titles);
  }

  /** Whether a task event of this kind was posted. */
  static String kind(AdapterStage stage, String kind) {
    return stage.events("task").stream()
            .anyMatch(e -> e.metadata().path("codex_event_type").asString("").equals(kind))
        ? kind
        : "nothing";
  }

  /** The thoughts that were posted while they arrived. */
  static List<String> streamed(AdapterStage stage) {
    return stage.events("thought").stream()
        .filter(e -> e.metadata() != null && e.metadata().path("streaming").asBoolean(false))
        .map(Entry::content)
        .toList();
  }

  /**
   * Whether it comes true after a time that an option sets. A short time is waited for patiently;
   * two seconds show that a long one is not over.
   */
  static boolean after(Duration set, Callable<Boolean> condition) {
    boolean soon = set != null && set.compareTo(Duration.ofSeconds(10)) < 0;
    return within(soon ? Duration.ofMinutes(1) : Duration.ofSeconds(2), condition);
  }

  /** Whether it comes true in time. */
  static boolean within(Duration limit, Callable<Boolean> condition) {
    try {
      await().atMost(limit).pollInterval(Duration.ofMillis(10)).until(condition);
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }
}
