package dev.kern.web;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers requests that Helidon can't read. Whatever is wrong with them is the client's fault, so
/// no status is above 499.
final class MalformedRequests implements DirectHandler {
  private static final HeaderName UPGRADE = HeaderNames.create("Upgrade");

  /// What Helidon says of headers beyond the limit, for which it has no status.
  private static final String LONG_HEADERS = "Header size exceeded";

  private final ErrorFormat errors;
  private final AccessLog accessLog;

  MalformedRequests(ErrorFormat errors, AccessLog accessLog) {
    this.errors = errors;
    this.accessLog = accessLog;
  }

  /// For all that can happen before there is a request to dispatch.
  DirectHandlers handlers() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, this);
    }
    return handlers.build();
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType event,
      Status status,
      ServerResponseHeaders headers,
      @Nullable String message) {
    int code =
        switch (status.code()) {
          case 413 -> 413;
          case 414 -> 414;
          case 505 -> 426;
          default -> LONG_HEADERS.equals(message) ? 431 : 400;
        };
    if (code == 413) {
      ClientConnection.CURRENT.get().lingerAtEnd();
    }
    String text =
        switch (code) {
          case 413 ->
              "body: too large; fix: send less at a time, or raise the server's limit, such as by"
                  + " --max-body";
          case 414 -> "first line: too long; fix: shorten the path or the query";
          case 431 -> "headers: too long; fix: send fewer or shorter ones";
          case 426 -> "first line: not HTTP/1.1; fix: let the client speak HTTP/1.1";
          default -> "request: malformed; fix: correct the client";
        };
    Response answer = errors.answer(code, text, "");
    accessLog.answered(
        new AccessLog.Entry(
            Instant.now(),
            request.method().isEmpty() ? "-" : request.method(),
            request.path().isEmpty() ? "-" : request.path(),
            code,
            0,
            answer.body().length,
            0,
            Optional.empty()));
    TransportResponse.Builder response =
        TransportResponse.builder()
            .status(Status.create(code))
            .keepAlive(false)
            .header(HeaderNames.CONTENT_TYPE, answer.type())
            .entity(answer.body());
    for (Map.Entry<String, String> header : answer.headers().entrySet()) {
      response.header(HeaderNames.create(header.getKey()), header.getValue());
    }
    if (code == 426) {
      response.header(UPGRADE, "HTTP/1.1");
    }
    return response.build();
  }
}
