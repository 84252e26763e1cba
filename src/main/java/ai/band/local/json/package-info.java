/** The world's things as the JSON objects that Band sends. */
@NullMarked
package ai.band.local.json;

import org.jspecify.annotations.NullMarked;
