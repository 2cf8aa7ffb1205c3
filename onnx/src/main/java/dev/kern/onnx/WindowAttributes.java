package dev.kern.onnx;

import dev.kern.data.file.DataException;
import dev.kern.graph.Padding;
import dev.kern.graph.Window;
import java.util.List;

/// How an operation's window slides over images: what Kern's own paddings don't express stands as a
/// border that is added first.
///
/// @param window the window with Kern's padding
/// @param border zeros to add before; the padding then is VALID
record WindowAttributes(Window window, Pads border) {
  /// Reads the settings of an operation.
  ///
  /// Fails with `DataException` if its strides differ, or numbers are out of range.
  static WindowAttributes of(
      String file, Operation operation, ImportedValue.Images x, int height, int width) {
    int stride = same(file, operation, "strides");
    int dilation = same(file, operation, "dilations");
    Window valid = new Window(height, width, stride, Padding.VALID, dilation);
    String auto = operation.text("auto_pad", "NOTSET");
    boolean padded = operation.integers("pads", List.of()).stream().anyMatch(pad -> pad != 0);
    if (padded && !auto.equals("NOTSET")) {
      throw operation.refuse(
          file,
          "its padding is set twice",
          "auto_pad %s and pads %s".formatted(auto, operation.integers("pads", List.of())),
          "one of them");
    }
    return switch (auto) {
      case "SAME_UPPER" -> new WindowAttributes(valid.same(), Pads.NONE);
      case "VALID" -> new WindowAttributes(valid, Pads.NONE);
      case "NOTSET" -> explicit(valid, border(file, operation, valid, x), x);
      case "SAME_LOWER" -> {
        Pads upper = Pads.of(valid.same(), x.height(), x.width());
        Pads lower = upper.turned();
        yield explicit(valid, lower, x);
      }
      default -> throw operation.refuse(file, "unknown padding", auto, "explicit pads");
    };
  }

  private static WindowAttributes explicit(Window valid, Pads border, ImportedValue.Images x) {
    if (border.equals(Pads.NONE)) {
      return new WindowAttributes(valid, border);
    }
    boolean isSame = border.equals(Pads.of(valid.same(), x.height(), x.width()));
    return isSame
        ? new WindowAttributes(valid.same(), Pads.NONE)
        : new WindowAttributes(valid, border);
  }

  private static Pads border(
      String file, Operation operation, Window window, ImportedValue.Images x) {
    List<Long> pads = operation.integers("pads", List.of(0L, 0L, 0L, 0L));
    if (pads.size() != 4 || pads.stream().anyMatch(n -> n < 0 || n > Window.LARGEST)) {
      throw operation.refuse(
          file, "invalid padding", "pads " + pads, "4 numbers from 0 to " + Window.LARGEST);
    }
    int top = pads.get(0).intValue();
    int left = pads.get(1).intValue();
    int bottom = pads.get(2).intValue();
    int right = pads.get(3).intValue();
    if (operation.integer("ceil_mode", 0) == 0) {
      return new Pads(top, left, bottom, right);
    }
    return new Pads(
        top,
        left,
        ceiling(window, window.height(), x.height(), top, bottom),
        ceiling(window, window.width(), x.width(), left, right));
  }

  /// The border at the end that gives the last, incomplete window a place, unless it would begin
  /// outside of the image and its own border.
  private static int ceiling(Window window, int extent, int size, int before, int after) {
    int free = size + before + after - extent;
    int last = Math.ceilDiv(Math.max(0, free), window.stride()) * window.stride();
    if (last >= size + before) {
      last -= window.stride();
    }
    return Math.max(after, last + extent - size - before);
  }

  private static int same(String file, Operation operation, String key) {
    List<Long> both = operation.integers(key, List.of(1L, 1L));
    if (both.size() != 2 || !both.get(0).equals(both.get(1))) {
      throw operation.refuse(
          file,
          "different values per axis are not supported",
          key + " " + both,
          "two equal numbers");
    }
    return positive(file, operation, key, both.getFirst());
  }

  /// A number from 1 to 8,192.
  static int positive(String file, Operation operation, String key, long number) {
    if (number < 1 || number > Window.LARGEST) {
      throw operation.refuse(
          file, "value out of range", key + " " + number, "1 to " + Window.LARGEST);
    }
    return (int) number;
  }

  /// The window's size, from `kernel_shape`.
  static int[] size(String file, Operation operation) {
    List<Long> size = operation.integers("kernel_shape", List.of());
    if (size.size() != 2) {
      throw operation.refuse(
          file,
          "only two-dimensional windows are supported",
          "kernel_shape " + size,
          "two numbers");
    }
    return new int[] {
      positive(file, operation, "kernel_shape", size.get(0)),
      positive(file, operation, "kernel_shape", size.get(1))
    };
  }

  /// Rows and columns of the result on images of this size.
  ///
  /// Fails with `DataException` if the window does not fit.
  int[] result(String file, Operation operation, ImportedValue.Images x) {
    int rows = window.outputHeight(x.height() + border.top() + border.bottom());
    int columns = window.outputWidth(x.width() + border.left() + border.right());
    if (rows < 1 || columns < 1) {
      throw misfit(file, operation, x);
    }
    return new int[] {rows, columns};
  }

  private DataException misfit(String file, Operation operation, ImportedValue.Images x) {
    return operation.refuse(
        file,
        "its window doesn't fit into the images",
        window.toString(),
        "a window within %d x %d".formatted(x.height(), x.width()));
  }
}
