package dev.kern.serve.protocol;

import dev.kern.data.file.DataException;
import dev.kern.serve.store.ModelStore;
import dev.kern.serve.store.ServedModel;
import dev.kern.web.Admission;
import dev.kern.web.HttpException;
import dev.kern.web.Request;
import dev.kern.web.Response;
import java.util.function.Function;

/// What all protocols share: finding the model, waiting for a free core, and counting.
final class Inference {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private final ModelStore store;
  private final Admission admission;
  private final ServerMetrics metrics;

  Inference(ModelStore store, Admission admission, ServerMetrics metrics) {
    this.store = store;
    this.admission = admission;
    this.metrics = metrics;
  }

  ModelStore store() {
    return store;
  }

  /// The model of a request's path, in the version that it names or else the latest.
  ServedModel model(Request request) {
    return store.find(request.parameter("model"));
  }

  ServedModel version(Request request) {
    return store.find(request.parameter("model"), request.parameter("version"));
  }

  /// Answers a request when a core is free. Its body is read by then, and what it costs to make
  /// sense of it is part of the computation.
  ///
  /// Fails with `HttpException` 429 if too many wait already.
  Response answer(ServedModel model, Function<Call, Response> work) {
    Call call = new Call(model);
    try {
      Response response =
          admission.run(
              () -> {
                call.admit();
                return work.apply(call);
              });
      metrics.success(model, call.end());
      return response;
    } catch (RuntimeException e) {
      metrics.failure(model, reason(e));
      throw e;
    }
  }

  private static String reason(RuntimeException failure) {
    return switch (failure) {
      case HttpException refused when refused.status() == TOO_MANY_REQUESTS -> "rejected";
      case HttpException refused when refused.status() < SERVER_ERROR -> "invalid";
      case DataException data when !data.isFailure() -> "invalid";
      default -> "error";
    };
  }
}
