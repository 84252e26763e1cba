/**
 * The adapter's options, each described once: key, type, default, environment, allowed values,
 * help.
 */
@NullMarked
package ai.band.adapter.codex.config;

import org.jspecify.annotations.NullMarked;
