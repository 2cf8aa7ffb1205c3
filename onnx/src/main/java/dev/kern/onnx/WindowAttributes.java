package dev.kern.onnx;

import dev.kern.data.file.DataException;
import dev.kern.graph.Padding;
import dev.kern.graph.Window;
import java.math.BigInteger;
import java.util.List;

/// How an operation's window slides over images: what Kern's own windows don't express stands as a
/// border that is added first, and as rows and columns that are left out behind.
///
/// @param window the window with Kern's padding; its stride is the greatest common divisor of both
/// @param border what to add before; the padding then is VALID
/// @param rows rows of the result from one that is kept to the next
/// @param columns columns of the result from one that is kept to the next
record WindowAttributes(Window window, Pads border, int rows, int columns) {
  /// Reads the settings of an operation.
  ///
  /// Fails with `DataException` if numbers are out of range.
  static WindowAttributes of(
      String file,
      Operation operation,
      ImportedValue.Images x,
      int height,
      int width,
      int dilation) {
    int[] strides = both(file, operation, "strides");
    int common = common(strides);
    Window valid = new Window(height, width, common, Padding.VALID, dilation);
    String auto = operation.text("auto_pad", "NOTSET");
    boolean padded = operation.integers("pads", List.of()).stream().anyMatch(pad -> pad != 0);
    if (padded && !auto.equals("NOTSET")) {
      throw operation.refuse(
          file,
          "its padding is set twice",
          "auto_pad %s and pads %s".formatted(auto, operation.integers("pads", List.of())),
          "one of them");
    }
    Pads same = same(valid, strides, x);
    Pads border =
        switch (auto) {
          case "SAME_UPPER" -> same;
          case "SAME_LOWER" -> same.turned();
          case "VALID" -> Pads.NONE;
          case "NOTSET" -> border(file, operation, valid, strides, x);
          default -> throw operation.refuse(file, "unknown padding", auto, "explicit pads");
        };
    return explicit(valid, border, x).every(strides[0] / common, strides[1] / common);
  }

  private WindowAttributes every(int ofRows, int ofColumns) {
    return new WindowAttributes(window, border, ofRows, ofColumns);
  }

  /// The border that SAME padding has with a stride for each axis.
  private static Pads same(Window window, int[] strides, ImportedValue.Images x) {
    Pads rows = Pads.of(window.stride(strides[0]).same(), x.height(), x.width());
    Pads columns = Pads.of(window.stride(strides[1]).same(), x.height(), x.width());
    return new Pads(rows.top(), columns.left(), rows.bottom(), columns.right());
  }

  private static WindowAttributes explicit(Window valid, Pads border, ImportedValue.Images x) {
    if (border.equals(Pads.NONE)) {
      return new WindowAttributes(valid, border, 1, 1);
    }
    boolean isSame = border.equals(Pads.of(valid.same(), x.height(), x.width()));
    return isSame
        ? new WindowAttributes(valid.same(), Pads.NONE, 1, 1)
        : new WindowAttributes(valid, border, 1, 1);
  }

  private static Pads border(
      String file, Operation operation, Window window, int[] strides, ImportedValue.Images x) {
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
        ceiling(reach(window, window.height()), strides[0], x.height(), top, bottom),
        ceiling(reach(window, window.width()), strides[1], x.width(), left, right));
  }

  /// The border at the end that gives the last, incomplete window a place, unless it would begin
  /// outside of the image and its own border.
  private static int ceiling(int reach, int stride, int size, int before, int after) {
    int free = size + before + after - reach;
    int last = Math.ceilDiv(Math.max(0, free), stride) * stride;
    if (last >= size + before) {
      last -= stride;
    }
    return Math.max(after, last + reach - size - before);
  }

  private static int reach(Window window, int extent) {
    return (extent - 1) * window.dilation() + 1;
  }

  /// The greatest common divisor of two numbers.
  static int common(int[] both) {
    return BigInteger.valueOf(both[0]).gcd(BigInteger.valueOf(both[1])).intValue();
  }

  /// A number for rows and one for columns.
  static int[] both(String file, Operation operation, String key) {
    List<Long> both = operation.integers(key, List.of(1L, 1L));
    if (both.size() != 2) {
      throw operation.refuse(
          file, "only two-dimensional windows are supported", key + " " + both, "two numbers");
    }
    return new int[] {
      positive(file, operation, key, both.get(0)), positive(file, operation, key, both.get(1))
    };
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
    if (operation.integers("kernel_shape", List.of()).isEmpty()) {
      throw operation.refuse(file, "its window has no size", "no kernel_shape", "two numbers");
    }
    return both(file, operation, "kernel_shape");
  }

  /// Rows and columns of the result on images of this size.
  ///
  /// Fails with `DataException` if the window does not fit.
  int[] result(String file, Operation operation, ImportedValue.Images x) {
    int up = window.outputHeight(x.height() + border.top() + border.bottom());
    int across = window.outputWidth(x.width() + border.left() + border.right());
    if (up < 1 || across < 1) {
      throw misfit(file, operation, x);
    }
    return new int[] {Math.ceilDiv(up, rows), Math.ceilDiv(across, columns)};
  }

  /// The border around images, whether Kern's padding is it or it is added before.
  Pads border(ImportedValue.Images x) {
    return window.padding() == Padding.SAME ? Pads.of(window, x.height(), x.width()) : border;
  }

  /// Whether a window reaches over the border that the operation itself states.
  boolean sticksOut(String file, Operation operation, ImportedValue.Images x) {
    List<Long> pads = operation.integers("pads", List.of(0L, 0L, 0L, 0L));
    Pads all = border(x);
    return all.bottom() > pads.get(2) || all.right() > pads.get(3);
  }

  private DataException misfit(String file, Operation operation, ImportedValue.Images x) {
    return operation.refuse(
        file,
        "its window doesn't fit into the images",
        window.toString(),
        "a window within %d x %d".formatted(x.height(), x.width()));
  }
}
