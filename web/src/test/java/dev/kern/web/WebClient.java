package dev.kern.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Sends well-formed requests, each on a connection of its own.
final class WebClient {
  private final WebServer server;

  WebClient(WebServer server) {
    this.server = server;
  }

  /// @param headers names and values in turn
  RawClient.Answer send(String method, String path, String body, String... headers)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(server.address().getAuthority()).append("\r\n");
    for (int i = 0; i < headers.length; i += 2) {
      head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
    }
    if (bytes.length > 0) {
      head.append("Content-Length: ").append(bytes.length).append("\r\n");
    }
    try (RawClient client = new RawClient(server)) {
      client.send(head.append("\r\n").toString()).send(bytes);
      return method.equals("HEAD") ? client.readHead() : client.read();
    }
  }

  RawClient.Answer get(String path, String... headers) throws IOException {
    return send("GET", path, "", headers);
  }

  RawClient.Answer post(String path, String body, String... headers) throws IOException {
    return send("POST", path, body, headers);
  }
}
