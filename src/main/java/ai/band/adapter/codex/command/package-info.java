/** Slash commands, one class each behind one interface. */
@NullMarked
package ai.band.adapter.codex.command;

import org.jspecify.annotations.NullMarked;
