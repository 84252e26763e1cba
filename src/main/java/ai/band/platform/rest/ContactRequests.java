package ai.band.platform.rest;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of contact requests; the page number applies to each direction by itself.
 *
 * @param received requests that wait for this agent's decision
 * @param sent requests this agent made
 */
public record ContactRequests(
    List<Received> received,
    List<Sent> sent,
    int page,
    int pageSize,
    int receivedTotal,
    int receivedPages,
    int sentTotal,
    int sentPages) {
  public ContactRequests {
    received = List.copyOf(received);
    sent = List.copyOf(sent);
  }

  /** A request from somebody else. {@code status} is {@code pending}, or a final one. */
  @WireRecord
  public record Received(
      String id,
      @Nullable String fromHandle,
      @Nullable String fromName,
      @Nullable String message,
      String status,
      @Nullable Instant insertedAt) {
    public Received {
      id = Fields.required(id, "id");
      status = Fields.text(status);
    }
  }

  /** A request of this agent. {@code status} is {@code pending}, or a final one. */
  @WireRecord
  public record Sent(
      String id,
      @Nullable String toHandle,
      @Nullable String toName,
      @Nullable String message,
      String status,
      @Nullable Instant insertedAt) {
    public Sent {
      id = Fields.required(id, "id");
      status = Fields.text(status);
    }
  }
}
