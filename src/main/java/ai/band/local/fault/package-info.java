/** Faults that can be switched on while the server runs. */
@NullMarked
package ai.band.local.fault;

import org.jspecify.annotations.NullMarked;
