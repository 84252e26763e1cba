package ai.band.adapter.codex.telemetry;

import java.time.Duration;

/**
 * The events of one room on their way to Band: posted one at a time in the order of their arrival,
 * by a thread that exists only while there is something to post. Nothing here ever blocks whoever
 * adds; failures are repeated, then counted and logged, and change no turn.
 */
public interface Outbox {
  /** Adds an event behind all others. */
  void add(RoomEvent event);

  /** Adds an event that overtakes those added by {@link #add}. */
  void addUrgent(RoomEvent event);

  /**
   * Adds to a text that is posted piece by piece while it is written. Pieces keep their place among
   * the events added by {@link #add}; what comes while another post is on its way is joined, and at
   * most four pieces a second are posted.
   */
  void append(ChunkStream stream, String text);

  /** The text is complete; what is left of it need not wait. */
  void end(ChunkStream stream);

  /**
   * Waits until everything added so far is posted or given up.
   *
   * @return false when the time was not enough
   */
  boolean drain(Duration limit) throws InterruptedException;

  /** Whether there is nothing to wait for. */
  boolean isEmpty();

  /** How many events wait, without the one that is being posted. */
  int waiting();

  /** How many events were given up since the room was opened. */
  long undelivered();

  /** Posts what is left, within the limit, and takes nothing more. */
  void close(Duration limit);
}
