package dev.kern.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Asks a server over HTTP, with what `java.base` has.
public final class Client {
  private Client() {}

  /// What a server answered.
  public record Answer(int status, String type, Optional<String> retryAfter, String body) {}

  /// What `GET` gives.
  public static Answer get(InferenceServer server, String path) {
    return get(server.address(), path);
  }

  /// What `GET` gives.
  static Answer get(URI server, String path) {
    return ask("GET", server, path, new byte[0]);
  }

  /// What `POST` gives.
  ///
  /// @param headers names and values in turn
  public static Answer post(InferenceServer server, String path, byte[] body, String... headers) {
    return post(server.address(), path, body, headers);
  }

  static Answer post(URI server, String path, byte[] body, String... headers) {
    return ask("POST", server, path, body, headers);
  }

  private static Answer ask(
      String method, URI server, String path, byte[] body, String... headers) {
    URI address = server.resolve(path);
    try {
      HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
      for (int i = 0; i < headers.length; i += 2) {
        connection.setRequestProperty(headers[i], headers[i + 1]);
      }
      if (method.equals("POST")) {
        connection.setDoOutput(true);
        connection.getOutputStream().write(body);
      }
      int status = connection.getResponseCode();
      try (InputStream in =
          status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        return new Answer(
            status,
            connection.getContentType(),
            Optional.ofNullable(connection.getHeaderField("Retry-After")),
            in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
