package dev.kern.kernel.winograd;

import dev.kern.kernel.Geometry;
import dev.kern.kernel.TargetMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Winograd's minimal filtering, F(m × m, r × r): computes a tile of m × m output pixels of a
/// convolution with an r × r window with `(m + r - 1)²` multiplications per pair of channels, where
/// the direct method takes `m² r²`.
///
/// `y = A' [ (G w G') · (B' x B) ] A` for a tile `x` of `m + r - 1` by `m + r - 1` input pixels,
/// where `'` is the transpose, and `·` multiplies element by element and sums over input channels:
/// a matrix product for each element of a tile.
///
/// The matrices interpolate a product of polynomials at the points 0, ±1, ±2, ±1/2 and infinity, or
/// as many of these as a tile has elements along a side (Lavin and Gray, "Fast Algorithms for
/// Convolutional Neural Networks", 2015). Because of rounding errors in the powers of the points,
/// results differ from the direct method by more than one rounding; see [#error].
///
/// @param outputs m, pixels along a side of an output tile
/// @param window r, pixels along a side of the window
public record Winograd(int outputs, int window) {
  private static final double[] POINTS = {0, 1, -1, 2, -2, 0.5, -0.5};
  private static final int OUTPUTS = 4;

  /// The fraction of the multiply-add peak that the products reach; measured.
  private static final double PRODUCTS = 0.7;

  /// The time of one element of a transform along a tile, in multiply-adds; measured.
  private static final double TRANSFORM = 3.5;

  /// The machine for which the method is chosen, on all of them: it decides about the bits.
  private static final TargetMachine CHOICE = new TargetMachine(16, 32);

  /// The form that suits a convolution, if there is one: for 3 × 3 and 5 × 5 windows with stride 1,
  /// over at least as many channels as the longest vectors have lanes, if it takes less time than
  /// the direct method. It doesn't depend on this machine.
  public static Optional<Winograd> of(Geometry g) {
    boolean suits =
        g.groups() == 1
            && g.stride() == 1
            && g.dilation() == 1
            && g.kernelHeight() == g.kernelWidth()
            && (g.kernelHeight() == 3 || g.kernelHeight() == 5)
            && Math.min(g.inChannels(), g.outChannels()) >= CHOICE.lanes();
    Winograd form = new Winograd(OUTPUTS, g.kernelHeight());
    return suits && form.pays(g) ? Optional.of(form) : Optional.empty();
  }

  /// Whether a sample takes fewer cycles than with the direct method.
  private boolean pays(Geometry g) {
    Tiling tiling = new Tiling(this, g);
    double inputs = CHOICE.vectors(g.inChannels());
    double outputs = CHOICE.vectors(g.outChannels());
    double products = elements() * g.inChannels() * outputs / PRODUCTS;
    double transforms = 2 * side() * inputs + (side() + outputs()) * outputs;
    double tile = products + transforms * TRANSFORM * side();
    double pixel = g.taps() * g.inChannels() * outputs;
    return tiling.rows() * tiling.columns() * tile < g.outHeight() * g.outWidth() * pixel;
  }

  /// The error bound of an element of the result, as a fraction of the largest sum of magnitudes of
  /// the terms of any element.
  public static double error(int window) {
    return window == 5 ? 8e-6 : 2e-6;
  }

  /// Pixels along a side of an input tile.
  int side() {
    return outputs + window - 1;
  }

  /// Elements of a tile, each of which has a matrix product.
  int elements() {
    return side() * side();
  }

  /// B', for the input.
  LinearMap input() {
    List<List<Float>> rows = new ArrayList<>();
    for (int i = 0; i < side() - 1; i++) {
      rows.add(coefficients(i));
    }
    rows.add(coefficients(-1));
    return new LinearMap(rows);
  }

  /// G, for the filter.
  LinearMap filter() {
    List<List<Float>> rows = new ArrayList<>();
    for (int i = 0; i < side() - 1; i++) {
      double scale = 1;
      for (int k = 0; k < side() - 1; k++) {
        scale *= k == i ? 1 : POINTS[i] - POINTS[k];
      }
      rows.add(powers(POINTS[i], 1 / scale, window));
    }
    rows.add(infinity(window));
    return new LinearMap(rows);
  }

  /// A', for the output.
  LinearMap output() {
    List<List<Float>> columns = new ArrayList<>();
    for (int i = 0; i < side() - 1; i++) {
      columns.add(powers(POINTS[i], 1, outputs));
    }
    columns.add(infinity(outputs));
    return new LinearMap(columns).transposed();
  }

  /// The coefficients of the product of `x - p` over all points but one.
  private List<Float> coefficients(int without) {
    double[] product = new double[side()];
    product[0] = 1;
    for (int k = 0; k < side() - 1; k++) {
      for (int at = product.length - 1; at >= 0 && k != without; at--) {
        product[at] = (at > 0 ? product[at - 1] : 0) - POINTS[k] * product[at];
      }
    }
    List<Float> row = new ArrayList<>();
    for (double coefficient : product) {
      row.add((float) (coefficient + 0.0));
    }
    return row;
  }

  private static List<Float> powers(double point, double scale, int count) {
    List<Float> row = new ArrayList<>();
    for (int power = 0; power < count; power++) {
      row.add((float) (Math.pow(point, power) * scale));
    }
    return row;
  }

  private static List<Float> infinity(int count) {
    List<Float> row = new ArrayList<>();
    for (int power = 0; power < count; power++) {
      row.add(power == count - 1 ? 1f : 0f);
    }
    return row;
  }
}
