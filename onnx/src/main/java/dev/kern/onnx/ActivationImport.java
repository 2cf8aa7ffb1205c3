package dev.kern.onnx;

import dev.kern.layer.Layer;
import dev.kern.layer.Nonlinearity;
import dev.kern.math.Activation;
import java.util.Optional;

/// Imports activation functions, of which Kern has those with the usual constants.
final class ActivationImport {
  /// ONNX's usual slope of a `LeakyRelu` below 0, and Kern's.
  static final double LEAK = 0.01;

  private static final double SELU = Activation.SELU_ALPHA;
  private static final double CLOSE = 1e-6;

  private ActivationImport() {}

  /// The function of an operation.
  ///
  /// Fails with `DataException` if its constants are others than Kern's.
  static Activation of(String file, Operation operation) {
    return switch (operation.type()) {
      case "Relu" -> Activation.RELU;
      case "Sigmoid" -> Activation.SIGMOID;
      case "Tanh" -> Activation.TANH;
      case "LeakyRelu" -> Activation.LEAKY_RELU;
      case "HardSwish" -> Activation.HARD_SWISH;
      case "Elu", "Celu" -> with(file, operation, Activation.ELU, "alpha", 1, 1);
      case "Swish" -> with(file, operation, Activation.SILU, "alpha", 1, 1);
      case "Selu" -> {
        with(file, operation, Activation.SELU, "alpha", SELU, SELU);
        double scale = Activation.SELU_SCALE;
        yield with(file, operation, Activation.SELU, "gamma", scale, scale);
      }
      case "Gelu" ->
          operation.text("approximate", "none").equals("tanh")
              ? Activation.GELU
              : Activation.EXACT_GELU;
      default -> throw new IllegalStateException(operation.type() + " is not an activation");
    };
  }

  private static Activation with(
      String file,
      Operation operation,
      Activation function,
      String constant,
      double usual,
      double ours) {
    double given = operation.number(constant, usual);
    if (!isClose(given, ours)) {
      throw operation.refuse(
          file, "unsupported constant", constant + " " + given, constant + " " + ours);
    }
    return function;
  }

  static boolean isClose(double given, double ours) {
    return Math.abs(given - ours) <= CLOSE;
  }

  /// Whether a `LeakyRelu` of that slope is Kern's own.
  static boolean isUsualLeak(double slope) {
    return isClose(slope, LEAK);
  }

  /// Whether no result of the function is below 0.
  static boolean isNonNegative(Activation function) {
    return function == Activation.RELU
        || function == Activation.RELU6
        || function == Activation.SIGMOID
        || function == Activation.HARD_SIGMOID;
  }

  /// What `a * b` is if one is the sigmoid of the other, or the hard one: the other's SiLU, or its
  /// hard swish.
  static Optional<Step> gated(StepFactory steps, Step a, Step b) {
    return gate(a, b)
        .map(function -> steps.layer(function, b))
        .or(() -> gate(b, a).map(function -> steps.layer(function, a)));
  }

  private static Optional<Layer> gate(Step y, Step x) {
    if (!(y.layer() instanceof Nonlinearity gate) || !y.inputs().getFirst().equals(x)) {
      return Optional.empty();
    }
    return switch (gate.function()) {
      case SIGMOID -> Optional.of(Layer.silu());
      case HARD_SIGMOID -> Optional.of(Layer.hardSwish());
      default -> Optional.empty();
    };
  }
}
