package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kern serve`, until it is interrupted.
final class ServeCommandTest {
  private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s\"]+");
  private static final String PASSWORD = "changeit";
  private static final long LONGEST_MILLIS = 60_000;

  @TempDir private Path folder;

  private Path run() {
    Path run = folder.resolve("letters-1");
    Cli.Result result =
        Cli.run(
            "train",
            "--data",
            Cli.letters(),
            "--steps",
            "5",
            "--batch",
            "8",
            "--out",
            run,
            "--no-report",
            "--quiet");
    assertThat(result.status()).as(result.err()).isZero();
    return run;
  }

  /// What a client does while the command runs.
  @FunctionalInterface
  private interface Client {
    void ask(URI address) throws Exception;
  }

  private static String serve(Client client, Object... arguments) throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Integer> status =
          thread.submit(
              () -> Kern.run(new PrintWriter(out, true), new PrintWriter(err, true), words));
      long end = System.currentTimeMillis() + LONGEST_MILLIS;
      Matcher address = ADDRESS.matcher(out.toString());
      while (!address.find() && System.currentTimeMillis() < end && !status.isDone()) {
        Thread.sleep(Duration.ofMillis(20));
        address = ADDRESS.matcher(out.toString());
      }
      try {
        client.ask(URI.create(address.group()));
      } finally {
        thread.shutdownNow();
      }
      assertThat(status.get()).isZero();
    }
    assertThat(err.toString()).isEmpty();
    return out.toString();
  }

  /// The body of an answer whose status must be 200.
  private static String get(URI address, String path) throws IOException {
    try (InputStream in = address.resolve(path).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// The first line of the answer to a client that calls the server so.
  private static String status(URI address, String host) throws IOException {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      String request = "GET /v2 HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .findFirst()
          .orElse("");
    }
  }

  @Test
  void servesRunsUntilItIsInterrupted() throws Exception {
    Path run = run();
    String printed =
        serve(
            address -> {
              assertThat(get(address, "/v2/health/ready")).isEqualTo("{\"ready\":true}");
              assertThat(get(address, "/v1/models/letters-1")).contains("AVAILABLE");
              assertThat(get(address, "/v2/models/other")).contains("\"other\"");
              assertThat(status(address, "a.example.org")).contains(" 200 ");
              assertThat(status(address, "b.example.org")).contains(" 200 ");
              assertThat(status(address, "c.example.org")).contains(" 421 ");
            },
            "serve",
            run,
            "other=" + run,
            "--port",
            "0",
            "--host-name",
            "a.example.org",
            "--host-name",
            "b.example.org");
    assertThat(printed.lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("letters-1, version 1: strided: images of 28 x 28; "))
        .anyMatch(line -> line.matches("Ready after \\d+\\.\\d s at http://127\\.0\\.0\\.1:\\d+"));
  }

  /// The server asks itself until it is fast, encrypted as clients do, and doesn't mind that its
  /// certificate has ended and names another host: that is for clients to judge.
  @Test
  void encrypts() throws Exception {
    KeyStore keys = keyOfAnotherHost();
    Path certificate = pem("CERTIFICATE", keys.getCertificate("kern").getEncoded());
    Path key = pem("PRIVATE KEY", keys.getKey("kern", PASSWORD.toCharArray()).getEncoded());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    String printed =
        serve(
            address -> {
              assertThat(address).hasScheme("https");
              URL ready = address.resolve("/v2/health/ready").toURL();
              HttpsURLConnection connection = (HttpsURLConnection) ready.openConnection();
              connection.setSSLSocketFactory(context.getSocketFactory());
              connection.setHostnameVerifier((_, _) -> true);
              assertThat(connection.getResponseCode()).isEqualTo(200);
            },
            "serve",
            run(),
            "--port=0",
            "--tls-cert=" + certificate,
            "--tls-key=" + key);
    assertThat(printed).contains("Ready after ");
  }

  private KeyStore keyOfAnotherHost() throws Exception {
    Path file = folder.resolve("key.p12");
    String words =
        "-genkeypair -alias kern -keyalg EC -dname CN=kern.example -startdate -3d -validity 1"
            + " -storetype PKCS12 -storepass %s -keystore ".formatted(PASSWORD);
    List<String> command = new ArrayList<>(List.of(words.split(" ")));
    command.addFirst(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.add(file.toString());
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
  }

  private Path pem(String kind, byte[] content) throws IOException {
    String base64 = Base64.getMimeEncoder().encodeToString(content);
    String text = "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, base64, kind);
    return Files.writeString(folder.resolve(kind.replace(' ', '-') + ".pem"), text);
  }

  @Test
  @NeedsSharedData
  void takesWhatAFileLeavesOpen() throws Exception {
    Path onnx = SharedData.path("cases/onnx/open_height_and_width.onnx");
    Object[] words = {"serve", "open=" + onnx, "--port", "0", "--size", "16x16", "--scale", "0..1"};
    assertThat(serve(address -> get(address, "/v2/models/open"), words))
        .contains("images of 16 x 16 x 3");
  }

  @Test
  void printsJson() throws Exception {
    String printed = serve(_ -> {}, "serve", run(), "--port", "0", "--json", "--cores", "1");
    assertThat(printed)
        .startsWith("{\"address\":\"http://127.0.0.1:")
        .contains("\"models\":[\"letters-1");
    assertThat(printed.lines()).hasSize(1);
  }
}
