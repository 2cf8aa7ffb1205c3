package dev.kern.onnx;

import dev.kern.graph.Tensor;
import dev.kern.layer.Affine;
import dev.kern.layer.Nonlinearity;
import dev.kern.math.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Recognises activations that exporters write out, such as `x * clip(x + 3, 0, 6) / 6`.
///
/// Arithmetic on single numbers of one earlier step is a function of these. It is computed at some
/// points and compared there with Kern's activations, so the form in which it is written out
/// doesn't matter.
final class WrittenActivation {
  private static final int DEEPEST = 9;
  private static final int SIDE = 144;
  private static final double APART = 0.0625;
  private static final double CLOSE = 2e-5;

  /// The points, from -9 to 9.
  private static final double[] POINTS = points();

  private final Map<Step, Map<Step, double[]>> known = new HashMap<>();

  private WrittenActivation() {}

  private static double[] points() {
    double[] points = new double[2 * SIDE + 1];
    Arrays.setAll(points, i -> (i - SIDE) * APART);
    return points;
  }

  /// A step, or what it is: an activation of an earlier one, or that one itself.
  static Step simplified(StepFactory steps, Step step) {
    Map<Step, double[]> values = new WrittenActivation().values(step, 0);
    for (Map.Entry<Step, double[]> each : new ArrayList<>(values.entrySet()).reversed()) {
      Step base = each.getKey();
      Optional<Activation> found = base.equals(step) ? Optional.empty() : matching(each.getValue());
      if (found.isPresent()) {
        return found.get() == Activation.IDENTITY
            ? base
            : steps.layer(new Nonlinearity(found.get()), base);
      }
    }
    return step;
  }

  private static Optional<Activation> matching(double[] values) {
    return Arrays.stream(Activation.values()).filter(f -> isLike(f, values)).findFirst();
  }

  private static boolean isLike(Activation activation, double[] values) {
    for (int i = 0; i < POINTS.length; i++) {
      double distance = Math.abs(values[i] - activation.value(POINTS[i]));
      if (!(distance <= CLOSE * (1 + Math.abs(POINTS[i])))) {
        return false;
      }
    }
    return true;
  }

  /// The steps of whose single numbers a step is a function, itself first, with its values where
  /// those are the points.
  private Map<Step, double[]> values(Step step, int depth) {
    Map<Step, double[]> found = known.get(step);
    if (found == null) {
      found = new LinkedHashMap<>();
      found.put(step, POINTS);
      if (depth < DEEPEST && !step.isBegin()) {
        found.putAll(earlier(step, depth));
      }
      known.put(step, found);
    }
    return found;
  }

  private Map<Step, double[]> earlier(Step step, int depth) {
    Map<Step, double[]> all = new LinkedHashMap<>();
    boolean combines =
        step.inputs().size() == 2
            && (step.meeting() == Step.Meeting.SUM || step.meeting() == Step.Meeting.PRODUCT);
    DoubleUnaryOperator own = own(step);
    if (combines) {
      boolean sum = step.meeting() == Step.Meeting.SUM;
      Map<Step, double[]> second = values(step.inputs().get(1), depth + 1);
      values(step.inputs().getFirst(), depth + 1)
          .forEach(
              (base, a) -> {
                double[] b = second.get(base);
                if (b != null) {
                  all.put(base, computed(i -> sum ? a[i] + b[i] : a[i] * b[i]));
                }
              });
    } else if (own != null) {
      values(step.inputs().getFirst(), depth + 1)
          .forEach((base, x) -> all.put(base, computed(i -> own.applyAsDouble(x[i]))));
    }
    return all;
  }

  private static double[] computed(IntToDoubleFunction value) {
    double[] values = new double[POINTS.length];
    Arrays.setAll(values, value);
    return values;
  }

  /// What a step without branches does to each number; null if numbers depend on others.
  private static @Nullable DoubleUnaryOperator own(Step step) {
    if (step.meeting() != Step.Meeting.NONE) {
      return null;
    }
    Fragment fragment = step.fragment();
    if (fragment != null) {
      return fragment.kind() == Fragment.Kind.FUNCTION ? fragment.function() : null;
    }
    return switch (step.layer()) {
      case Nonlinearity(Activation function) -> function::value;
      case Affine _ when isUniform(step.weights().get(0)) && isUniform(step.weights().get(1)) -> {
        double scale = step.weights().get(0).at(0);
        double shift = step.weights().get(1).at(0);
        yield x -> scale * x + shift;
      }
      case null, default -> null;
    };
  }

  private static boolean isUniform(Tensor tensor) {
    for (int i = 1; i < tensor.shape().size(); i++) {
      if (tensor.at(i) != tensor.at(0)) {
        return false;
      }
    }
    return tensor.shape().size() > 0;
  }
}
