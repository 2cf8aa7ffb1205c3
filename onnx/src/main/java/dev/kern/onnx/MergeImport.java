package dev.kern.onnx;

import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.Layer;
import dev.kern.onnx.ImportedValue.Images;
import dev.kern.onnx.ImportedValue.Rows;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;

/// Imports operations on several values: sums, values side by side, and arithmetic with constants.
final class MergeImport {
  private static final int MOST_PARTS = 1 << 10;
  private static final int WIDEST_DIAGONAL = 1 << 11;

  private final String file;
  private final StepFactory steps;
  private final AffineFolding affine;

  MergeImport(String file, StepFactory steps) {
    this.file = file;
    this.steps = steps;
    affine = new AffineFolding(steps);
  }

  /// The value of an operation.
  ///
  /// @param isUsedOnce whether nothing else looks at the value of that name
  ImportedValue value(
      Operation operation, List<ImportedValue> operands, Predicate<String> isUsedOnce) {
    boolean pair = operands.size() == 2;
    if (pair
        && operands.get(1) instanceof ImportedValue.Constant(Literal.Floats(Tensor constant))) {
      return folded(operation, operands.get(0), constant, isUsedOnce.test(operation.input(0)));
    }
    boolean swaps = operation.type().equals("Add") || operation.type().equals("Mul");
    if (pair
        && swaps
        && operands.get(0) instanceof ImportedValue.Constant(Literal.Floats(Tensor constant))) {
      return folded(operation, operands.get(1), constant, isUsedOnce.test(operation.input(1)));
    }
    boolean sums = operation.type().equals("Add") || operation.type().equals("Sum");
    boolean images = operands.stream().allMatch(Images.class::isInstance);
    if (!images && !operands.stream().allMatch(Rows.class::isInstance)) {
      throw refused(operation, "it mixes images, rows and constants");
    }
    if (operation.type().equals("Mul")) {
      return gated(operation, operands);
    }
    if (images) {
      List<Images> all = operands.stream().map(Images.class::cast).toList();
      return sums ? sum(operation, all) : concat(operation, all);
    }
    List<Rows> all = operands.stream().map(Rows.class::cast).toList();
    return sums ? sumOfRows(operation, all) : concatOfRows(operation, all);
  }

  private RuntimeException refused(Operation operation, String what) {
    return operation.refuse(
        file, what, operation.inputs().size() + " values", "values of one shape");
  }

  /// What `x` becomes by a step that may give numbers below 0.
  private static ImportedValue signed(ImportedValue x, Step step) {
    return x instanceof Images images ? images.of(step).nonNegative(false) : x.of(step);
  }

  private ImportedValue gated(Operation operation, List<ImportedValue> operands) {
    Optional<Step> gated =
        operands.size() == 2
            ? ActivationImport.gated(steps, operands.get(0).step(), operands.get(1).step())
            : Optional.empty();
    Step y =
        gated.orElseThrow(
            () ->
                refused(
                    operation,
                    "only products with a constant or with a value's own sigmoid are supported"));
    return signed(operands.getFirst(), y);
  }

  private ImportedValue sum(Operation operation, List<Images> all) {
    Images first = all.getFirst();
    boolean alike =
        all.stream().allMatch(x -> x.isAsLarge(first) && x.channels() == first.channels());
    if (!alike) {
      throw refused(operation, "it adds images of different shapes");
    }
    return first
        .of(meeting(Step.Meeting.SUM, steps(all)))
        .nonNegative(all.stream().allMatch(Images::nonNegative));
  }

  private ImportedValue sumOfRows(Operation operation, List<Rows> all) {
    if (all.stream().map(Rows::order).distinct().count() != 1) {
      throw refused(operation, "it adds rows of different lengths or orders");
    }
    return all.getFirst().of(meeting(Step.Meeting.SUM, steps(all)));
  }

  private ImportedValue concat(Operation operation, List<Images> all) {
    Images first = all.getFirst();
    boolean alike = all.stream().allMatch(x -> x.isAsLarge(first));
    if (!alike || operation.axis(file, 4, 0) != first.channelAxis()) {
      throw refused(operation, "it doesn't concatenate channels");
    }
    int channels = all.stream().mapToInt(Images::channels).reduce(0, Math::addExact);
    Step step = meeting(Step.Meeting.CONCAT, steps(all));
    return first
        .size(step, first.height(), first.width(), channels)
        .nonNegative(all.stream().allMatch(Images::nonNegative));
  }

