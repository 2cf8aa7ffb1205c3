package dev.kern.web;

import dev.kern.data.file.Problem;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Answers requests by the handlers of their routes, once they have passed all checks.
final class Dispatcher implements io.helidon.webserver.http.Handler {
  private static final System.Logger LOGGER = System.getLogger("dev.kern.web");
  private static final HeaderName TRACE_PARENT = HeaderNames.create("traceparent");
  private static final byte[] NONE = new byte[0];

  private final Routes routes;
  private final Rules rules;
  private final Bodies bodies;
  private final Semaphore streams;

  /// What holds for all requests.
  record Rules(
      Limits limits,
      HostNames hosts,
      Origins origins,
      @Nullable BearerToken token,
      ErrorFormat errors,
      AccessLog accessLog) {}

  Dispatcher(Routes routes, Rules rules) {
    this.routes = routes;
    this.rules = rules;
    this.bodies = new Bodies(rules.limits);
    this.streams = new Semaphore(rules.limits.streams());
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    new Answering(request, response).run();
  }

  /// The answering of one request.
  private final class Answering {
    private final Instant time = Instant.now();
    private final long start = System.nanoTime();
    private final ClientConnection connection = ClientConnection.CURRENT.get();
    private final ServerRequest request;
    private final ServerResponse response;
    private final String method;
    private final String path;
    private long received;

    Answering(ServerRequest request, ServerResponse response) {
      this.request = request;
      this.response = response;
      this.method = request.prologue().method().text();
      this.path = path(request.prologue().uriPath().rawPath());
    }

    /// The path of a request's target, which may be a whole URL (RFC 9112, section 3.2.2).
    private static String path(String target) {
      int authority = target.startsWith("/") ? -1 : target.indexOf("://");
      if (authority < 0) {
        return target;
      }
      int slash = target.indexOf('/', authority + "://".length());
      return slash < 0 ? "/" : target.substring(slash);
    }

    void run() {
      connection.begin();
      Response answer;
      try {
        answer = answer();
      } catch (CloseConnectionException e) {
        if (connection.isExpired()) {
          log(408, 0);
        }
        throw e;
      } catch (HttpException e) {
        answer = refusal(e);
      } catch (RuntimeException | Error e) {
        LOGGER.log(System.Logger.Level.ERROR, "the handler of a request failed", e);
        answer = refusal(new HttpException(500, "internal error"));
      }
      Response.Events events = answer.events();
      if (events == null || method.equals("HEAD")) {
        send(answer);
      } else if (streams.tryAcquire()) {
        try {
          stream(answer, events);
        } finally {
          streams.release();
        }
      } else {
        send(refusal(new HttpException(503, "too many event streams").with("Retry-After", "5")));
      }
    }

    private Response answer() {
      rules.hosts.check(header(HeaderNames.HOST));
      Routes.Match match = routes.find(path);
      if (method.equals("OPTIONS")) {
        return options(match);
      }
      BearerToken token = rules.token;
      if (token != null && (match == null || !match.route().isOpen())) {
        token.check(header(HeaderNames.AUTHORIZATION));
      }
      if (match == null) {
        throw nothing();
      }
      Handler handler = match.route().handler(method);
      if (handler == null) {
        String allow = match.route().allow();
        throw HttpException.of(
                405,
                Problem.at("path " + Problem.quote(path), "it doesn't take this method")
                    .given(method)
                    .expected(allow)
                    .fix("use one of these methods"))
            .with("Allow", allow);
      }
      if (!method.equals("GET") && !method.equals("HEAD")) {
        rules.origins.checkChange(header(HeaderNames.ORIGIN), header(HeaderNames.HOST));
      }
      try (Bodies.Memory memory = bodies.memory()) {
        byte[] body = bodies.read(request, memory);
        received = body.length;
        return handler.handle(new Exchange(request, Percent.decode(path), match, body));
      }
    }

    private HttpException nothing() {
      return HttpException.of(
          404, Problem.at("path " + Problem.quote(path), "nothing is there").fix("check the path"));
    }

    private Response options(Routes.@Nullable Match match) {
      if (match == null) {
        throw nothing();
      }
      String allow = match.route().allow();
      Response answer = Response.of(204, "", NONE).with("Allow", allow);
      if (!request.headers().contains(HeaderNames.ACCESS_CONTROL_REQUEST_METHOD)) {
        return answer;
      }
      return with(
          answer,
          rules.origins.preflight(
              header(HeaderNames.ORIGIN),
              allow,
              header(HeaderNames.ACCESS_CONTROL_REQUEST_HEADERS)));
    }

    private Response refusal(HttpException e) {
      String decoded = request.prologue().uriPath().path();
      return with(rules.errors.answer(e.status(), e.message(), decoded), e.headers());
    }

    private void send(Response answer) {
      byte[] body = answer.body();
      boolean head = method.equals("HEAD");
      boolean unread = request.content().hasEntity() && !request.content().consumed();
      boolean last =
          unread
              || connection.isClosing()
              || (request.headers().contains(HeaderNames.CONNECTION)
                  && request.headers().containsToken(HeaderValues.CONNECTION_CLOSE));
      response.status(Status.create(answer.status()));
      setHeaders(answer);
      if (body.length > 0) {
        response.header(HeaderNames.CONTENT_TYPE, answer.type());
      }
      if (head) {
        response.headers().contentLength(body.length);
      }
      if (last) {
        response.header(HeaderValues.CONNECTION_CLOSE);
      }
      if (unread) {
        connection.lingerAtEnd();
      }
      try {
        connection.send(() -> response.send(head ? NONE : body));
      } finally {
        log(answer.status(), head ? 0 : body.length);
      }
      connection.answered();
      if (last) {
        throw new CloseConnectionException("this was the last request of the connection");
      }
    }

    private void stream(Response answer, Response.Events events) {
      EventStream stream = new EventStream(events.feed(), connection);
      setHeaders(answer);
      try {
        stream.send(response, events.lastId());
      } finally {
        log(answer.status(), stream.sent());
      }
      connection.answered();
    }

    private void setHeaders(Response answer) {
      for (Map.Entry<String, String> header : answer.headers().entrySet()) {
        response.header(HeaderNames.create(header.getKey()), header.getValue());
      }
      for (Map.Entry<String, String> header :
          rules.origins.headers(header(HeaderNames.ORIGIN)).entrySet()) {
        response.header(HeaderNames.create(header.getKey()), header.getValue());
      }
    }

    private void log(int status, long sent) {
      long micros = (System.nanoTime() - start) / 1000;
      Optional<String> trace = request.headers().first(TRACE_PARENT).filter(TraceParent::isValid);
      rules.accessLog.answered(
          new AccessLog.Entry(time, method, path, status, received, sent, micros, trace));
    }

    private String header(HeaderName name) {
      return request.headers().first(name).orElse("");
    }

    private Response with(Response answer, Map<String, String> headers) {
      Response result = answer;
      for (Map.Entry<String, String> header : headers.entrySet()) {
        result = result.with(header.getKey(), header.getValue());
      }
      return result;
    }
  }
}
