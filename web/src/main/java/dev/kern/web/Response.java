package dev.kern.web;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client is answered.
public final class Response {
  private final int status;
  private final String type;
  private final byte[] body;
  private final Map<String, String> headers;
  private final @Nullable Events events;

  /// Events that follow, instead of a body.
  ///
  /// @param lastId the last event that the client has seen; empty for none
  record Events(EventFeed feed, String lastId) {}

  private Response(
      int status, String type, byte[] body, Map<String, String> headers, @Nullable Events events) {
    this.status = status;
    this.type = type;
    this.body = body;
    this.headers = headers;
    this.events = events;
  }

  /// An answer with a body, which is kept, not copied.
  ///
  /// @param status such as 200
  /// @param type the media type of the body
  public static Response of(int status, String type, byte[] body) {
    return new Response(status, type, body, Map.of(), null);
  }

  /// An answer in JSON.
  public static Response json(int status, String text) {
    return of(status, "application/json", text.getBytes(StandardCharsets.UTF_8));
  }

  /// An answer in words.
  public static Response text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /// The events of a feed, for as long as it lasts: those after the one that the request names in
  /// `Last-Event-ID` or, as a page can't set headers when it first connects, in `?after=`.
  public static Response events(EventFeed feed, Request request) {
    String lastId = request.header("Last-Event-ID").or(() -> request.query("after")).orElse("");
    return new Response(200, "text/event-stream", new byte[0], Map.of(), new Events(feed, lastId));
  }

  /// The same with another header.
  ///
  /// Fails with [IllegalArgumentException] if the value isn't text of one line.
  public Response with(String name, String value) {
    if (value.chars().anyMatch(c -> c < ' ' || c == 127)) {
      throw new IllegalArgumentException("header " + name + " with a control character");
    }
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, type, body, Collections.unmodifiableMap(more), events);
  }

  /// Such as 200.
  public int status() {
    return status;
  }

  /// The media type of the body.
  public String type() {
    return type;
  }

  /// The bytes of the body; empty for none. Not to be changed.
  public byte[] body() {
    return body;
  }

  /// Headers other than those of the body, by name.
  public Map<String, String> headers() {
    return headers;
  }

  /// Events that follow, instead of a body.
  @Nullable Events events() {
    return events;
  }
}
