package dev.kern.web;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;

/// Answers requests by the handlers of their routes.
final class Dispatcher implements io.helidon.webserver.http.Handler {
  private static final System.Logger LOGGER = System.getLogger("dev.kern.web");
  private static final byte[] NONE = new byte[0];

  private final Routes routes;
  private final Bodies bodies;
  private final ErrorFormat errors;

  Dispatcher(Routes routes, Bodies bodies, ErrorFormat errors) {
    this.routes = routes;
    this.bodies = bodies;
    this.errors = errors;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    Response answer;
    try {
      answer = answer(request);
    } catch (HttpException e) {
      answer = refusal(request, e);
    } catch (RuntimeException e) {
      LOGGER.log(System.Logger.Level.ERROR, "a handler failed", e);
      answer = refusal(request, new HttpException(500, "internal error"));
    }
    send(request, response, answer);
  }

  private Response answer(ServerRequest request) {
    Routes.Match match = routes.find(request.prologue().uriPath().rawPath());
    if (match == null) {
      throw new HttpException(404, "nothing is at this path");
    }
    String method = request.prologue().method().text();
    Handler handler = match.route().handler(method);
    if (handler == null) {
      throw new HttpException(405, "this path doesn't take " + method)
          .with("Allow", match.route().allow());
    }
    return handler.handle(new Exchange(request, match, bodies.read(request)));
  }

  private Response refusal(ServerRequest request, HttpException e) {
    String path = request.prologue().uriPath().path();
    Response answer = errors.answer(e.status(), e.message(), path);
    for (Map.Entry<String, String> header : e.headers().entrySet()) {
      answer = answer.with(header.getKey(), header.getValue());
    }
    return answer;
  }

  private static void send(ServerRequest request, ServerResponse response, Response answer) {
    response.status(Status.create(answer.status()));
    answer.headers().forEach((name, value) -> response.header(name(name), value));
    if (request.content().hasEntity() && !request.content().consumed()) {
      response.header(HeaderNames.CONNECTION, "close");
    }
    byte[] body = answer.body();
    if (body.length > 0) {
      response.header(HeaderNames.CONTENT_TYPE, answer.type());
    }
    if (request.prologue().method().text().equals("HEAD")) {
      response.headers().contentLength(body.length);
      body = NONE;
    }
    response.send(body);
  }

  private static HeaderName name(String name) {
    return HeaderNames.create(name);
  }
}
