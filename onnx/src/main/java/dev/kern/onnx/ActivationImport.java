package dev.kern.onnx;

import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.Layer;
import dev.kern.layer.Nonlinearity;
import dev.kern.math.Activation;
import java.util.List;
import java.util.Optional;

/// Imports activation functions: Kern's own, and those with other constants as Kern's between
/// arithmetic.
record ActivationImport(String file, Operands operands, StepFactory steps, MergeImport meetings) {
  /// ONNX's usual slope of a `LeakyRelu` below 0, and Kern's.
  static final double LEAK = 0.01;

  private static final double CLOSE = 1e-6;

  /// What stands for no bound of a `Clip`.
  private static final double HIGHEST = Float.MAX_VALUE;

  /// What bounds nothing.
  private static final double BOUNDLESS = 3e38;

  /// The value of an operation.
  ///
  /// Fails with `DataException` if its constants are others than Kern's.
  ///
  /// @param once whether nothing else looks at `x`
  ImportedValue value(Operation operation, ImportedValue x, boolean once) {
    switch (operation.type()) {
      case "LeakyRelu" -> {
        float leak = (float) operation.number("alpha", LEAK);
        if (!isUsualLeak(leak)) {
          return meetings.leaky(operation, x, Tensor.of(Shape.of(1), leak));
        }
      }
      case "HardSigmoid" -> {
        // Kern's is of x / 6 + 1 / 2.
        double alpha = operation.number("alpha", 0.2);
        double beta = operation.number("beta", 0.5);
        boolean usual = isClose(alpha, 1.0 / 6) && beta == 0.5;
        ImportedValue z = usual ? x : meetings.affine(x, 6 * alpha, 6 * beta - 3, once);
        return nonNegative(layer(z, Layer.hardSigmoid()));
      }
      case "Clip" -> {
        return clipped(operation, x, once);
      }
      case "Celu" -> {
        double alpha = operation.number("alpha", 1);
        ImportedValue elu = layer(shifted(x, 1 / alpha, 0, once), Layer.elu());
        return signed(x, shifted(elu, alpha, 0, true).step());
      }
      case "Elu" -> {
        double alpha = operation.number("alpha", 1);
        return alpha == 1 ? signed(x, layer(x, Layer.elu()).step()) : elu(x, 1, alpha);
      }
      case "Selu" -> {
        double alpha = operation.number("alpha", Activation.SELU_ALPHA);
        double gamma = operation.number("gamma", Activation.SELU_SCALE);
        boolean usual =
            isClose(alpha, Activation.SELU_ALPHA) && isClose(gamma, Activation.SELU_SCALE);
        return usual ? signed(x, layer(x, Layer.selu()).step()) : elu(x, gamma, alpha);
      }
      default -> {}
    }
    Activation function = of(operation);
    ImportedValue y = layer(x, new Nonlinearity(function));
    return isNonNegative(function) ? nonNegative(y) : signed(y, y.step());
  }

  private static ImportedValue nonNegative(ImportedValue x) {
    return x instanceof ImportedValue.Images images ? images.nonNegative(true) : x;
  }

  /// Numbers kept between two bounds: a ReLU or ReLU6 of what is shifted and stretched to it, and
  /// back.
  private ImportedValue clipped(Operation operation, ImportedValue x, boolean isUsedOnce) {
    double least = operands.number(operation, 1, "min", -HIGHEST);
    double most = operands.number(operation, 2, "max", HIGHEST);
    boolean below = least > -BOUNDLESS;
    boolean above = most < BOUNDLESS;
    if (!(least < most) || (below && above && !Double.isFinite(least + most))) {
      throw operands.refused(operation, "it clips to %s to %s".formatted(least, most));
    }
    if (!below && !above) {
      return x;
    }
    if (!above) {
      ImportedValue relu = layer(shifted(x, 1, -least, isUsedOnce), Layer.relu());
      return least == 0 ? nonNegative(relu) : shifted(relu, 1, least, true);
    }
    if (!below) {
      return shifted(layer(shifted(x, -1, most, isUsedOnce), Layer.relu()), -1, most, true);
    }
    double unit = 6 / (most - least);
    ImportedValue relu6 = layer(shifted(x, unit, -least * unit, isUsedOnce), Layer.relu6());
    ImportedValue y = shifted(relu6, 1 / unit, least, true);
    return least >= 0 ? nonNegative(y) : signed(y, y.step());
  }

  private ImportedValue shifted(ImportedValue x, double scale, double shift, boolean isUsedOnce) {
    return scale == 1 && shift == 0 ? x : meetings.affine(x, scale, shift, isUsedOnce);
  }

  /// A function without constants of its own.
  private Activation of(Operation operation) {
    return switch (operation.type()) {
      case "Relu" -> Activation.RELU;
      case "Sigmoid" -> Activation.SIGMOID;
      case "Tanh" -> Activation.TANH;
      case "LeakyRelu" -> Activation.LEAKY_RELU;
      case "HardSwish" -> Activation.HARD_SWISH;
      case "Swish" -> {
        double alpha = operation.number("alpha", 1);
        if (!isClose(alpha, 1)) {
          throw operation.refuse(file, "unsupported constant", "alpha " + alpha, "alpha 1.0");
        }
        yield Activation.SILU;
      }
      case "Gelu" ->
          operation.text("approximate", "none").equals("tanh")
              ? Activation.GELU
              : Activation.EXACT_GELU;
      default -> throw new IllegalStateException(operation.type() + " is not an activation");
    };
  }

  /// `gamma max(x, 0) + gamma alpha min(exp(x) - 1, 0)`, by Kern's ELU, in which both are 1, and a
  /// ReLU.
  private ImportedValue elu(ImportedValue x, double gamma, double alpha) {
    ImportedValue curved = shifted(layer(x, Layer.elu()), gamma * alpha, 0, true);
    ImportedValue straight = shifted(layer(x, Layer.relu()), gamma * (1 - alpha), 0, true);
    List<Step> both = List.of(curved.step(), straight.step());
    return signed(x, steps.meeting(Step.Meeting.SUM, both));
  }

  private ImportedValue layer(ImportedValue x, Layer layer) {
    return x.of(steps.layer(layer, x.step()));
  }

  private static ImportedValue signed(ImportedValue x, Step step) {
    ImportedValue y = x.of(step);
    return y instanceof ImportedValue.Images images ? images.nonNegative(false) : y;
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
