package dev.kern.onnx;

import dev.kern.math.Activation;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/// Functions of single numbers that no layer has, but that activations are written out with.
final class PointwiseImport {
  private static final double ROOT_OF_HALF = Math.sqrt(0.5);

  private PointwiseImport() {}

  /// The function of an operation on one value; empty if it is none.
  static Optional<DoubleUnaryOperator> of(String type) {
    return switch (type) {
      case "Erf" -> Optional.of(PointwiseImport::erf);
      case "Exp" -> Optional.of(Math::exp);
      case "Log" -> Optional.of(Math::log);
      case "Sqrt" -> Optional.of(Math::sqrt);
      case "Abs" -> Optional.of(Math::abs);
      case "Neg" -> Optional.of(x -> -x);
      case "Reciprocal" -> Optional.of(x -> 1 / x);
      case "Softplus" -> Optional.of(x -> Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0));
      case "Softsign" -> Optional.of(x -> x / (1 + Math.abs(x)));
      default -> Optional.empty();
    };
  }

  /// From the exact GELU, whose value is `x / 2 (1 + erf(x / sqrt(2)))`.
  private static double erf(double x) {
    double z = x / ROOT_OF_HALF;
    return z == 0 ? 0 : 2 * Activation.EXACT_GELU.value(z) / z - 1;
  }
}
