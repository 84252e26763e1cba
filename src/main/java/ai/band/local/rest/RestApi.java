package ai.band.local.rest;

import ai.band.local.fault.Faults;
import ai.band.local.fault.RestFault;
import ai.band.local.http.HttpOutcome;
import ai.band.local.http.HttpRequest;
import ai.band.local.http.HttpResponse;
import ai.band.local.json.Json;
import ai.band.local.world.Directory;
import ai.band.local.world.Identity;
import ai.band.local.world.Person;
import ai.band.local.world.Refusal;
import ai.band.local.world.RegisteredAgent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes a request through key check, faults, operation and log. */
public final class RestApi {
  private static final Logger log = LoggerFactory.getLogger(RestApi.class);
  private static final String UNKNOWN = "unknown";

  private final Router router;
  private final Directory directory;
  private final Faults faults;
  private final CallLog calls;
  private final AtomicLong requestIds = new AtomicLong();

  public RestApi(Router router, Directory directory, Faults faults, CallLog calls) {
    this.router = router;
    this.directory = directory;
    this.faults = faults;
    this.calls = calls;
  }

  /** Answers one request. */
  public HttpOutcome handle(HttpRequest request) {
    long began = System.nanoTime();
    Router.Found found = router.find(request.method(), request.segments());
    Identity caller = caller(request);
    String operation = found == null ? UNKNOWN : found.route().id();
    HttpOutcome outcome = withFaults(request, found, caller, operation);
    calls.add(
        new CallLog.Draft(
            Instant.now(),
            operation,
            request.method(),
            request.path(),
            request.query(),
            kind(caller),
            caller == null ? null : caller.id(),
            calls.keepsBodies() ? request.text() : null),
        outcome instanceof HttpOutcome.Respond(HttpResponse response) ? response.status() : 0,
        Duration.ofNanos(System.nanoTime() - began));
    return outcome;
  }

  private HttpOutcome withFaults(
      HttpRequest request,
      Router.@Nullable Found found,
      @Nullable Identity caller,
      String operation) {
    List<RestFault.Effect> effects =
        faults.ofCall(
            operation, request.path(), caller == null ? null : caller.id(), request::text);
    for (RestFault.Effect effect : effects) {
      switch (effect) {
        case RestFault.Effect.Delay(Duration duration) -> pause(duration);
        case RestFault.Effect.Hold(CountDownLatch letGo) -> hold(letGo);
        case RestFault.Effect.CutBefore() -> {
          return new HttpOutcome.Cut();
        }
        case RestFault.Effect.ActLate(Duration after) -> {
          later(() -> pause(after), () -> execute(request, found, caller));
          return new HttpOutcome.Cut();
        }
        case RestFault.Effect.ActOnceLetGo(CountDownLatch letGo) -> {
          later(() -> hold(letGo), () -> execute(request, found, caller));
          return new HttpOutcome.Cut();
        }
        case RestFault.Effect.Status status -> {
          return new HttpOutcome.Respond(scripted(status));
        }
        case RestFault.Effect.CutAfter() -> {}
        case RestFault.Effect.StatusAfter(int ignored) -> {}
        case RestFault.Effect.DelayAnswer(Duration ignored) -> {}
      }
    }
    HttpResponse response = execute(request, found, caller);
    for (RestFault.Effect effect : effects) {
      if (effect instanceof RestFault.Effect.DelayAnswer(Duration duration)) {
        pause(duration);
      } else if (effect instanceof RestFault.Effect.CutAfter) {
        return new HttpOutcome.Cut();
      } else if (effect instanceof RestFault.Effect.StatusAfter(int status)) {
        response = scripted(new RestFault.Effect.Status(status, null, null));
      }
    }
    return new HttpOutcome.Respond(response);
  }

