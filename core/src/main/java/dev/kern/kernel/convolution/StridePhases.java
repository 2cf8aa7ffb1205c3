package dev.kern.kernel.convolution;

import dev.kern.kernel.Geometry;
import java.util.ArrayList;
import java.util.List;

/// The window columns that meet each column of the image in a convolution's input gradient.
///
/// Output column `j` contributes to column `w` through window column `v` if `j * stride + v
/// * dilation - padLeft = w`. So columns that are a stride apart meet the same window columns,
///   which form an arithmetic sequence: they are a phase.
///
/// @param windowStep from one window column that a phase meets to the next
/// @param dyStep how many output columns back that is
/// @param left columns of zeros that the phases read to the left of `dy`
/// @param frameWidth columns of `dy` with the zeros on both sides
/// @param phases the phases, those of columns 0 to `stride - 1`
record StridePhases(int windowStep, int dyStep, int left, int frameWidth, List<Phase> phases) {
  /// A phase.
  ///
  /// @param first its first column of the image
  /// @param columns how many columns of the image it has
  /// @param window how many window columns it meets
  /// @param windowColumn the first of them
  /// @param dyColumn the output column that the first image column meets there; may be outside
  record Phase(int first, int columns, int window, int windowColumn, int dyColumn) {}

  static StridePhases of(Geometry g) {
    int divisor = greatestCommonDivisor(g.stride(), g.dilation());
    int windowStep = g.stride() / divisor;
    int dyStep = g.dilation() / divisor;
    List<Phase> phases = new ArrayList<>();
    int least = 0;
    int most = g.outWidth() - 1;
    for (int first = 0; first < Math.min(g.stride(), g.inWidth()); first++) {
      Phase phase = phase(g, first, windowStep);
      phases.add(phase);
      least = Math.min(least, phase.dyColumn - Math.max(0, phase.window - 1) * dyStep);
      most = Math.max(most, phase.dyColumn + phase.columns - 1);
    }
    return new StridePhases(windowStep, dyStep, -least, most - least + 1, List.copyOf(phases));
  }

  private static Phase phase(Geometry g, int first, int windowStep) {
    int columns = Math.ceilDiv(g.inWidth() - first, g.stride());
    for (int v = 0; v < Math.min(windowStep, g.kernelWidth()); v++) {
      int distance = first + g.padLeft() - v * g.dilation();
      if (Math.floorMod(distance, g.stride()) == 0) {
        int window = Math.ceilDiv(g.kernelWidth() - v, windowStep);
        return new Phase(first, columns, window, v, Math.floorDiv(distance, g.stride()));
      }
    }
    return new Phase(first, columns, 0, 0, 0);
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
