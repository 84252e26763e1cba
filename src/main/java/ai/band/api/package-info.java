/**
 * The vocabulary that users implement or fill in and that the rooms above share.
 *
 * <p>Interfaces and records; no behaviour, no input or output.
 */
@NullMarked
package ai.band.api;

import org.jspecify.annotations.NullMarked;