  private HttpResponse execute(
      HttpRequest request, Router.@Nullable Found found, @Nullable Identity caller) {
    try {
      if (found == null) {
        throw Refusal.notFound("route");
      }
      requireAccess(found.route().access(), caller);
      Answer answer = found.route().operation().run(new Exchange(request, found.path(), caller));
      return response(answer);
    } catch (Refusal refusal) {
      return refused(refusal, null);
    } catch (RuntimeException e) {
      log.warn("{} {} failed", request.method(), request.path(), e);
      return refused(
          new Refusal(500, "internal_server_error", "the server failed", Map.of()), null);
    }
  }

  private static HttpResponse response(Answer answer) {
    JsonNode body = answer.body();
    HttpResponse response =
        body == null
            ? HttpResponse.empty(answer.status())
            : HttpResponse.json(answer.status(), Json.bytes(body));
    for (Map.Entry<String, String> header : answer.headers().entrySet()) {
      response = response.with(header.getKey(), header.getValue());
    }
    return response;
  }

  private HttpResponse scripted(RestFault.Effect.Status fault) {
    if (fault.body() != null) {
      HttpResponse plain = HttpResponse.text(fault.status(), fault.body());
      return fault.retryAfter() == null
          ? plain
          : plain.with("retry-after", Long.toString(fault.retryAfter().toSeconds()));
    }
    String code =
        switch (fault.status()) {
          case 401 -> "unauthorized";
          case 403 -> "forbidden";
          case 404 -> "not_found";
          case 409 -> "conflict";
          case 422 -> "validation_error";
          case 429 -> "too_many_requests";
          case 503 -> "service_unavailable";
          default -> "internal_server_error";
        };
    return refused(
        new Refusal(fault.status(), code, "scripted fault", Map.of()), fault.retryAfter());
  }

  private HttpResponse refused(Refusal refusal, @Nullable Duration retryAfter) {
    ObjectNode body = Json.object();
    ObjectNode error = body.putObject("error");
    error.put("code", refusal.code());
    error.put("message", refusal.message());
    error.put("request_id", "local-" + requestIds.incrementAndGet());
    if (refusal.status() == 422 || !refusal.details().isEmpty()) {
      ObjectNode details = error.putObject("details");
      refusal
          .details()
          .forEach(
              (pointer, problems) -> {
                ArrayNode list = details.putArray(pointer);
                problems.forEach(list::add);
              });
    }
    HttpResponse response = HttpResponse.json(refusal.status(), Json.bytes(body));
    return retryAfter == null
        ? response
        : response.with("retry-after", Long.toString(retryAfter.toSeconds()));
  }

  private @Nullable Identity caller(HttpRequest request) {
    String key = request.headers().first("x-api-key");
    if (key == null) {
      String bearer = request.headers().first("authorization");
      key = bearer != null && bearer.startsWith("Bearer ") ? bearer.substring(7).strip() : null;
    }
    return key == null ? null : directory.byKey(key);
  }

  private static void requireAccess(Router.Access access, @Nullable Identity caller) {
    if (access == Router.Access.ANYBODY) {
      return;
    }
    if (caller == null) {
      throw Refusal.unauthorized("the API key is missing or wrong");
    }
    boolean fits =
        access == Router.Access.AGENT
            ? caller instanceof RegisteredAgent
            : caller instanceof Person;
    if (!fits) {
      throw Refusal.forbidden(
          access == Router.Access.AGENT
              ? "this operation is for agents; use an agent's key"
              : "this operation is for people; use a person's key");
    }
  }

  private static String kind(@Nullable Identity caller) {
    return switch (caller) {
      case null -> "none";
      case Person ignored -> "person";
      case RegisteredAgent ignored -> "agent";
    };
  }

  private static void later(Runnable wait, Runnable action) {
    Thread.ofVirtual()
        .name("late-call")
        .start(
            () -> {
              wait.run();
              action.run();
            });
  }

  private static void hold(CountDownLatch letGo) {
    try {
      if (!letGo.await(1, TimeUnit.MINUTES)) {
        log.warn("a held call was not let go within a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
