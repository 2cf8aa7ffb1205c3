package dev.kern.web;

import dev.kern.data.file.Problem;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;

/// A running HTTP server.
///
/// ```java
/// try (WebServer server =
///     WebServer.builder().port(8080).get("/hello/{name}", this::hello).start()) {
///   …
/// }
/// ```
public final class WebServer implements AutoCloseable {
  private final io.helidon.webserver.WebServer server;
  private final String host;

  private WebServer(io.helidon.webserver.WebServer server, String host) {
    this.server = server;
    this.host = host;
  }

  /// A server to be set up, which binds to loopback and a free port unless told otherwise.
  public static Builder builder() {
    return new Builder();
  }

  /// The port it listens on.
  public int port() {
    return server.port();
  }

  /// Where it is, such as `http://127.0.0.1:8080`.
  public URI address() {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + name + ":" + port());
  }

  /// Refuses new connections, answers what has been accepted, and stops.
  @Override
  public void close() {
    server.stop();
  }

  /// Sets up a server.
  public static final class Builder {
    private final Routes.Builder routes = new Routes.Builder();
    private String host = "127.0.0.1";
    private int port;
    private Limits limits = Limits.standard();
    private ErrorFormat errors = ErrorFormat.text();

    private Builder() {}

    /// The address or name to bind to.
    public Builder host(String host) {
      this.host = host;
      return this;
    }

    /// The port; 0 for any that is free.
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /// What it lets clients take.
    public Builder limits(Limits limits) {
      this.limits = limits;
      return this;
    }

    /// How it words what it refuses.
    public Builder errors(ErrorFormat errors) {
      this.errors = errors;
      return this;
    }

    /// Answers `GET` and `HEAD`.
    ///
    /// @param template a path such as `/v2/models/{model}` or `/v1/models/{model}:predict`
    public Builder get(String template, Handler handler) {
      routes.add("GET", template, handler);
      return this;
    }

    /// Answers `POST`.
    public Builder post(String template, Handler handler) {
      routes.add("POST", template, handler);
      return this;
    }

    /// Binds and starts answering.
    ///
    /// Fails with a [dev.kern.data.file.DataException] if it can't bind.
    public WebServer start() {
      Dispatcher dispatcher = new Dispatcher(routes.build(), new Bodies(limits), errors);
      checkAddress();
      io.helidon.webserver.WebServer server =
          io.helidon.webserver.WebServer.builder()
              .host(host)
              .port(port)
              .shutdownHook(false)
              .maxPayloadSize(limits.body())
              .maxTcpConnections(limits.connections())
              .shutdownGracePeriod(limits.closing())
              .routing(HttpRouting.builder().any(dispatcher))
              .build()
              .start();
      if (!server.isRunning()) {
        throw unbindable(new BindException("the address was taken just now"));
      }
      return new WebServer(server, host);
    }

    /// Binds to the address once, because Helidon doesn't say why it couldn't.
    private void checkAddress() {
      try (ServerSocketChannel channel = ServerSocketChannel.open()) {
        channel.bind(new InetSocketAddress(host, port));
      } catch (UnresolvedAddressException e) {
        throw unbindable(new UnknownHostException("unknown host"));
      } catch (IOException e) {
        throw unbindable(e);
      }
    }

    private RuntimeException unbindable(IOException failure) {
      return Problem.at("port " + port + " of " + host, "can't listen: " + failure.getMessage())
          .because(failure)
          .fix(
              failure instanceof BindException
                  ? "choose another port, or stop the program that uses this one"
                  : "choose another host or port");
    }
  }
}
