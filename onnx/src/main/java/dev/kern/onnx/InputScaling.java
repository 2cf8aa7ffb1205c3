package dev.kern.onnx;

import dev.kern.data.Normalization;
import dev.kern.graph.Tensor;
import dev.kern.layer.Affine;
import dev.kern.layer.Frozen;
import dev.kern.layer.Layer;
import java.util.List;
import java.util.Optional;

/// Tells from arithmetic that a network begins with how its images were scaled before.
///
/// `(x - mean) / deviation` with means up to 1 is of numbers from 0 to 1; with larger ones, or a
/// factor such as 1 / 255, it is of numbers from 0 to 255. The arithmetic itself stays in the
/// network, which takes what the file takes.
final class InputScaling {
  private static final double LARGEST_UNIT = 1.5;
  private static final double LEAST_BYTE = 8;

  private InputScaling() {}

  /// The scaling, if there is such arithmetic and it is clear.
  ///
  /// @param notes gets a line that says it
  static Optional<Normalization> of(List<Step> steps, Step begin, List<String> notes) {
    List<Step> first = steps.stream().filter(step -> step.inputs().contains(begin)).toList();
    boolean scales =
        first.size() == 1
            && first.getFirst().layer() instanceof Frozen(List<Layer> layers)
            && layers.equals(List.of(new Affine()));
    if (!scales) {
      return Optional.empty();
    }
    Tensor scale = first.getFirst().weights().get(0);
    Tensor shift = first.getFirst().weights().get(1);
    boolean unit = true;
    boolean bytes = false;
    for (int c = 0; c < scale.shape().size(); c++) {
      double span = Math.abs(1.0 / scale.at(c));
      double center = Math.abs(shift.at(c) / scale.at(c));
      unit &= span <= LARGEST_UNIT && center <= LARGEST_UNIT;
      bytes |= span >= LEAST_BYTE || center >= LEAST_BYTE;
    }
    if (unit == bytes) {
      return Optional.empty();
    }
    notes.add(
        "it scales its images itself, by arithmetic for pixels from %s; say otherwise with --scale"
            .formatted(unit ? "0 to 1" : "0 to 255"));
    return Optional.of(unit ? Normalization.UNIT : Normalization.IDENTITY);
  }
}
