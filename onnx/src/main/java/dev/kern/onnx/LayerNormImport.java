package dev.kern.onnx;

import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.LayerNormalization;
import dev.kern.onnx.Fragment.Kind;
import java.util.Arrays;
import java.util.Optional;

/// Puts together a layer normalisation that is written out: `(x - mean) / sqrt(variance + epsilon)`
/// with means over the channels.
record LayerNormImport(StepFactory steps) {
  /// The mean over the channels of `x`: a mean, or a variance if `x` is a squared distance.
  Step mean(Operation operation, Step x) {
    return x.is(Kind.SQUARED)
        ? part(Kind.VARIANCE, operation, 0, base(x))
        : part(Kind.MEAN, operation, 0, x);
  }

  /// What `x` becomes by a function of one value.
  Optional<Step> unary(Operation operation, Step x, double power) {
    boolean root = operation.type().equals("Sqrt") || power == 0.5;
    if (x.is(Kind.CENTERED) && power == 2) {
      return Optional.of(part(Kind.SQUARED, operation, 0, base(x)));
    }
    if (x.is(Kind.GUARDED) && (root || power == -0.5)) {
      Kind kind = root ? Kind.DEVIATION : Kind.INVERSE;
      return Optional.of(part(kind, operation, epsilon(x), base(x)));
    }
    return x.is(Kind.DEVIATION) && operation.type().equals("Reciprocal")
        ? Optional.of(part(Kind.INVERSE, operation, epsilon(x), base(x)))
        : Optional.empty();
  }

  /// What `x` becomes with a constant, which stands first in `constant / x`.
  Optional<Step> withConstant(Operation operation, Step x, Tensor constant, boolean first) {
    if (constant.shape().size() != 1) {
      return Optional.empty();
    }
    double number = constant.at(0);
    if (x.is(Kind.VARIANCE) && operation.type().equals("Add") && number > 0) {
      return Optional.of(part(Kind.GUARDED, operation, number, base(x)));
    }
    return x.is(Kind.DEVIATION) && operation.type().equals("Div") && first && number == 1
        ? Optional.of(part(Kind.INVERSE, operation, epsilon(x), base(x)))
        : Optional.empty();
  }

  /// What becomes of two values.
  ///
  /// @param channels how many numbers are normalised together
  Optional<Step> combined(Operation operation, Step a, Step b, int channels) {
    return switch (operation.type()) {
      case "Sub" ->
          b.is(Kind.MEAN) && base(b).equals(a)
              ? Optional.of(part(Kind.CENTERED, operation, 0, a))
              : Optional.empty();
      case "Mul" -> {
        if (a.is(Kind.CENTERED) && b.is(Kind.CENTERED) && base(a).equals(base(b))) {
          yield Optional.of(part(Kind.SQUARED, operation, 0, base(a)));
        }
        yield a.is(Kind.INVERSE)
            ? whole(b, a, Kind.INVERSE, channels)
            : whole(a, b, Kind.INVERSE, channels);
      }
      case "Div" -> whole(a, b, Kind.DEVIATION, channels);
      default -> Optional.empty();
    };
  }

  private Optional<Step> whole(Step centered, Step divisor, Kind kind, int channels) {
    boolean complete =
        centered.is(Kind.CENTERED) && divisor.is(kind) && base(centered).equals(base(divisor));
    if (!complete) {
      return Optional.empty();
    }
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    return Optional.of(layer(base(centered), epsilon(divisor), ones, new float[channels]));
  }

  /// The whole normalisation.
  Step layer(Step x, double epsilon, float[] scale, float[] shift) {
    Shape channels = Shape.of(scale.length);
    return steps.layer(
        new LayerNormalization(epsilon), x, Tensor.of(channels, scale), Tensor.of(channels, shift));
  }

  private Step part(Kind kind, Operation operation, double epsilon, Step base) {
    return steps.fragment(Fragment.of(kind, operation, epsilon), base);
  }

  private static Step base(Step part) {
    return part.inputs().getFirst();
  }

  private static double epsilon(Step part) {
    Fragment fragment = part.fragment();
    return fragment == null ? 0 : fragment.epsilon();
  }
}
