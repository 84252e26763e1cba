package ai.band.platform.phoenix;

/**
 * Counters of one socket since it was built.
 *
 * @param frames well-formed frames received
 * @param malformed messages dropped because they are not Phoenix frames
 * @param stale frames dropped because they belong to no live join
 * @param overflowed events dropped because a listener was too slow
 * @param generation connections opened
 * @param channels topics joined, being joined or waiting to be joined again
 */
public record SocketStats(
    long frames, long malformed, long stale, long overflowed, long generation, int channels) {}
