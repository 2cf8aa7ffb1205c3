package dev.kern.onnx;

import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.LeakyPerChannel;
import dev.kern.onnx.ImportedValue.Images;
import dev.kern.onnx.ImportedValue.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;

/// Imports operations on several values: sums, products, values side by side, and arithmetic with
/// constants.
final class MergeImport {
  private static final int MOST_PARTS = 1 << 10;

  /// DenseNet-264 has blocks of 64 layers.
  private static final int MOST_NESTED = 1 << 7;

  private final String file;
  private final StepFactory steps;
  private final AffineFolding affine;
  private final LayerNormImport norms;

  /// The values that lie side by side so far.
  private final Map<List<Step>, Step> concatenated = new HashMap<>();

  MergeImport(String file, StepFactory steps) {
    this.file = file;
    this.steps = steps;
    affine = new AffineFolding(steps);
    norms = new LayerNormImport(steps);
  }

  /// The value of an operation.
  ///
  /// @param isUsedOnce whether nothing else looks at the value of that name
  ImportedValue value(
      Operation operation, List<ImportedValue> operands, Predicate<String> isUsedOnce) {
    if (operands.size() == 2) {
      for (int i = 0; i < 2; i++) {
        if (operands.get(i) instanceof ImportedValue.Constant(Literal.Floats(Tensor constant))
            && !operation.type().equals("Concat")) {
          boolean once = isUsedOnce.test(operation.input(1 - i));
          return withConstant(operation, operands.get(1 - i), constant, i == 0, once);
        }
      }
    }
    boolean images = operands.stream().allMatch(Images.class::isInstance);
    if (!images && !operands.stream().allMatch(Rows.class::isInstance)) {
      throw refused(operation, "it mixes images, rows and constants");
    }
    return switch (operation.type()) {
      case "Concat" -> {
        if (images) {
          yield concat(operation, operands.stream().map(Images.class::cast).toList());
        }
        yield concatOfRows(operation, operands.stream().map(Rows.class::cast).toList());
      }
      case "Add", "Sum" -> {
        ImportedValue sum = sum(operation, operands);
        yield sum.of(WrittenActivation.simplified(steps, sum.step()));
      }
      default -> pair(operation, operands);
    };
  }

  private RuntimeException refused(Operation operation, String what) {
    return operation.refuse(
        file, what, operation.inputs().size() + " values", "values of one shape");
  }

  /// What `x` becomes by a step that may give numbers below 0.
  private static ImportedValue signed(ImportedValue x, Step step) {
    return x instanceof Images images ? images.of(step).nonNegative(false) : x.of(step);
  }

  /// A difference, product or quotient of two values.
  private ImportedValue pair(Operation operation, List<ImportedValue> operands) {
    if (operands.size() != 2) {
      throw refused(operation, "it takes two values");
    }
    ImportedValue a = operands.get(0);
    ImportedValue b = operands.get(1);
    ImportedValue larger = channels(b) > channels(a) ? b : a;
    Optional<Step> norm = norms.combined(operation, a.step(), b.step(), channels(larger));
    if (norm.isPresent()) {
      return signed(larger, norm.get());
    }
    return switch (operation.type()) {
      case "Mul" -> product(operation, a, b);
      case "Sub" -> {
        float[] minus = new float[channels(b)];
        Arrays.fill(minus, -1);
        Step negative = steps.affine(b.step(), minus, new float[minus.length]);
        yield signed(a, sum(operation, List.of(a, b.of(negative))).step());
      }
      default -> throw refused(operation, "only quotients with a constant are supported");
    };
  }

  /// The product of two values, of which one may be a number per channel.
  private ImportedValue product(Operation operation, ImportedValue a, ImportedValue b) {
    Optional<Step> gated = ActivationImport.gated(steps, a.step(), b.step());
    if (gated.isPresent()) {
      return signed(a, gated.get());
    }
    boolean swapped = isGate(a, b);
    ImportedValue x = swapped ? b : a;
    ImportedValue gate = swapped ? a : b;
    if (!isAlike(x, gate) && !isGate(gate, x)) {
      throw refused(operation, "it multiplies values of different shapes");
    }
    Step y = steps.meeting(Step.Meeting.PRODUCT, List.of(a.step(), b.step()));
    return signed(x, WrittenActivation.simplified(steps, y));
  }

  /// Whether one value is a number for each channel of the other.
  private static boolean isGate(ImportedValue gate, ImportedValue x) {
    return gate instanceof Images one
        && x instanceof Images all
        && one.isPixel()
        && !all.isPixel()
        && one.channels() == all.channels()
        && one.channelsFirst() == all.channelsFirst();
  }

  private static boolean isAlike(ImportedValue a, ImportedValue b) {
    if (a instanceof Images one && b instanceof Images other) {
      return one.isAsLarge(other)
          && one.channels() == other.channels()
          && one.flat() == other.flat();
    }
    return a instanceof Rows one && b instanceof Rows other && one.order().equals(other.order());
  }

  private ImportedValue sum(Operation operation, List<ImportedValue> all) {
    ImportedValue first = all.getFirst();
    if (!all.stream().allMatch(x -> isAlike(first, x))) {
      throw refused(operation, "it adds values of different shapes");
    }
    ImportedValue sum = first.of(meeting(Step.Meeting.SUM, steps(all)));
    return sum instanceof Images images
        ? images.nonNegative(all.stream().allMatch(x -> x instanceof Images i && i.nonNegative()))
        : sum;
  }

