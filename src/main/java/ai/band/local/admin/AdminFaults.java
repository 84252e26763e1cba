package ai.band.local.admin;

import ai.band.local.fault.Faults;
import ai.band.local.fault.FrameFault;
import ai.band.local.fault.JoinFault;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.fault.UpgradeFault;
import ai.band.local.json.Json;
import ai.band.local.rest.Answer;
import ai.band.local.rest.Exchange;
import ai.band.local.rest.Fields;
import ai.band.local.rest.Routes;
import ai.band.local.world.Identity;
import ai.band.local.world.Refusal;
import ai.band.local.world.World;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Switching faults on and off from another process. */
final class AdminFaults {
  private final Faults faults;
  private final Lookup lookup;

  private AdminFaults(World world, Faults faults) {
    this.faults = faults;
    this.lookup = new Lookup(world);
  }

  static void register(Routes routes, World world, Faults faults) {
    var self = new AdminFaults(world, faults);
    routes.post("/faults/rest", "localRestFault", self::rest);
    routes.post("/faults/frames", "localFrameFault", self::frame);
    routes.post("/faults/joins", "localJoinFault", self::join);
    routes.post("/faults/upgrades", "localUpgradeFault", self::upgrade);
    routes.post("/faults", "localFaults", self::settings);
    routes.get("/faults", "localFaultsStruck", self::struck);
    routes.add("DELETE", "/faults", "localClearFaults", self::clear);
  }

  private Answer rest(Exchange exchange) {
    Fields body = exchange.body();
    RestFault.Effect effect =
        switch (body.text("effect")) {
          case "status" ->
              new RestFault.Effect.Status(
                  body.number("status", 500), retryAfter(body), body.textOrNull("body"));
          case "delay" -> new RestFault.Effect.Delay(delay(body));
          case "delay_answer" -> new RestFault.Effect.DelayAnswer(delay(body));
          case "cut_before" -> new RestFault.Effect.CutBefore();
          case "cut_after" -> new RestFault.Effect.CutAfter();
          case "status_after" -> new RestFault.Effect.StatusAfter(body.number("status", 500));
          case "act_late" -> new RestFault.Effect.ActLate(delay(body));
          default ->
              throw unknownEffect("status, delay, delay_answer, cut_before, cut_after or act_late");
        };
    String operation = body.textOrNull("operation");
    Identity identity = lookup.identityOrNull(body, "identity");
    faults.add(
        new RestFault(
            operation == null ? "*" : operation,
            body.textOrNull("path"),
            identity == null ? null : identity.id(),
            body.textOrNull("contains"),
            effect,
            occasion(body)));
    return done();
  }

  private Answer frame(Exchange exchange) {
    Fields body = exchange.body();
    FrameFault.Effect effect =
        switch (body.text("effect")) {
          case "omit" -> new FrameFault.Effect.Omit();
          case "duplicate" -> new FrameFault.Effect.Duplicate();
          case "delay" -> new FrameFault.Effect.Delay(delay(body));
          case "swap" -> new FrameFault.Effect.Swap();
          case "replace" -> new FrameFault.Effect.Replace(body.text("text"));
          case "join_ref" -> new FrameFault.Effect.JoinRef(body.textOrNull("join_ref"));
          case "drop" ->
              new FrameFault.Effect.Drop(body.has("code") ? body.number("code", 1000) : null);
          default -> throw unknownEffect("omit, duplicate, delay, swap, replace, join_ref or drop");
        };
    faults.add(
        new FrameFault(body.textOrNull("event"), body.textOrNull("topic"), effect, occasion(body)));
    return done();
  }

  private Answer join(Exchange exchange) {
    Fields body = exchange.body();
    JoinFault.Effect effect =
        switch (body.text("effect")) {
          case "refuse" -> new JoinFault.Effect.Refuse(body.text("reason"));
          case "delay" -> new JoinFault.Effect.Delay(delay(body));
          case "ignore" -> new JoinFault.Effect.Ignore();
          default -> throw unknownEffect("refuse, delay or ignore");
        };
    String topic = body.textOrNull("topic");
    faults.add(new JoinFault(topic == null ? "" : topic, effect, occasion(body)));
    return done();
  }

  private Answer upgrade(Exchange exchange) {
    Fields body = exchange.body();
    UpgradeFault.Effect effect =
        switch (body.text("effect")) {
          case "refuse" ->
              new UpgradeFault.Effect.Refuse(
                  body.number("status", 503), body.textOrNull("body"), retryAfter(body));
          case "delay" -> new UpgradeFault.Effect.Delay(delay(body));
          case "cut" -> new UpgradeFault.Effect.Cut();
          case "accept_then_close" ->
              new UpgradeFault.Effect.AcceptThenClose(body.number("code", 1000));
          default -> throw unknownEffect("refuse, delay, cut or accept_then_close");
        };
    faults.add(new UpgradeFault(effect, occasion(body)));
    return done();
  }

  private Answer settings(Exchange exchange) {
    Fields body = exchange.body();
    if (body.has("seed")) {
      faults.seed(body.number("seed", 0));
    }
    faults.answerHeartbeats(body.truth("heartbeats", faults.answersHeartbeats()));
    return done();
  }

  private Answer struck(Exchange exchange) {
    return Answer.ok(Json.object().put("struck", faults.struck()));
  }

  private Answer clear(Exchange exchange) {
    faults.clear();
    return done();
  }

  private static Occasion occasion(Fields body) {
    JsonNode rate = body.raw("rate");
    if (rate != null && !rate.isNumber()) {
      throw Refusal.invalid("/rate", "must be a number");
    }
    try {
      return new Occasion(
          rate == null ? 1 : rate.doubleValue(),
          body.number("skip", 0),
          body.number("times", Integer.MAX_VALUE));
    } catch (IllegalArgumentException e) {
      throw Refusal.malformed(String.valueOf(e.getMessage()));
    }
  }

  private static Duration delay(Fields body) {
    return Duration.ofMillis(body.number("ms", 1_000));
  }

  private static @Nullable Duration retryAfter(Fields body) {
    return body.has("retry_after") ? Duration.ofSeconds(body.number("retry_after", 1)) : null;
  }

  private static Refusal unknownEffect(String known) {
    return Refusal.invalid("/effect", "must be " + known);
  }

  private static Answer done() {
    return Answer.ok(Json.object().put("status", "done"));
  }
}
