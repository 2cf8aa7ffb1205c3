package dev.kern.onnx;

import dev.kern.data.file.DataException;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.AveragePooling;
import dev.kern.layer.ChannelShuffle;
import dev.kern.layer.Dense;
import dev.kern.layer.Flatten;
import dev.kern.layer.GlobalAveragePooling;
import dev.kern.onnx.Literal.Integers;
import java.util.List;
import java.util.Optional;

/// Imports operations that make or take rows of numbers.
///
/// @param batch how many images the file takes at a time, if that is fixed, else -1
record RowImport(String file, StepFactory steps, long batch) {
  /// Images as rows; the mean over a whole image is a layer of its own.
  ImportedValue.Rows flatten(ImportedValue.Images x) {
    if (x.flat()) {
      return new ImportedValue.Rows(x.step(), RowOrder.plain(x.channels()));
    }
    boolean isMean =
        x.step().layer() instanceof AveragePooling && x.height() == 1 && x.width() == 1;
    if (isMean && x.step().layer() instanceof AveragePooling pool && pool.stride() == 1) {
      Step mean = steps.layer(new GlobalAveragePooling(), x.step().inputs().getFirst());
      return new ImportedValue.Rows(mean, RowOrder.plain(x.channels()));
    }
    RowOrder order =
        x.channelsFirst()
            ? RowOrder.flattened(x.height(), x.width(), x.channels())
            : RowOrder.plain(x.height() * x.width() * x.channels());
    return new ImportedValue.Rows(steps.layer(new Flatten(), x.step()), order);
  }

  ImportedValue.Rows flatten(Operation operation, ImportedValue.Images x, List<Long> axes) {
    boolean whole =
        operation.type().equals("Flatten")
            ? operation.axis(file, 4, 1) == 1
            : x.height() * x.width() == 1
                && axes.size() == 2
                && operation.axes(file, 4, axes).containsAll(List.of(x.rowAxis(), x.rowAxis() + 1));
    if (!whole) {
      throw operation.refuse(
          file,
          "it doesn't flatten all axes",
          operation.type().equals("Flatten")
              ? "axis " + operation.integer("axis", 1)
              : "axes " + axes,
          "one row per image");
    }
    return flatten(x);
  }

  /// Images under another shape: as rows, or with channels that change their place at no cost.
  ImportedValue reshape(Operation operation, ImportedValue.Images x, List<Long> shape) {
    long size = (long) x.height() * x.width() * x.channels();
    if (shape.size() == 2
        && (isBatch(shape.get(0)) || shape.get(1) == size)
        && (shape.get(1) == -1 || shape.get(1) == size)) {
      return flatten(x);
    }
    if (shape.size() == 4 && isBatch(shape.getFirst())) {
      List<Long> wanted = shape.subList(1, 4);
      ImportedValue.Images other = x.transposed();
      if (fits(wanted, x)) {
        return x;
      }
      if (x.hasOneOrder() && fits(wanted, other)) {
        return other;
      }
    }
    return grouped(x, shape)
        .orElseThrow(
            () ->
                operation.refuse(
                    file, "it does more than flatten", "shape " + shape, "[N, " + size + "]"));
  }

  /// Images whose channels are parted into groups: `[N, G, C/G, H, W]`, with rows and columns in
  /// one axis or two, or the same with the channels last.
  private Optional<ImportedValue> grouped(ImportedValue.Images x, List<Long> shape) {
    int pixelAxes = shape.size() - 3;
    if (pixelAxes < 1 || pixelAxes > 2 || !isBatch(shape.getFirst()) || x.flat()) {
      return Optional.empty();
    }
    List<Long> pixels =
        pixelAxes == 1
            ? List.of((long) x.height() * x.width())
            : List.of((long) x.height(), (long) x.width());
    int first = x.channelsFirst() ? 1 : 1 + pixelAxes;
    int pixelAt = x.channelsFirst() ? 3 : 1;
    for (int i = 0; i < pixelAxes; i++) {
      long extent = shape.get(pixelAt + i);
      if (extent != -1 && extent != pixels.get(i)) {
        return Optional.empty();
      }
    }
    long groups = shape.get(first);
    long perGroup = shape.get(first + 1);
    groups = groups == -1 && perGroup > 0 ? x.channels() / perGroup : groups;
    perGroup = perGroup == -1 && groups > 0 ? x.channels() / groups : perGroup;
    return groups > 0 && groups <= x.channels() && groups * perGroup == x.channels()
        ? Optional.of(new ImportedValue.Grouped(x, (int) groups, false))
        : Optional.empty();
  }

  /// Images whose groups change places with the channels within.
  ImportedValue turned(Operation operation, ImportedValue.Grouped x) {
    List<Long> axes = operation.integers("perm", List.of());
    boolean first = x.images().channelsFirst();
    boolean turns =
        axes.equals(first ? List.of(0L, 2L, 1L, 3L, 4L) : List.of(0L, 1L, 2L, 4L, 3L))
            || axes.equals(first ? List.of(0L, 2L, 1L, 3L) : List.of(0L, 1L, 3L, 2L));
    if (!turns || x.turned()) {
      throw operation.refuse(
          file, "it moves more than groups of channels", "perm " + axes, "a channel shuffle");
    }
    return new ImportedValue.Grouped(x.images(), x.groups(), true);
  }

  /// Images whose groups are joined again.
  ImportedValue joined(Operation operation, ImportedValue.Grouped x, List<Long> shape) {
    ImportedValue.Images images = x.images();
    if (shape.size() != 4 || !isBatch(shape.getFirst()) || !fits(shape.subList(1, 4), images)) {
      throw operation.refuse(
          file, "it doesn't join groups of channels", "shape " + shape, "" + shape(images));
    }
    return x.turned()
        ? images.of(steps.layer(new ChannelShuffle(x.groups()), images.step()))
        : images;
  }

