/**
 * Makes the working tree of an agent ready before it starts: clone, branch, index for the prompt.
 * Knows nothing of agents, Band or Codex.
 */
@NullMarked
package ai.band.app.repository;

import org.jspecify.annotations.NullMarked;
