package dev.kern.serve.protocol;

import dev.kern.web.Handler;
import dev.kern.web.WebServer;

/// What answers one kind of request.
///
/// @param method `GET` or `POST`
/// @param template the path, such as `/v2/models/{model}`
/// @param handler fails with `HttpException` for what it refuses
public record Route(String method, String template, Handler handler) {
  /// Answers `GET`; what it fails with becomes a status.
  public static Route get(String template, Handler handler) {
    return new Route("GET", template, refusing(handler));
  }

  /// Answers `POST`; what it fails with becomes a status.
  public static Route post(String template, Handler handler) {
    return new Route("POST", template, refusing(handler));
  }

  /// Adds it to a server.
  public void addTo(WebServer.Builder server) {
    if (method.equals("GET")) {
      server.get(template, handler);
    } else {
      server.post(template, handler);
    }
  }

  /// The handler, whose failures say which status they have.
  private static Handler refusing(Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (RuntimeException e) {
        throw Refusal.of(e);
      }
    };
  }
}