  private ImportedValue concatOfRows(Operation operation, List<Rows> all) {
    RowOrder order = all.stream().map(Rows::order).reduce(RowOrder::beside).orElseThrow();
    if (operation.axis(file, 2, 0) != 1 || order.parts().size() > MOST_PARTS) {
      throw refused(operation, "it doesn't concatenate rows");
    }
    return new Rows(meeting(Step.Meeting.CONCAT, steps(all)), order);
  }

  private static List<Step> steps(List<? extends ImportedValue> values) {
    return values.stream().map(ImportedValue::step).toList();
  }

  private Step meeting(Step.Meeting how, List<Step> inputs) {
    return inputs.size() == 1 ? inputs.getFirst() : steps.meeting(how, inputs);
  }

  /// A ReLU that leaks otherwise than Kern's: `max(x, 0) - slope max(-x, 0)`, with layers that
  /// multiply each channel by a number.
  ImportedValue leaky(Operation operation, ImportedValue x, Tensor slopes) {
    float[] slope = perChannel(operation, x, slopes, channels(x));
    float[] sign = new float[slope.length];
    Arrays.fill(sign, -1);
    Step negative = steps.layer(Layer.relu(), times(operation, x, x.step(), sign));
    Step down = times(operation, x, negative, mapped(slope, n -> -n));
    Step y = meeting(Step.Meeting.SUM, List.of(steps.layer(Layer.relu(), x.step()), down));
    return signed(x, y);
  }

  /// A step multiplied by a factor per channel; its shape is that of `like`.
  private Step times(Operation operation, ImportedValue like, Step step, float[] factors) {
    int channels = factors.length;
    if (!(like instanceof Rows rows)) {
      Tensor weights = Tensor.of(Shape.of(1, 1, 1, channels), factors);
      return steps.layer(Layer.depthwise(1).unbiased(), step, weights);
    }
    if (channels > WIDEST_DIAGONAL) {
      throw operation.refuse(
          file,
          "its rows are too long",
          "%d numbers".formatted(channels),
          "up to " + WIDEST_DIAGONAL);
    }
    float[] diagonal = new float[channels * channels];
    float[] sorted = rows.order().toKern(factors);
    for (int i = 0; i < channels; i++) {
      diagonal[i * channels + i] = sorted[i];
    }
    Tensor weights = Tensor.of(Shape.of(channels, channels), diagonal);
    return steps.layer(Layer.dense(channels).unbiased(), step, weights);
  }

  private ImportedValue folded(
      Operation operation, ImportedValue x, Tensor constant, boolean isUsedOnce) {
    int channels = channels(x);
    float[] vector = perChannel(operation, x, constant, channels);
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    float[] zeros = new float[channels];
    Step step = x.step();
    Optional<Step> result =
        !isUsedOnce
            ? Optional.empty()
            : switch (operation.type()) {
              case "Add" -> affine.into(step, ones, vector);
              case "Sub" -> affine.into(step, ones, mapped(vector, n -> -n));
              case "Mul" -> affine.into(step, vector, zeros);
              case "Div" -> affine.into(step, mapped(vector, n -> 1 / n), zeros);
              default -> Optional.empty();
            };
    Step folded =
        result.orElseThrow(
            () -> refused(operation, "arithmetic that can't be folded into the layer before it"));
    return signed(x, folded);
  }

  private static int channels(ImportedValue x) {
    return switch (x) {
      case Images images -> images.channels();
      case Rows rows -> rows.order().size();
      case ImportedValue.Constant(Literal _) -> 0;
    };
  }

  /// The numbers of a constant, one per channel.
  private float[] perChannel(Operation operation, ImportedValue x, Tensor constant, int channels) {
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
    return values;
  }

  private static float[] mapped(float[] values, DoubleUnaryOperator function) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) function.applyAsDouble(values[i]);
    }
    return result;
  }
}
