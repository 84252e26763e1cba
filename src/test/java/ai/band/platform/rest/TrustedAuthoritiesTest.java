package ai.band.platform.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.band.testkit.TlsProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedAuthoritiesTest {
  @TempDir Path folder;

  @Test
  void those_that_java_trusts_stay_trusted() throws Exception {
    var own = TrustedAuthorities.read(TlsProxy.authority(folder));
    var ofJava = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    ofJava.init((KeyStore) null);
    var known = ((X509TrustManager) ofJava.getTrustManagers()[0]).getAcceptedIssuers();

    assertThat(own.trustManager().getAcceptedIssuers())
        .contains(known)
        .containsAll(own.certificates())
        .hasSize(known.length + 1);
  }

  @Test
  void a_file_may_hold_several_and_the_same_ones_are_equal() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    String two =
        Files.readString(TlsProxy.authority(folder)) + Files.readString(TlsProxy.authority(other));
    Path both = Files.writeString(folder.resolve("both.pem"), "A comment.\n" + two);

    assertThat(TrustedAuthorities.read(both).certificates()).hasSize(2);
    assertThat(TrustedAuthorities.read(both)).isEqualTo(TrustedAuthorities.read(both));
    assertThat(TrustedAuthorities.read(both).toString()).contains("CN=TestAuthority");
  }

  @Test
  void a_file_without_a_certificate_is_refused() throws Exception {
    for (String content : List.of("", "hello\n", "-----BEGIN CERTIFICATE-----\nAAAA\n")) {
      Path file = Files.writeString(folder.resolve("x.pem"), content);
      assertThatThrownBy(() -> TrustedAuthorities.read(file)).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> TrustedAuthorities.read(folder.resolve("missing")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_refused_certificate_is_told_from_other_failures_by_its_causes() {
    var refused = new SSLHandshakeException("no");
    refused.initCause(new CertificateException("unknown"));
    assertThat(TrustedAuthorities.lacking(new IllegalStateException(refused))).isTrue();
    assertThat(TrustedAuthorities.lacking(new SSLHandshakeException("no"))).isFalse();
    assertThat(TrustedAuthorities.lacking(null)).isFalse();
  }
}
