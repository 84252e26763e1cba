package ai.band.platform.rest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Authorities whose certificates are trusted besides those that Java trusts: for a Band with a
 * certificate of a company's own authority. Two with the same certificates are equal. Safe from any
 * thread.
 *
 * @param certificates at least one
 */
public record TrustedAuthorities(List<X509Certificate> certificates) {
  public TrustedAuthorities {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("There is no certificate. Give at least one.");
    }
  }

  /**
   * Those of a PEM file, which may hold several.
   *
   * @throws IOException when the file cannot be read, or holds no certificate
   */
  public static TrustedAuthorities read(Path pem) throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    try (InputStream stream = Files.newInputStream(pem)) {
      for (var each : CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
        if (each instanceof X509Certificate certificate) {
          found.add(certificate);
        }
      }
    } catch (CertificateException e) {
      throw new IOException("no certificates in PEM form", e);
    }
    if (found.isEmpty()) {
      throw new IOException("no certificate in it");
    }
    return new TrustedAuthorities(found);
  }

  /** Whether a call failed because the other side's certificate is not trusted, or another's. */
  public static boolean lacking(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 10; depth++) {
      if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** Trusts these and those that Java trusts. */
  X509TrustManager trustManager() {
    try {
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      int next = 0;
      for (X509Certificate known : of(null).getAcceptedIssuers()) {
        all.setCertificateEntry("java-" + next++, known);
      }
      for (X509Certificate own : certificates) {
        all.setCertificateEntry("own-" + next++, own);
      }
      return of(all);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("This Java cannot check certificates.", e);
    }
  }

  /** For a client of another kind. */
  public SSLContext context() {
    return context(trustManager());
  }

  static SSLContext context(X509TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no TLS.", e);
    }
  }

  /** Null stands for Java's own authorities. */
  private static X509TrustManager of(@Nullable KeyStore authorities)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public String toString() {
    return "TrustedAuthorities["
        + certificates.stream().map(each -> each.getSubjectX500Principal().getName()).toList()
        + "]";
  }
}