  /// Rows as images of one pixel.
  ImportedValue pixels(Operation operation, ImportedValue.Rows x, List<Long> shape) {
    List<Long> wanted = shape.subList(1, shape.size());
    long size = x.order().size();
    boolean first = fits(wanted, List.of(size, 1L, 1L));
    if (!isBatch(shape.getFirst())
        || !(first || fits(wanted, List.of(1L, 1L, size)))
        || !x.order().isPlain()) {
      throw operation.refuse(
          file,
          "it reshapes rows",
          "shape " + shape,
          "[N, %d] or [N, %d, 1, 1]".formatted(size, size));
    }
    return ImportedValue.Images.ofRows(x.step(), (int) size, first);
  }

  private static boolean fits(List<Long> wanted, List<Long> extents) {
    for (int axis = 0; axis < extents.size(); axis++) {
      if (wanted.get(axis) != -1 && !wanted.get(axis).equals(extents.get(axis))) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(List<Long> wanted, ImportedValue.Images x) {
    return fits(wanted, shape(x).values().subList(1, 4));
  }

  private boolean isBatch(long extent) {
    return extent == Integers.BATCH
        || extent == -1
        || extent == 0
        || extent == 1
        || extent == batch;
  }

  /// The shape of images as ONNX has them.
  static Integers shape(ImportedValue.Images x) {
    long height = x.height();
    long width = x.width();
    long channels = x.channels();
    List<Long> extents =
        x.channelsFirst()
            ? List.of(Integers.BATCH, channels, height, width)
            : List.of(Integers.BATCH, height, width, channels);
    return new Integers(extents, false);
  }

  /// Rows that stay rows.
  ImportedValue.Rows same(Operation operation, ImportedValue.Rows x, List<Long> shape) {
    boolean stays =
        operation.type().equals("Flatten")
            ? operation.axis(file, 2, 1) == 1
            : shape.size() == 2
                && (isBatch(shape.get(0)) || shape.get(1) == x.order().size())
                && (shape.get(1) == -1 || shape.get(1) == x.order().size());
    if (!stays) {
      throw operation.refuse(
          file, "it reshapes rows", "shape " + shape, "[N, " + x.order().size() + "]");
    }
    return x;
  }

  /// Rows whose numbers are brought into Kern's order, where they are already.
  ImportedValue.Rows sorted(Operation operation, ImportedValue.Rows x, List<Long> places) {
    boolean sorts = operation.integer("axis", 0) == 1 && places.size() == x.order().size();
    long[] inverse = sorts ? x.order().inverse() : new long[0];
    for (int i = 0; i < inverse.length; i++) {
      sorts &= inverse[i] == places.get(i);
    }
    if (!sorts) {
      throw operation.refuse(
          file,
          "it selects single values of a row",
          places.size() + " indices",
          "[H, W, C] in order");
    }
    return x.plain();
  }

  ImportedValue.Rows gemm(
      Operation operation, ImportedValue.Rows x, Tensor matrix, Optional<Tensor> bias) {
    if (operation.integer("transA", 0) != 0) {
      throw operation.refuse(file, "it does more than a dense layer", "transA 1", "transA 0");
    }
    return dense(
        operation,
        x,
        times(matrix, operation.number("alpha", 1)),
        bias.map(given -> times(given, operation.number("beta", 1))),
        operation.integer("transB", 0) != 0);
  }

  private static Tensor times(Tensor tensor, double factor) {
    if (factor == 1) {
      return tensor;
    }
    float[] values = tensor.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] *= (float) factor;
    }
    return Tensor.of(tensor.shape(), values);
  }

  ImportedValue.Rows product(Operation operation, ImportedValue.Rows x, Tensor matrix) {
    return dense(operation, x, matrix, Optional.empty(), false);
  }

  private ImportedValue.Rows dense(
      Operation operation,
      ImportedValue.Rows x,
      Tensor matrix,
      Optional<Tensor> bias,
      boolean transposed) {
    Shape shape = matrix.shape();
    int size = x.order().size();
    if (shape.rank() != 2 || shape.size() == 0 || shape.extent(transposed ? 1 : 0) != size) {
      throw misfit(operation, "weights " + shape, size + " inputs");
    }
    int units = shape.extent(transposed ? 0 : 1);
    float[] rows = transposed ? transposed(matrix) : matrix.toArray();
    Tensor weights = Tensor.of(Shape.of(size, units), x.order().toKern(rows));
    if (bias.isEmpty()) {
      Step step = steps.layer(Dense.of(units).unbiased(), x.step(), weights);
      return new ImportedValue.Rows(step, RowOrder.plain(units));
    }
    Shape given = bias.get().shape();
    boolean one = given.size() == 1;
    if (!one && (given.size() != units || given.last() != units)) {
      throw misfit(operation, "biases " + given, units + " biases");
    }
    Tensor biases =
        one
            ? Tensor.filled(Shape.of(units), bias.get().at(0))
            : Tensor.of(Shape.of(units), bias.get().toArray());
    Step step = steps.layer(Dense.of(units), x.step(), weights, biases);
    return new ImportedValue.Rows(step, RowOrder.plain(units));
  }

  private DataException misfit(Operation operation, String given, String expected) {
    return operation.refuse(file, "its weights don't match its input", given, expected);
  }

  private static float[] transposed(Tensor matrix) {
    int rows = matrix.shape().extent(0);
    int columns = matrix.shape().extent(1);
    float[] result = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[j * rows + i] = matrix.at(i * columns + j);
      }
    }
    return result;
  }
}
