package dev.kern.serve.protocol;

import dev.kern.serve.store.ModelStore;
import dev.kern.web.Admission;
import dev.kern.web.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/// All that a server of models answers.
public final class ServingRoutes {
  private static final String DESCRIPTION = "openapi.json";

  private ServingRoutes() {}

  /// The routes over a store, with counters of their own.
  ///
  /// @param admission how many requests are computed at a time, and how many wait
  /// @param ready whether the server is warm
  public static List<Route> of(
      ModelStore store, Admission admission, ServingLimits limits, BooleanSupplier ready) {
    ServerMetrics metrics = new ServerMetrics(store, admission::waiting);
    Inference inference = new Inference(store, admission, metrics);
    Images images = new Images(limits);
    byte[] description = description();
    List<Route> routes = new ArrayList<>();
    routes.addAll(new OpenInference(inference, images, ready).routes());
    routes.addAll(new TensorFlowServing(inference, images).routes());
    routes.addAll(new ImageUploads(inference, images, limits).routes());
    routes.add(
        Route.get("/metrics", _ -> Response.of(200, ServerMetrics.CONTENT_TYPE, metrics.text())));
    routes.add(Route.get("/openapi.json", _ -> Response.of(200, "application/json", description)));
    return List.copyOf(routes);
  }

  private static byte[] description() {
    try (InputStream in = ServingRoutes.class.getResourceAsStream(DESCRIPTION)) {
      return Objects.requireNonNull(in, DESCRIPTION).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
