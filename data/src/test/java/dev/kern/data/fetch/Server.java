package dev.kern.data.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// A web server on this machine that may misbehave: what answers writes the bytes itself.
final class Server implements AutoCloseable {
  private final ServerSocket socket;
  private final Answer answer;
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  /// What a server does with a request.
  interface Answer {
    /// Writes an answer.
    ///
    /// @param path what was asked for
    /// @param from the byte from which on it was asked for, or 0
    void to(String path, int from, OutputStream out) throws IOException;
  }

  Server(Answer answer) throws IOException {
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.answer = answer;
    Thread.ofPlatform().daemon().start(this::serve);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
  }

  /// Each request, such as `/a.gz from 100`.
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket one = socket.accept()) {
        BufferedReader in =
            new BufferedReader(new InputStreamReader(one.getInputStream(), ISO_8859_1));
        String path = in.readLine().split(" ", -1)[1];
        int from = 0;
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
          if (line.toLowerCase(Locale.ROOT).startsWith("range: bytes=")) {
            from = Integer.parseInt(line.replaceAll("\\D", ""));
          }
        }
        requests.add(from == 0 ? path : path + " from " + from);
        answer.to(path, from, one.getOutputStream());
      } catch (IOException _) {
        // The client has gone, or the test is over.
      }
    }
  }

  /// Writes a status and headers.
  static void head(OutputStream out, String status, String... headers) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\nConnection: close\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
  }

  /// Answers as a server should.
  static void whole(byte[] content, int from, OutputStream out) throws IOException {
    String length = "Content-Length: " + (content.length - from);
    if (from > 0) {
      String range = "bytes %d-%d/%d".formatted(from, content.length - 1, content.length);
      head(out, "206 Partial Content", length, "Content-Range: " + range);
    } else {
      head(out, "200 OK", length);
    }
    out.write(content, from, content.length - from);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
