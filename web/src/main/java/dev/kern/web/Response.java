package dev.kern.web;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a client is answered.
public final class Response {
  private final int status;
  private final String type;
  private final byte[] body;
  private final Map<String, String> headers;

  private Response(int status, String type, byte[] body, Map<String, String> headers) {
    this.status = status;
    this.type = type;
    this.body = body;
    this.headers = headers;
  }

  /// An answer with a body, which is kept, not copied.
  ///
  /// @param status such as 200
  /// @param type the media type of the body
  public static Response of(int status, String type, byte[] body) {
    return new Response(status, type, body, Map.of());
  }

  /// An answer in JSON.
  public static Response json(int status, String text) {
    return of(status, "application/json", text.getBytes(StandardCharsets.UTF_8));
  }

  /// An answer in words.
  public static Response text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /// The same with another header.
  public Response with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, type, body, Map.copyOf(more));
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
}
