package dev.kern.run;

/// What computes a plan.
public enum Engine {
  /// Loops on the Vector API; scalar ones where this Java runs without it.
  VECTOR,
  /// Loops in plain Java.
  SCALAR
}
