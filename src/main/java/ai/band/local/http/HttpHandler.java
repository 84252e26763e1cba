package ai.band.local.http;

/** Decides what happens to a request. Called from many threads at once. */
public interface HttpHandler {
  /** Must not throw; an exception ends the connection. */
  HttpOutcome handle(HttpRequest request);
}
