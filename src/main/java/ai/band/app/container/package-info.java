/**
 * What is prepared before an agent starts inside a container: folders, git, and a home of its own
 * for Codex. It does nothing that its settings do not ask for, so it is of use outside of one too.
 */
@NullMarked
package ai.band.app.container;

import org.jspecify.annotations.NullMarked;
