/** The REST side: operations, paging, JSON shapes, access by key, and the log of calls. */
@NullMarked
package ai.band.local.rest;

import org.jspecify.annotations.NullMarked;
