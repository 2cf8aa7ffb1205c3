package dev.kern.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A feed's events on their way to one client.
final class EventStream {
  /// Tells the browser how soon to reconnect, in milliseconds.
  private static final byte[] OPENING = "retry: 1000\n\n".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private final EventFeed feed;
  private final ClientConnection connection;
  private long sent;

  EventStream(EventFeed feed, ClientConnection connection) {
    this.feed = feed;
    this.connection = connection;
  }

  /// How many bytes of events have been sent.
  long sent() {
    return sent;
  }

  /// Sends events until the feed ends, the server closes or the client leaves.
  ///
  /// @param lastId the last event that the client has seen; empty for none
  void send(ServerResponse response, String lastId) {
    response.status(Status.OK_200);
    response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    // Proxies must not collect events.
    response.header("X-Accel-Buffering", "no");
    OutputStream out = response.outputStream();
    connection.onClose(feed::wake);
    try {
      write(out, List.of(OPENING));
      long next = feed.firstFor(lastId);
      boolean over = false;
      while (!over && !connection.isClosing()) {
        EventFeed.Batch batch = feed.await(next, connection::isClosing);
        write(out, batch.frames().isEmpty() ? List.of(HEARTBEAT) : batch.frames());
        next = batch.next();
        over = batch.closed();
      }
      connection.send(((RoutingResponse) response)::commit);
    } catch (InterruptedException e) {
      throw new CloseConnectionException("the server was stopped", e);
    } finally {
      connection.onClose(null);
    }
  }

  private void write(OutputStream out, List<byte[]> frames) {
    connection.send(
        () -> {
          try {
            for (byte[] frame : frames) {
              out.write(frame);
              sent += frame.length;
            }
            out.flush();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
