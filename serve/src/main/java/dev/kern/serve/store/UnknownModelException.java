package dev.kern.serve.store;

/// Thrown if there is no such model or version, or it isn't loaded; the message is for the client.
public final class UnknownModelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnknownModelException(String message) {
    super(message);
  }
}
