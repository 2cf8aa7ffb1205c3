package dev.kern.onnx;

import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.BatchNormalization;
import dev.kern.layer.LocalResponseNormalization;
import java.util.List;

/// Imports normalisations, and means and maxima over axes.
final class NormImport {
  private final String file;
  private final Operands operands;
  private final StepFactory steps;
  private final WindowImport windows;
  private final RowImport rows;
  private final MergeImport meetings;
  private final LayerNormImport parts;

  NormImport(
      String file,
      Operands operands,
      StepFactory steps,
      WindowImport windows,
      RowImport rows,
      MergeImport meetings) {
    this.file = file;
    this.operands = operands;
    this.steps = steps;
    this.windows = windows;
    this.rows = rows;
    this.meetings = meetings;
    parts = new LayerNormImport(steps);
  }

  /// Batch normalisation by statistics that are kept.
  ImportedValue byBatch(Operation operation, ImportedValue x, RowOrder order) {
    double decay = operation.number("momentum", 0.9);
    double epsilon = operation.number("epsilon", 1e-5);
    Tensor[] statistics = new Tensor[4];
    for (int i = 0; i < statistics.length; i++) {
      Tensor given = operands.tensor(operation, i + 1);
      if (given.shape().size() != order.size()) {
        throw operands.refused(operation, "its parameters are for a different number of channels");
      }
      statistics[i] = Tensor.of(Shape.of(order.size()), order.toKern(given.toArray()));
    }
    boolean trains = operation.integer("training_mode", 0) != 0;
    if (!(decay >= 0 && epsilon > 0) || trains || operation.integer("spatial", 1) != 1) {
      throw operands.refused(operation, "its settings are not valid for inference");
    }
    // A momentum of 1 would be one that keeps everything; it counts in training alone.
    double kept = decay < 1 ? decay : 0.9;
    return signed(x, steps.layer(new BatchNormalization(kept, epsilon), x.step(), statistics));
  }

  /// Layer normalisation.
  ImportedValue byPixel(Operation operation, ImportedValue x) {
    int rank = x instanceof ImportedValue.Rows ? 2 : 4;
    boolean last = operation.axis(file, rank, -1) == rank - 1;
    boolean fits = !(x instanceof ImportedValue.Images images && images.channelsFirst());
    double epsilon = operation.number("epsilon", 1e-5);
    if (!last || !fits || !(epsilon > 0)) {
      throw operands.refused(operation, "it doesn't normalise over the channels alone");
    }
    float[] scale = meetings.perChannel(operation, x, operands.tensor(operation, 1));
    float[] shift =
        operands
            .optionalTensor(operation, 2)
            .map(given -> meetings.perChannel(operation, x, given))
            .orElse(new float[scale.length]);
    return signed(x, parts.layer(x.step(), epsilon, scale, shift));
  }

  /// Local response normalisation.
  ImportedValue local(Operation operation, ImportedValue.Images x) {
    if (!x.channelsFirst()) {
      throw operands.refused(operation, "it normalises over other axes than the channels");
    }
    long size = operation.integer("size", 0);
    LocalResponseNormalization layer =
        new LocalResponseNormalization(
            WindowAttributes.positive(file, operation, "size", size),
            operation.number("alpha", 1e-4),
            operation.number("beta", 0.75),
            operation.number("bias", 1));
    return x.of(steps.layer(layer, x.step()));
  }

  /// A mean or maximum over images, or a mean over the channels.
  ImportedValue reduced(Operation operation, ImportedValue.Images x) {
    List<Integer> axes = operation.axes(file, 4, operands.axes(operation, 1, "axes"));
    boolean mean = operation.type().equals("ReduceMean");
    boolean keeps = operation.integer("keepdims", 1) != 0;
    if (mean && keeps && axes.equals(List.of(x.channelAxis()))) {
      return x.size(parts.mean(operation, x.step()), x.height(), x.width(), 1);
    }
    int row = x.rowAxis();
    if (axes.size() != 2 || !axes.containsAll(List.of(row, row + 1))) {
      throw operands.refused(
          operation, "it is not a %s over rows and columns".formatted(mean ? "mean" : "maximum"));
    }
    ImportedValue.Images whole = windows.whole(x, mean);
    return keeps ? whole : rows.flatten(whole);
  }

  /// A mean over rows.
  ImportedValue rowMean(Operation operation, ImportedValue.Rows x) {
    List<Integer> axes = operation.axes(file, 2, operands.axes(operation, 1, "axes"));
    if (!axes.equals(List.of(1)) || operation.integer("keepdims", 1) == 0) {
      throw operands.refused(operation, "it is not a mean over a row");
    }
    return new ImportedValue.Rows(parts.mean(operation, x.step()), RowOrder.plain(1));
  }

  private static ImportedValue signed(ImportedValue x, Step step) {
    ImportedValue y = x.of(step);
    return y instanceof ImportedValue.Images images ? images.nonNegative(false) : y;
  }
}
