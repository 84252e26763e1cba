package ai.band.platform.rest;

import org.jspecify.annotations.Nullable;

/**
 * What the platform remembers for agents; a feature of the plan, otherwise every call is {@link
 * BandRestException.Forbidden}. Obtained from {@link BandRest#memories()}; safe for any thread.
 */
public final class BandMemories {
  private final Http http;

  BandMemories(Http http) {
    this.http = http;
  }

  /**
   * One page of memories.
   *
   * @param limit 1 to 100
   */
  public CursorPage<Memory> list(MemoryQuery query, @Nullable String cursor, int limit) {
    var path =
        Path.of("/memories")
            .query("subject_id", query.subjectId())
            .query("scope", query.scope())
            .query("system", query.system())
            .query("type", query.type())
            .query("segment", query.segment())
            .query("content_query", query.contentQuery())
            .query("status", query.status())
            .query("cursor", cursor)
            .query("limit", limit);
    return http.call(RestCall.get(path.toString())).cursorPage(Memory.class);
  }

  /** Stores a memory. */
  public Memory store(MemoryDraft draft) {
    var body = Json.object();
    body.set("memory", Json.treeOf(draft));
    return http.call(RestCall.create("/memories", body)).data(Memory.class);
  }

  public Memory get(String memoryId) {
    return http.call(RestCall.get(Path.of("/memories").id(memoryId).toString())).data(Memory.class);
  }

  /** Marks a memory of this agent as replaced. */
  public Memory supersede(String memoryId) {
    return settle(memoryId, "/supersede");
  }

  /** Puts a memory of this agent away; people can bring it back. */
  public Memory archive(String memoryId) {
    return settle(memoryId, "/archive");
  }

  private Memory settle(String memoryId, String action) {
    var path = Path.of("/memories").id(memoryId).then(action).toString();
    return http.call(RestCall.settle("POST", path, null)).data(Memory.class);
  }
}
