package ai.band.tools;

import ai.band.platform.rest.Page;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** A page as models are given it: the entries and where they stand in the whole. */
record PagedResult<T>(List<T> data, Metadata metadata) {
  static <T> PagedResult<T> of(Page<T> page) {
    return new PagedResult<>(
        page.items(),
        new Metadata(page.page(), page.pageSize(), page.totalCount(), page.totalPages()));
  }

  record Metadata(
      int page,
      @JsonProperty("page_size") int pageSize,
      @JsonProperty("total_count") int totalCount,
      @JsonProperty("total_pages") int totalPages) {}
}
