package dev.kern.onnx;

import dev.kern.layer.Nonlinearity;
import dev.kern.math.Activation;
import java.util.Optional;

/// Imports activation functions, of which Kern has those with the usual constants.
final class ActivationImport {
  private static final double LEAK = 0.01;
  private static final double CLOSE = 1e-6;
  private static final double HIGHEST = 3e38;

  private ActivationImport() {}

  /// The function of an operation.
  ///
  /// Fails with `DataException` if its constants are others than Kern's.
  ///
  /// @param least the lower bound of a `Clip`
  /// @param most the upper one
  static Activation of(String file, Operation operation, double least, double most) {
    return switch (operation.type()) {
      case "Relu" -> Activation.RELU;
      case "Sigmoid" -> Activation.SIGMOID;
      case "Tanh" -> Activation.TANH;
      case "LeakyRelu" -> with(file, operation, Activation.LEAKY_RELU, 0.01, LEAK);
      case "Elu" -> with(file, operation, Activation.ELU, 1, 1);
      case "Swish" -> with(file, operation, Activation.SILU, 1, 1);
      case "Clip" -> clip(file, operation, least, most);
      case "Gelu" -> {
        String kind = operation.text("approximate", "none");
        if (!kind.equals("tanh")) {
          throw operation.refuse(
              file, "Kern's GELU is the approximation", "approximate " + kind, "approximate tanh");
        }
        yield Activation.GELU;
      }
      default -> throw new IllegalStateException(operation.type() + " is no activation");
    };
  }

  private static Activation with(
      String file, Operation operation, Activation function, double usual, double ours) {
    double alpha = operation.number("alpha", usual);
    if (Math.abs(alpha - ours) > CLOSE) {
      throw operation.refuse(
          file, "Kern has it with another constant", "alpha " + alpha, "alpha " + ours);
    }
    return function;
  }

  private static Activation clip(String file, Operation operation, double least, double most) {
    if (least == 0 && most > HIGHEST) {
      return Activation.RELU;
    }
    if (least == 0 && most == 6) {
      return Activation.RELU6;
    }
    throw operation.refuse(
        file, "Kern clips from 0 to 6, or from 0 on", least + " to " + most, "0 to 6");
  }

  /// Whether no result of the function is below 0.
  static boolean isNonNegative(Activation function) {
    return function == Activation.RELU
        || function == Activation.RELU6
        || function == Activation.SIGMOID;
  }

  /// What `a * b` is if one is the sigmoid of the other: the other, whose SiLU it is.
  static Optional<Step> gated(Step a, Step b) {
    return isSigmoidOf(a, b)
        ? Optional.of(b)
        : isSigmoidOf(b, a) ? Optional.of(a) : Optional.empty();
  }

  private static boolean isSigmoidOf(Step y, Step x) {
    return y.layer() instanceof Nonlinearity gate
        && gate.function() == Activation.SIGMOID
        && y.inputs().getFirst().equals(x);
  }
}
