package dev.kern.onnx;

import java.util.function.DoubleUnaryOperator;

/// What an operation does that no layer does by itself, only together with others: a part of an
/// activation or of a normalisation that is written out.
///
/// @param kind which part
/// @param operation the operation, to be named if nothing comes of it
/// @param function of each number, where the kind is [Kind#FUNCTION]
/// @param epsilon what was added to a variance
record Fragment(Kind kind, Operation operation, DoubleUnaryOperator function, double epsilon) {
  /// The parts; those of a normalisation are of the step that is the fragment's input.
  enum Kind {
    /// A function of each number.
    FUNCTION,
    /// The mean over the channels.
    MEAN,
    /// The numbers less their mean.
    CENTERED,
    /// The square of [#CENTERED].
    SQUARED,
    /// The mean of [#SQUARED].
    VARIANCE,
    /// The variance plus a small number.
    GUARDED,
    /// The root of [#GUARDED].
    DEVIATION,
    /// One divided by [#DEVIATION].
    INVERSE
  }

  static Fragment of(Operation operation, DoubleUnaryOperator function) {
    return new Fragment(Kind.FUNCTION, operation, function, 0);
  }

  static Fragment of(Kind kind, Operation operation, double epsilon) {
    return new Fragment(kind, operation, DoubleUnaryOperator.identity(), epsilon);
  }
}
