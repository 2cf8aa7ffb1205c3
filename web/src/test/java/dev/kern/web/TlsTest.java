package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// With self-signed certificates for localhost, made by openssl for this test.
final class TlsTest {
  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ec"})
  void encrypts(String kind) throws Exception {
    Tls tls = Tls.of(file(kind + ".pem"), file(kind + "-key.pem"));
    SSLContext trusting = trusting(file(kind + ".pem"));
    try (WebServer server =
        WebServer.builder()
            .tls(tls)
            .post("/echo", request -> Response.of(200, "text/plain", request.body()))
            .start()) {
      assertThat(server.address()).hasScheme("https");
      try (RawClient client = connect(server, trusting)) {
        for (int i = 0; i < 3; i++) {
          String body = "x".repeat(100_000);
          client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n");
          assertThat(client.send(body).read().body()).isEqualTo(body);
        }
      }
    }
  }

  /// Whatever the certificate's names are: what warms a server up asks for no name.
  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ec"})
  void rehearsesWithEncryption(String kind) throws Exception {
    Tls tls = Tls.of(file(kind + ".pem"), file(kind + "-key.pem"));
    try (WebServer server = WebServer.builder().tls(tls).start();
        WebServer rehearsal =
            server.rehearsal("").get("/", _ -> Response.text(200, "tried")).start();
        RawClient client = new RawClient(rehearsal.connect())) {
      assertThat(rehearsal.address()).hasScheme("https");
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("tried");
    }
  }

  private static RawClient connect(WebServer server, SSLContext trusting) throws IOException {
    SSLSocket socket =
        (SSLSocket) trusting.getSocketFactory().createSocket("localhost", server.port());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    return new RawClient(socket);
  }

  @Test
  void endsClientsThatStall() throws Exception {
    Tls tls = Tls.of(file("ec.pem"), file("ec-key.pem"));
    Duration second = Duration.ofSeconds(1);
    try (WebServer server =
            WebServer.builder()
                .tls(tls)
                .limits(Limits.standard().withIdle(second).withRequest(second))
                .post("/", _ -> Response.text(200, ""))
                .start();
        RawClient inBody = connect(server, trusting(file("ec.pem")));
        RawClient silent = new RawClient(server);
        RawClient started = new RawClient(server);
        RawClient plain = new RawClient(server)) {
      started.send(new byte[] {0x16, 0x03, 0x01, 0x02});
      plain.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      inBody.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nab");
      long start = System.nanoTime();
      inBody.drain();
      plain.drain();
      silent.drain();
      started.drain();
      assertThat((System.nanoTime() - start) / 1e9).isLessThan(3);
    }
  }

  @Test
  void saysWhatIsWrongWithFiles(@TempDir Path folder) throws Exception {
    Path rsa = file("rsa.pem");
    Path key = file("rsa-key.pem");
    assertRefused(folder.resolve("none.pem"), key, "no such file or folder");
    assertRefused(key, key, "this isn't a certificate");
    assertRefused(rsa, rsa, "this isn't a private key");
    assertRefused(rsa, file("ec-key.pem"), "this key doesn't belong to the certificate");
    assertRefused(rsa, file("rsa-pkcs1-key.pem"), "this private key isn't plain PKCS #8");
    Path damaged = folder.resolve("damaged.pem");
    Files.writeString(damaged, Files.readString(key).replaceAll("(?s)\n.{65}.*\n.{65}", "\nAAAA"));
    assertRefused(rsa, damaged, "this private key is damaged or of an unknown kind");
  }

  private static void assertRefused(Path certificate, Path key, String what) {
    assertThatThrownBy(() -> Tls.of(certificate, key))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(what)
        .hasMessageContaining("fix  ");
  }

  private static Path file(String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(TlsTest.class.getResource(name)).toURI());
  }

  private static SSLContext trusting(Path certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(certificate)) {
      store.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
