package ai.band.adapter.codex.session;

import ai.band.codex.Account;
import ai.band.codex.protocol.TurnError;
import org.jspecify.annotations.Nullable;

/**
 * What is known of Codex's login: what Codex says of it, and whether the model's provider accepts
 * it. Safe from any thread.
 */
public final class LoginRecord {
  private volatile Login said = Login.UNKNOWN;
  private volatile @Nullable String refusal;

  /** Whether Codex is logged in. */
  public enum Login {
    /** Codex was not asked yet. */
    UNKNOWN,
    /** It is. */
    PRESENT,
    /** The model's provider wants no login of OpenAI. */
    NOT_NEEDED,
    /** It is not, and needs to be. */
    MISSING,
    /** The provider refused it when it was last used. */
    REFUSED
  }

  /** Whether Codex is logged in, as far as is known. */
  public Login login() {
    return refusal != null && said != Login.MISSING ? Login.REFUSED : said;
  }

  /** What the provider said when it refused the login; null when it did not. */
  public @Nullable String refusal() {
    return refusal;
  }

  /** Codex has told who is logged in. */
  void told(Account account) {
    Login now =
        account.isLoginMissing()
            ? Login.MISSING
            : account.type() == null ? Login.NOT_NEEDED : Login.PRESENT;
    if (said == Login.MISSING && now == Login.PRESENT) {
      refusal = null; // somebody has logged in anew
    }
    said = now;
  }

  /** Another process of Codex reads its login again. */
  void newConnection() {
    said = Login.UNKNOWN;
    refusal = null;
  }

  /** A turn has completed, so that the login works. */
  public void worked() {
    refusal = null;
  }

  /** A turn has failed. */
  public void failed(@Nullable TurnError error) {
    if (error != null && error.isLoginRefused()) {
      refusal = error.message().isBlank() ? "The login was refused." : error.message().strip();
    }
  }
}
