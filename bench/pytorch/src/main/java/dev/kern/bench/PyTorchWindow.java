package dev.kern.bench;

import static dev.kern.bench.PyTorchFramework.NONE;

import dev.kern.graph.Window;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A window over images in PyTorch, whose functions pad by the same number of pixels before and
/// behind.
///
/// SAME padding may be a pixel wider behind. Exactly that takes another pass over the image, which
/// writes the padding down. Without `exact` the wider padding is on both sides, as it would be if
/// images and filters were mirrored: a result of the same size, at PyTorch's full speed.
///
/// @param window as Kern has it
/// @param exact whether to compute just what Kern does
record PyTorchWindow(Window window, boolean exact) {
  /// Two numbers, for rows and columns.
  static long[] two(long both) {
    return new long[] {both, both};
  }

  /// Applies a function of images and their padding.
  ///
  /// @param fill what padding consists of where it is written down
  Tensor over(Tensor x, double fill, BiFunction<Tensor, long[], Tensor> function) {
    int height = (int) x.size(2);
    int width = (int) x.size(3);
    int top = window.padTop(height);
    int left = window.padLeft(width);
    int bottom = behind(height, window.height(), top, window.outputHeight(height));
    int right = behind(width, window.width(), left, window.outputWidth(width));
    long rows = both(height, window.height(), top, bottom);
    long columns = both(width, window.width(), left, right);
    return rows >= 0 && columns >= 0
        ? function.apply(x, new long[] {rows, columns})
        : function.apply(
            torch.constant_pad_nd(x, new long[] {left, right, top, bottom}, new Scalar(fill)),
            NONE);
  }

  /// Padding behind the image that the last position reaches.
  private int behind(int size, int extent, int before, int positions) {
    return Math.max(0, (positions - 1) * window.stride() + reach(extent) - size - before);
  }

  /// Padding for both sides that gives as many positions; -1 if there is none.
  private long both(int size, int extent, int before, int behind) {
    int positions = positions(size + before + behind, extent);
    if (positions(size + 2 * before, extent) == positions) {
      return before;
    }
    return !exact && positions(size + 2 * behind, extent) == positions ? behind : -1;
  }

  private int positions(int size, int extent) {
    return (size - reach(extent)) / window.stride() + 1;
  }

  private int reach(int extent) {
    return (extent - 1) * window.dilation() + 1;
  }
}
