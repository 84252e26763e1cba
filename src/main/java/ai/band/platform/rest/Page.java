package ai.band.platform.rest;

import java.util.List;

/**
 * One page of a list that is read by page number.
 *
 * @param page from 1
 * @param totalCount entries in all pages; 0 when the platform did not say
 * @param totalPages 0 when the platform did not say
 */
public record Page<T>(List<T> items, int page, int pageSize, int totalCount, int totalPages) {
  public Page {
    items = List.copyOf(items);
  }
}
