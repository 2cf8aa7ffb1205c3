package dev.kern.serve.protocol;

import dev.kern.data.file.DataException;
import dev.kern.run.InsufficientMemoryException;
import dev.kern.serve.store.UnknownModelException;
import dev.kern.web.HttpException;

/// What clients are told of a failure: bad requests are 400, unknown models 404, what there is no
/// memory for 503; what is none of these is an error of the server.
final class Refusal {
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private Refusal() {}

  static RuntimeException of(RuntimeException failure) {
    return switch (failure) {
      case DataException data when !data.isFailure() -> HttpException.of(BAD_REQUEST, data);
      case UnknownModelException unknown -> HttpException.of(NOT_FOUND, unknown);
      case InsufficientMemoryException full -> HttpException.of(UNAVAILABLE, full);
      default -> failure;
    };
  }
}
