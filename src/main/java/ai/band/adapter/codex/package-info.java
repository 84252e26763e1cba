/**
 * Joins rooms and Codex threads: the reason for the project.
 *
 * <p>Knows nothing of sockets, configuration files or the command line.
 */
@NullMarked
package ai.band.adapter.codex;

import org.jspecify.annotations.NullMarked;
