/**
 * Tools of the user's own: Java functions that take a record, and external commands.
 *
 * <p>Each knows its name, its JSON Schema, and how to run with what a model gave. Nothing here
 * knows of rooms, turns or Codex; limits of time are told here and kept by whoever calls.
 */
@NullMarked
package ai.band.tools.custom;

import org.jspecify.annotations.NullMarked;
