package dev.kern.onnx;

import dev.kern.data.file.DataException;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.AveragePooling;
import dev.kern.layer.Dense;
import dev.kern.layer.Flatten;
import dev.kern.layer.GlobalAveragePooling;
import dev.kern.onnx.Literal.Integers;
import java.util.List;
import java.util.Optional;

/// Imports operations that make or take rows of numbers.
record RowImport(String file, StepFactory steps) {
  /// Images as rows; the mean over a whole image is a layer of its own.
  ImportedValue.Rows flatten(ImportedValue.Images x) {
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
          file, "it doesn't flatten all axes", "axes " + axes, "one row per image");
    }
    return flatten(x);
  }

  /// Images under another shape: as rows, or with channels that change their place at no cost.
  ImportedValue reshape(Operation operation, ImportedValue.Images x, List<Long> shape) {
    long size = (long) x.height() * x.width() * x.channels();
    if (shape.size() == 2
        && isBatch(shape.get(0))
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
    throw operation.refuse(
        file, "it does more than flatten", "shape " + shape, "[N, " + size + "]");
  }

  private static boolean fits(List<Long> wanted, ImportedValue.Images x) {
    List<Long> extents = shape(x).values().subList(1, 4);
    for (int axis = 0; axis < 3; axis++) {
      if (wanted.get(axis) != -1 && !wanted.get(axis).equals(extents.get(axis))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBatch(long extent) {
    return extent == Integers.BATCH || extent == -1 || extent == 0 || extent == 1;
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
                && isBatch(shape.get(0))
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
    if (operation.number("alpha", 1) != 1
        || operation.number("beta", 1) != 1
        || operation.integer("transA", 0) != 0) {
      throw operation.refuse(
          file, "it does more than a dense layer", "alpha, beta, transA", "1, 1, 0");
    }
    return dense(operation, x, matrix, bias, operation.integer("transB", 0) != 0);
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
    if (bias.get().shape().size() != units) {
      throw misfit(operation, "biases " + bias.get().shape(), units + " biases");
    }
    Tensor biases = Tensor.of(Shape.of(units), bias.get().toArray());
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
