/**
 * Looks whether a machine can run an agent, and says what to do where it cannot. Knows nothing of
 * the command line.
 */
@NullMarked
package ai.band.app.doctor;

import org.jspecify.annotations.NullMarked;
