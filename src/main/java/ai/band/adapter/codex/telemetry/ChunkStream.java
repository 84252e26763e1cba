package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.room.PostGate;
import ai.band.adapter.codex.telemetry.RoomEvent.Weight;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text of one item while Codex writes it, posted piece by piece. It is handed to an {@link
 * Outbox}, which owns what changes in it.
 */
public final class ChunkStream {
  private final Map<String, Object> metadata;
  private final @Nullable PostGate gate;
  private final long flushNanos;
  private int nextIndex;
  private boolean ended;

  /** White space that could not be posted alone, and the beginning of a word not yet complete. */
  private String carry = "";

  /** The piece that still waits, the newest if there are several. */
  private @Nullable Chunk newest;

  /**
   * A text of which nothing has been said yet.
   *
   * @param metadata of every piece; its place in the text is added
   * @param flush how long a piece may wait for more
   */
  public ChunkStream(Map<String, Object> metadata, @Nullable PostGate gate, Duration flush) {
    this.metadata = metadata;
    this.gate = gate;
    this.flushNanos = flush.toNanos();
  }

  RoomEvent piece(String text) {
    Map<String, Object> numbered = new LinkedHashMap<>(metadata);
    numbered.put("codex_chunk_index", nextIndex++);
    return new RoomEvent("thought", text, numbered, Weight.HEAVY, gate);
  }

  long flushNanos() {
    return flushNanos;
  }

  void end() {
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  boolean hasCarry() {
    return !carry.isBlank();
  }

  String takeCarry() {
    String taken = carry;
    carry = "";
    return taken;
  }

  void carry(String text) {
    carry = text;
  }

  @Nullable Chunk newest() {
    return newest;
  }

  void newest(@Nullable Chunk chunk) {
    newest = chunk;
  }
}
