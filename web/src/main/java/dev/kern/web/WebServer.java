package dev.kern.web;

import dev.kern.data.file.Problem;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  private final Watchdog watchdog;
  private final URI address;
  private final Dispatcher.Rules rules;
  private final @Nullable Tls tls;

  private WebServer(
      io.helidon.webserver.WebServer server,
      Watchdog watchdog,
      URI address,
      Dispatcher.Rules rules,
      @Nullable Tls tls) {
    this.server = server;
    this.rules = rules;
    this.watchdog = watchdog;
    this.address = address;
    this.tls = tls;
  }

  /// A server to be set up, which binds to loopback and a free port unless told otherwise.
  public static Builder builder() {
    return new Builder();
  }

  /// The port it listens on.
  public int port() {
    return address.getPort();
  }

  /// Where it is, such as `http://127.0.0.1:8080`.
  public URI address() {
    return address;
  }

  /// A server like this one, without its handlers: on loopback and a free port, with another token
  /// if this one has any, and with a log that nobody reads.
  ///
  /// The just-in-time compiler prepares for what has happened so far. So requests that are to warm
  /// this server up must take the same ways as those that come later.
  public Builder rehearsal(String token) {
    Builder other =
        builder()
            .limits(rules.limits())
            .errors(rules.errors())
            .accessLog(rules.accessLog().unread());
    other.origins = rules.origins();
    other.hosts = rules.hosts();
    other.tls = tls;
    return rules.token() == null ? other : other.token(token);
  }

  /// A connection from within this process, encrypted if the server's are.
  ///
  /// @throws IOException if the server can't be reached on loopback
  public Socket connect() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return tls == null
        ? new Socket(loopback, port())
        : tls.own().getSocketFactory().createSocket(loopback, port());
  }

  /// Refuses new connections, answers what has been accepted, and stops.
  @Override
  public void close() {
    watchdog.startClosing();
    server.stop();
    watchdog.close();
  }

  /// Sets up a server.
  public static final class Builder {
    private static final int LAST_PORT = 65_535;

    private final Routes.Builder routes = new Routes.Builder();
    private final List<String> names = new ArrayList<>();
    private String host = "127.0.0.1";
    private int port;
    private Limits limits = Limits.standard();
    private Origins origins = new Origins(List.of());
    private ErrorFormat errors = ErrorFormat.text();
    private AccessLog accessLog = AccessLog.none();
    private @Nullable HostNames hosts;
    private @Nullable BearerToken token;
    private @Nullable Tls tls;

    private Builder() {}

    /// The address or name to bind to.
    ///
    /// So that pages of other sites can't reach it under a name of theirs, the server answers only
    /// clients that call it `localhost`, `127.0.0.1`, `[::1]`, by this name or a further [#name].
    /// Beyond loopback it also answers to addresses and to names that only a network gives out,
    /// those without a dot or ending in `.local`, `.internal`, `.home.arpa` or `.localhost`; with a
    /// [#token] or [#tls], which pages of other sites haven't, to all.
    public Builder host(String host) {
      this.host = host;
      return this;
    }

    /// Another name that clients may call it by, such as that of a proxy.
    ///
    /// Fails with [IllegalArgumentException] if it isn't a name, or has a port.
    public Builder name(String name) {
      names.add(HostNames.expect(name));
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

    /// The token that clients must send as `Authorization: Bearer …`, except for pages and what is
    /// [#open].
    ///
    /// Fails with [IllegalArgumentException] if it has fewer than 16 characters, or others than
    /// printable ASCII.
    public Builder token(String token) {
      this.token = new BearerToken(token);
      return this;
    }

    /// Encrypts.
    public Builder tls(Tls tls) {
      this.tls = tls;
      return this;
    }

    /// The origins, such as `https://example.org`, whose pages may use the server; `*` for all.
    ///
    /// Fails with [IllegalArgumentException] if one isn't a scheme and a host, with or without a
    /// port.
    public Builder cors(List<String> origins) {
      this.origins = new Origins(origins);
      return this;
    }

    /// How it words what it refuses.
    public Builder errors(ErrorFormat errors) {
      this.errors = errors;
      return this;
    }

    /// What is told of each request.
    public Builder accessLog(AccessLog accessLog) {
      this.accessLog = accessLog;
      return this;
    }

    /// Answers `GET` and `HEAD`.
    ///
    /// @param template a path such as `/v2/models/{model}` or `/v1/models/{model}:predict`
    public Builder get(String template, Handler handler) {
      return add("GET", template, handler);
    }

    /// Answers `POST`.
    public Builder post(String template, Handler handler) {
      return add("POST", template, handler);
    }

    /// Answers `PUT`.
    public Builder put(String template, Handler handler) {
      return add("PUT", template, handler);
    }

    /// Answers `DELETE`.
    public Builder delete(String template, Handler handler) {
      return add("DELETE", template, handler);
    }

    /// Sends the events of a feed to clients that `GET` a path.
    public Builder events(String template, EventFeed feed) {
      return get(template, request -> Response.events(feed, request));
    }

    /// Answers a path with a page, also without the token.
    public Builder page(String path, Page page) {
      return get(path, page::answer).open(path);
    }

    /// Answers a template that has handlers also without the token.
    public Builder open(String template) {
      routes.open(template);
      return this;
    }

    private Builder add(String method, String template, Handler handler) {
      routes.add(method, template, handler);
      return this;
    }

    /// Binds and starts answering.
    ///
    /// Fails with a [dev.kern.data.file.DataException] if it can't bind.
    public WebServer start() {
      InetAddress bound = checkAddress();
      Dispatcher.Rules rules =
          new Dispatcher.Rules(
              limits, hosts == null ? hosts(bound) : hosts, origins, token, errors, accessLog);
      Dispatcher dispatcher = new Dispatcher(routes.build(), rules);
      QuietLibrary.hush();
      Watchdog watchdog = new Watchdog(limits.connections());
      io.helidon.webserver.WebServer server = helidon(bound, dispatcher, watchdog).build().start();
      if (!server.isRunning()) {
        watchdog.close();
        throw unbindable(new BindException("Address already in use"));
      }
      String scheme = tls == null ? "http" : "https";
      String name = host.contains(":") ? "[" + host + "]" : host;
      URI address = URI.create(scheme + "://" + name + ":" + server.port());
      return new WebServer(server, watchdog, address, rules, tls);
    }

    private WebServerConfig.Builder helidon(
        InetAddress bound, Dispatcher dispatcher, Watchdog watchdog) {
      WebServerConfig.Builder config =
          io.helidon.webserver.WebServer.builder()
              .address(bound)
              .port(port)
              .shutdownHook(false)
              // Otherwise an answer's last packet waits for the client to confirm those before.
              .connectionOptions(options -> options.tcpNoDelay(true))
              .protocolsDiscoverServices(false)
              .addConnectionSelector(new GuardedHttp(limits, watchdog))
              .maxPayloadSize(limits.body())
              .shutdownGracePeriod(limits.closing())
              .contentEncoding(new RawEncodings())
              .errorHandling(handling -> handling.includeEntity(true))
              .directHandlers(new MalformedRequests(errors, accessLog).handlers())
              .routing(HttpRouting.builder().any(dispatcher));
      Tls encryption = tls;
      return encryption == null
          ? config
          : config.tls(
              io.helidon.common.tls.Tls.builder().sslContext(encryption.context()).build());
    }

    private HostNames hosts(InetAddress bound) {
      List<String> all = new ArrayList<>(names);
      all.add(host);
      if (bound.isLoopbackAddress()) {
        return HostNames.loopback(all);
      }
      return token == null && tls == null ? HostNames.network(all) : HostNames.any();
    }

    /// Binds to the address once, because Helidon doesn't say why it couldn't.
    private InetAddress checkAddress() {
      if (port < 0 || port > LAST_PORT) {
        throw Problem.at("port " + port + " of " + host, "there is no such port")
            .expected("0 to " + LAST_PORT + ", where 0 means any that is free")
            .fix("choose another port");
      }
      try (ServerSocketChannel channel = ServerSocketChannel.open()) {
        InetAddress address = InetAddress.getByName(host);
        channel.bind(new InetSocketAddress(address, port));
        return address;
      } catch (UnknownHostException e) {
        throw unbindable(new UnknownHostException("unknown host"));
      } catch (IOException e) {
        throw unbindable(e);
      }
    }

    private RuntimeException unbindable(IOException failure) {
      String reason = String.valueOf(failure.getMessage());
      return Problem.at("port " + port + " of " + host, "can't listen: " + reason)
          .because(failure)
          .fix(
              switch (reason) {
                case "Address already in use" ->
                    "choose another port, or stop the program that uses this one";
                case "Permission denied" -> "choose a port above 1023";
                case "Cannot assign requested address" -> "choose an address of this machine";
                default -> "choose another host or port";
              });
    }
  }
}
