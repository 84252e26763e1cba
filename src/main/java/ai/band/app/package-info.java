/**
 * The executable: command line, configuration file, demo. The only package that knows all others.
 */
@NullMarked
package ai.band.app;

import org.jspecify.annotations.NullMarked;
