package ai.band.platform.phoenix;

/** Why a socket ended for good, without being closed by its owner. */
public sealed interface Termination {
  /** One line for people. */
  String describe();

  /** The server closed with a code after which a client must stay away (1008 by default). */
  record ForbiddenByServer(CloseInfo close) implements Termination {
    @Override
    public String describe() {
      String reason = close.reason().isEmpty() ? "" : " (" + close.reason() + ")";
      return "The server closed the connection with code " + close.code() + reason;
    }
  }

  /** A reconnect was refused for a reason that trying again does not change. */
  record RefusedByServer(UpgradeRefused refusal) implements Termination {
    @Override
    public String describe() {
      return String.valueOf(refusal.getMessage());
    }
  }

  /** Too many connections in a row were short-lived. */
  record GaveUp(int rapidDisconnects) implements Termination {
    @Override
    public String describe() {
      return "Gave up after " + rapidDisconnects + " short-lived connections in a row";
    }
  }

  /** The owner called {@link PhoenixSocket#terminate}. */
  record Requested(String reason) implements Termination {
    @Override
    public String describe() {
      return reason;
    }
  }
}
