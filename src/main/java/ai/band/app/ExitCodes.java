package ai.band.app;

import ai.band.api.BandConfigException;
import ai.band.codex.CodexException;
import ai.band.platform.BandConnectionException;
import ai.band.platform.rest.BandRestException;
import java.util.Collection;

/** What the program's exit code says. */
final class ExitCodes {
  /** Stopped cleanly. */
  static final int OK = 0;

  /** Something failed while running. */
  static final int FAILED = 1;

  /** The command line, the configuration or a credential is wrong. */
  static final int USAGE = 2;

  /** Another connection of the same agent took over. */
  static final int SUPERSEDED = 3;

  private ExitCodes() {}

  /** The code for a failure. */
  static int of(Throwable failure) {
    return switch (failure) {
      case BandConfigException ignored -> USAGE;
      case UsageException ignored -> USAGE;
      case CodexException.CodexNotFound ignored -> USAGE;
      case BandRestException.Unauthorized ignored -> USAGE;
      case BandRestException.Forbidden ignored -> USAGE;
      case BandRestException.NotFound ignored -> USAGE;
      case BandConnectionException connection -> of(connection.kind());
      default -> FAILED;
    };
  }

  private static int of(BandConnectionException.Kind kind) {
    return switch (kind) {
      case SUPERSEDED -> SUPERSEDED;
      case REFUSED_CREDENTIALS, PROTOCOL -> USAGE;
      case UNREACHABLE, CONFLICT, POLICY -> FAILED;
    };
  }

  /** The code for several agents in one program. */
  static int ofAll(Collection<Integer> codes) {
    var bad = codes.stream().filter(code -> code != OK).distinct().toList();
    if (bad.isEmpty()) {
      return OK;
    }
    boolean nobodyEndedWell = codes.stream().noneMatch(code -> code == OK);
    boolean oneReason = bad.size() == 1 && (nobodyEndedWell || bad.get(0) == SUPERSEDED);
    return oneReason ? bad.get(0) : FAILED;
  }
}
