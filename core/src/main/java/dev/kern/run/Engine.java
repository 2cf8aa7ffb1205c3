package dev.kern.run;

/// What computes a plan.
public enum Engine {
  /// Loops on the Vector API; scalar ones where this Java runs without it.
  VECTOR,
  /// Loops in plain Java.
  SCALAR,
  /// The [Interpreter], in double precision, on one thread: slow, and what the others are compared
  /// with. Between steps variables and optimiser state are kept as floats, as by the others.
  REFERENCE
}