  private ImportedValue concat(Operation operation, List<Images> all) {
    Images first = all.getFirst();
    boolean alike = all.stream().allMatch(x -> x.isAsLarge(first));
    if (!alike || operation.axis(file, 4, 0) != first.channelAxis()) {
      throw refused(operation, "it doesn't concatenate channels");
    }
    int channels = all.stream().mapToInt(Images::channels).reduce(0, Math::addExact);
    Step step = beside(steps(all));
    return first
        .size(step, first.height(), first.width(), channels)
        .nonNegative(all.stream().allMatch(Images::nonNegative));
  }

  private ImportedValue concatOfRows(Operation operation, List<Rows> all) {
    RowOrder order = all.stream().map(Rows::order).reduce(RowOrder::beside).orElseThrow();
    if (operation.axis(file, 2, 0) != 1 || order.parts().size() > MOST_PARTS) {
      throw refused(operation, "it doesn't concatenate rows");
    }
    return new Rows(beside(steps(all)), order);
  }

  private static List<Step> steps(List<? extends ImportedValue> values) {
    return values.stream().map(ImportedValue::step).toList();
  }

  private Step meeting(Step.Meeting how, List<Step> inputs) {
    return inputs.size() == 1 ? inputs.getFirst() : steps.meeting(how, inputs);
  }

  /// Steps side by side. If the first ones lie side by side already, these are taken as one: in a
  /// DenseNet each layer sees all before it, and so blocks lie within one another.
  private Step beside(List<Step> inputs) {
    List<Step> parts = inputs;
    for (int n = Math.min(inputs.size(), MOST_NESTED) - 1; n > 1; n--) {
      Step known = concatenated.get(inputs.subList(0, n));
      if (known != null) {
        parts = new ArrayList<>(List.of(known));
        parts.addAll(inputs.subList(n, inputs.size()));
        break;
      }
    }
    Step step = meeting(Step.Meeting.CONCAT, parts);
    concatenated.put(List.copyOf(inputs), step);
    return step;
  }

  /// A ReLU that leaks by a slope per channel.
  ImportedValue leaky(Operation operation, ImportedValue x, Tensor slopes) {
    float[] slope = perChannel(operation, x, slopes);
    Tensor weights = Tensor.of(Shape.of(slope.length), slope);
    return signed(x, steps.layer(new LeakyPerChannel(slope[0]), x.step(), weights));
  }

  /// `x` with each number multiplied, and another added.
  ImportedValue affine(ImportedValue x, double scale, double shift, boolean isUsedOnce) {
    float[] factor = new float[channels(x)];
    float[] summand = new float[factor.length];
    Arrays.fill(factor, (float) scale);
    Arrays.fill(summand, (float) shift);
    return signed(x, affine(x.step(), factor, summand, isUsedOnce));
  }

  /// A step with its channels multiplied and shifted, by the layer before if it can and nothing
  /// else looks at it.
  private Step affine(Step step, float[] factor, float[] summand, boolean isUsedOnce) {
    if (isUsedOnce) {
      Optional<Step> folded = affine.into(step, factor, summand);
      if (folded.isPresent()) {
        return WrittenActivation.simplified(steps, folded.get());
      }
    }
    return step.isBegin()
        ? steps.front(step, factor, summand)
        : WrittenActivation.simplified(steps, steps.affine(step, factor, summand));
  }

  /// Arithmetic with a constant.
  ///
  /// @param first whether the constant is the first operand
  private ImportedValue withConstant(
      Operation operation, ImportedValue x, Tensor constant, boolean first, boolean isUsedOnce) {
    Optional<Step> norm = norms.withConstant(operation, x.step(), constant, first);
    if (norm.isPresent()) {
      return signed(x, norm.get());
    }
    if (first && operation.type().equals("Div") && constant.shape().size() == 1) {
      double number = constant.at(0);
      return signed(x, steps.fragment(Fragment.of(operation, n -> number / n), x.step()));
    }
    float[] vector = perChannel(operation, x, constant);
    float[] ones = new float[vector.length];
    Arrays.fill(ones, first && operation.type().equals("Sub") ? -1 : 1);
    float[] zeros = new float[vector.length];
    Step step =
        switch (operation.type()) {
          case "Add", "Sum" -> affine(x.step(), ones, vector, isUsedOnce);
          case "Sub" ->
              affine(x.step(), ones, first ? vector : mapped(vector, n -> -n), isUsedOnce);
          case "Mul" -> affine(x.step(), vector, zeros, isUsedOnce);
          case "Div" -> {
            if (first) {
              throw refused(operation, "it divides constants by values");
            }
            yield affine(x.step(), mapped(vector, n -> 1 / n), zeros, isUsedOnce);
          }
          default -> throw refused(operation, "arithmetic with a constant that no layer does");
        };
    return signed(x, step);
  }

  private static int channels(ImportedValue x) {
    return switch (x) {
      case Images images -> images.channels();
      case Rows rows -> rows.order().size();
      case ImportedValue.Constant _, ImportedValue.Grouped _, ImportedValue.Unknown _ -> 0;
    };
  }

  /// The numbers of a constant, one per channel, in Kern's order.
  float[] perChannel(Operation operation, ImportedValue x, Tensor constant) {
    int channels = channels(x);
    float[] values = constant.toArray();
    if (values.length == 1 && channels > 0) {
      float[] same = new float[channels];
      Arrays.fill(same, values[0]);
      return same;
    }
    int behind = x instanceof Images images && images.channelsFirst() ? 2 : 0;
    int axis = constant.shape().rank() - 1 - behind;
    if (axis < 0 || values.length != channels || constant.shape().extent(axis) != channels) {
      throw refused(operation, "its constant is not one number per channel");
    }
    return x instanceof Rows rows ? rows.order().toKern(values) : values;
  }

  private static float[] mapped(float[] values, DoubleUnaryOperator function) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) function.applyAsDouble(values[i]);
    }
    return result;
  }
}
