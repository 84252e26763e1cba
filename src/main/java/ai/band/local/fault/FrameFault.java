package ai.band.local.fault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A fault of frames that the server sends.
 *
 * @param event the Phoenix event, such as {@code message_created} or {@code phx_reply}; null: every
 *     push but no reply; {@code *}: every frame
 * @param topicPrefix null, or how the topic must begin
 */
public record FrameFault(
    @Nullable String event, @Nullable String topicPrefix, Effect effect, Occasion occasion) {

  /** What goes wrong. */
  public sealed interface Effect {
    /** Never send it. */
    record Omit() implements Effect {}

    /** Send it twice. */
    record Duplicate() implements Effect {}

    /** Send it later; what follows overtakes it. */
    record Delay(Duration duration) implements Effect {}

    /** Send it after the next frame of the socket. */
    record Swap() implements Effect {}

    /** Send this text in its place. */
    record Replace(String text) implements Effect {}

    /** Send it with this {@code join_ref}. */
    record JoinRef(@Nullable String joinRef) implements Effect {}

    /** End the connection instead; {@code code} null: without a close frame. */
    record Drop(@Nullable Integer code) implements Effect {}
  }

  /** A fault of pushes with this event. */
  public static FrameFault of(String event, Effect effect, Occasion occasion) {
    return new FrameFault(event, null, effect, occasion);
  }

  /** A fault of every push. */
  public static FrameFault ofPushes(Effect effect, Occasion occasion) {
    return new FrameFault(null, null, effect, occasion);
  }

  boolean matches(String frameTopic, String frameEvent) {
    boolean fits =
        event == null
            ? !frameEvent.equals("phx_reply")
            : event.equals("*") || event.equals(frameEvent);
    return fits && (topicPrefix == null || frameTopic.startsWith(topicPrefix));
  }
}
