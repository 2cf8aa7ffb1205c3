package dev.kern.web;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Thrown by a handler to refuse a request.
public final class HttpException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final transient Map<String, String> headers;

  /// A refusal.
  ///
  /// @param status such as 404
  /// @param message what is wrong with the request, for the client
  public HttpException(int status, String message) {
    this(status, message, Map.of());
  }

  /// Refusals are ordinary answers: they carry no stack trace.
  private HttpException(int status, String message, Map<String, String> headers) {
    super(message, null, false, false);
    this.status = status;
    this.headers = headers;
  }

  /// The same with another header, such as `Retry-After`.
  public HttpException with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpException(status, message(), Collections.unmodifiableMap(more));
  }

  /// Such as 404.
  public int status() {
    return status;
  }

  /// What is wrong, for the client.
  public String message() {
    return String.valueOf(getMessage());
  }

  /// Headers of the answer.
  public Map<String, String> headers() {
    return headers;
  }
}
