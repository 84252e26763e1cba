/** Routes below {@code /local} for programs that drive a server in another process. */
@NullMarked
package ai.band.local.admin;

import org.jspecify.annotations.NullMarked;
