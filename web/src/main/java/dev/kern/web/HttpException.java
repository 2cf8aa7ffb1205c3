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
  /// @param message what is wrong with the request, for the client; its lines become one: `path:
  ///   nothing is there; given: /x; fix: …`
  public HttpException(int status, String message) {
    this(status, line(message), Map.of());
  }

  /// A refusal in the words of a problem.
  ///
  /// @param status such as 404
  public static HttpException of(int status, RuntimeException problem) {
    return new HttpException(status, String.valueOf(problem.getMessage()));
  }

  private static String line(String message) {
    return message.replaceAll("\n *(given|expected|note|fix) +", "; $1: ").replaceAll("\n *", " ");
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
