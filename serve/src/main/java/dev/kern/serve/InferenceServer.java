package dev.kern.serve;

import dev.kern.data.file.Problem;
import dev.kern.json.JsonText;
import dev.kern.model.TrainedModel;
import dev.kern.serve.page.TryPage;
import dev.kern.serve.protocol.OpenInference;
import dev.kern.serve.protocol.Route;
import dev.kern.serve.protocol.ServingLimits;
import dev.kern.serve.protocol.ServingRoutes;
import dev.kern.serve.store.ModelLocation;
import dev.kern.serve.store.ModelStore;
import dev.kern.web.AccessLog;
import dev.kern.web.Admission;
import dev.kern.web.Limits;
import dev.kern.web.Response;
import dev.kern.web.SameOrigin;
import dev.kern.web.Tls;
import dev.kern.web.WebServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Trained networks as an HTTP service.
///
/// ```java
/// try (InferenceServer server =
///     InferenceServer.builder().model("letters", Path.of("runs/lenet-1")).port(8080).start()) {
///   …
/// }
/// ```
public final class InferenceServer implements AutoCloseable {
  private final ModelStore store;
  private final WebServer web;

  private InferenceServer(ModelStore store, WebServer web) {
    this.store = store;
    this.web = web;
  }

  /// A server to be set up, which binds to loopback and a free port unless told otherwise.
  public static Builder builder() {
    return new Builder();
  }

  /// Where it is, such as `http://127.0.0.1:8080`.
  public URI address() {
    return web.address();
  }

  /// The port it listens on.
  public int port() {
    return web.port();
  }

  /// A line about every version of every model.
  public List<String> models() {
    return store.names().stream()
        .flatMap(name -> store.versions(name).values().stream())
        .map(Object::toString)
        .toList();
  }

  /// Refuses new connections, answers what has been accepted, and stops.
  @Override
  public void close() {
    web.close();
  }

  /// Sets up a server.
  public static final class Builder {
    private final List<ModelLocation> models = new ArrayList<>();
    private final WebServer.Builder web = WebServer.builder();
    private Function<Path, TrainedModel> reader = ModelLocation::read;
    private UnaryOperator<TrainedModel> adjustment = UnaryOperator.identity();
    private int cores = Runtime.getRuntime().availableProcessors();
    private int queue = 128;
    private Duration wait = Duration.ofSeconds(10);
    private ServingLimits servingLimits = ServingLimits.standard();

    private Builder() {}

    /// Serves a model.
    ///
    /// @param name what clients call it: letters, digits, dots, hyphens and underscores
    /// @param path a run folder, a model file of Kern's, an ONNX file, or a folder with folders 1,
    ///   2 and so on, one for each version
    public Builder model(String name, Path path) {
      models.add(new ModelLocation(name, path));
      return this;
    }

    /// Serves what a user names: `letters=runs/lenet-1`, or a path, whose last part is the name.
    public Builder model(String word) {
      models.add(ModelLocation.parse(word));
      return this;
    }

    /// What reads the model at a path, where more is to say of it than the path, such as the size
    /// of images that an ONNX file leaves open; usually that is `ModelFiles.read`.
    public Builder reader(Function<Path, TrainedModel> reader) {
      this.reader = reader;
      return this;
    }

    /// What is done to each model that is read, such as giving it a scaling.
    public Builder adjustment(UnaryOperator<TrainedModel> adjustment) {
      this.adjustment = adjustment;
      return this;
    }

    /// The address or name to bind to.
    public Builder host(String host) {
      web.host(host);
      return this;
    }

    /// Another name that clients may call it by, such as that of a proxy; see
    /// [WebServer.Builder#host].
    ///
    /// Fails with [IllegalArgumentException] if it isn't a name, or has a port.
    public Builder name(String name) {
      web.name(name);
      return this;
    }

    /// The port; 0 for any that is free.
    public Builder port(int port) {
      web.port(port);
      return this;
    }

    /// How many requests are computed at a time, and how many wait for that; more are refused.
    public Builder admission(int atOnce, int waiting, Duration longestWait) {
      this.cores = atOnce;
      this.queue = waiting;
      this.wait = longestWait;
      return this;
    }

    /// How large requests may be, and how long they may take.
    public Builder limits(Limits limits) {
      web.limits(limits);
      return this;
    }

    /// How many images a request may hold, how many pixels each, and how many numbers.
    public Builder inputs(int images, long pixels, int numbers) {
      servingLimits = new ServingLimits(numbers, pixels, images);
      return this;
    }

    /// Answers only those who send `Authorization: Bearer` with this token; all may ask whether the
    /// server is live and ready.
    ///
    /// Fails with [IllegalArgumentException] if it has fewer than 16 characters, or others than
    /// printable ASCII.
    public Builder token(String token) {
      web.token(token);
      return this;
    }

    /// Speaks HTTPS.
    public Builder tls(Tls tls) {
      web.tls(tls);
      return this;
    }

    /// Lets pages of these origins ask, such as `https://example.org`; `*` for all.
    ///
    /// Fails with [IllegalArgumentException] if one isn't a scheme and a host, with or without a
    /// port.
    public Builder cors(List<String> origins) {
      web.cors(origins);
      return this;
    }

    /// Tells of each request that was answered.
    public Builder accessLog(AccessLog accessLog) {
      web.accessLog(accessLog);
      return this;
    }

    /// Binds, loads the models, and warms up: once this returns, the server is ready. Until then it
    /// says that it is live, but not ready.
    ///
    /// Fails with `DataException` if a model can't be loaded or the address is taken.
    public InferenceServer start() {
      if (models.isEmpty()) {
        throw Problem.at("server", "no model to serve").fix("name one: model(\"letters\", path)");
      }
      ModelStore store = ModelStore.of(models, reader.andThen(adjustment));
      AtomicBoolean ready = new AtomicBoolean();
      Admission admission = Admission.of(cores, queue, wait);
      List<Route> routes =
          new ArrayList<>(ServingRoutes.of(store, admission, servingLimits, ready::get));
      // Traces take turns: one at a time, beside the predictions, whose places they don't take.
      Admission turns = Admission.of(1, queue, wait);
      routes.addAll(TryPage.routes("", TryPage.Models.of(store), turns, servingLimits));
      TryPage.pages("").forEach(web::page);
      WebServer started = with(routes, web).start();
      try {
        store.loadAll();
        List<Route> rehearsed = ServingRoutes.of(store, admission, servingLimits, ready::get);
        warm(started, rehearsed, store);
      } catch (RuntimeException e) {
        started.close();
        throw e;
      }
      ready.set(true);
      return new InferenceServer(store, started);
    }

    private static WebServer.Builder with(List<Route> routes, WebServer.Builder web) {
      routes.forEach(route -> route.addTo(web));
      return web.open(OpenInference.LIVE)
          .open(OpenInference.READY)
          .errors((status, message, _) -> error(status, message));
    }

    /// Sends requests through handlers like the real ones, whose counters nobody sees, by a server
    /// like the real one, which is on loopback wherever that is.
    private static void warm(WebServer started, List<Route> routes, ModelStore store) {
      String token = SameOrigin.create().token();
      try (WebServer loopback = with(routes, started.rehearsal(token)).start()) {
        new LoopbackWarmup(loopback, token, store).run();
      }
    }

    /// Both protocols have the same shape of errors.
    private static Response error(int status, String message) {
      return Response.json(status, JsonText.line(Map.of("error", message)));
    }
  }
}
