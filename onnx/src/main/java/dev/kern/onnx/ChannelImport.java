package dev.kern.onnx;

import dev.kern.layer.ChannelRange;
import dev.kern.onnx.ImportedValue.Images;
import dev.kern.onnx.ImportedValue.Rows;
import java.util.List;

/// Imports operations that take some of the channels of images, or of the numbers of rows.
record ChannelImport(String file, Operands operands, StepFactory steps) {
  /// Neighbouring channels.
  ImportedValue sliced(Operation operation, ImportedValue x) {
    List<Long> starts = operands.axes(operation, 1, "starts");
    List<Long> ends = operands.axes(operation, 2, "ends");
    List<Long> axes = operands.axes(operation, 3, "axes");
    List<Long> strides = operands.axes(operation, 4, "steps");
    boolean fits =
        starts.size() == 1
            && ends.size() == 1
            && operation.axes(file, rank(x), axes).equals(List.of(axis(x)))
            && (strides.isEmpty() || strides.equals(List.of(1L)));
    if (!fits) {
      throw operands.refused(operation, "it takes more than neighbouring channels");
    }
    int from = ShapeArithmetic.place(starts.getFirst(), channels(x));
    int to = ShapeArithmetic.place(ends.getFirst(), channels(x));
    return range(operation, x, from, to);
  }

  /// One channel. If its axis goes away, as with a single place, `Unsqueeze` brings it back.
  ImportedValue picked(Operation operation, Images x) {
    List<Long> places = operands.axes(operation, 1, "indices");
    boolean fits =
        places.size() == 1
            && operation.axis(file, rank(x), 0) == x.channelAxis()
            && places.getFirst() >= -x.channels()
            && places.getFirst() < x.channels();
    if (!fits) {
      throw operands.refused(operation, "it takes more than one channel");
    }
    int place = Math.floorMod(places.getFirst(), x.channels());
    return range(operation, x, place, place + 1);
  }

  /// Groups of neighbouring channels, each a value of its own.
  void split(Operation operation) {
    ImportedValue x = operands.required(operation, 0);
    boolean fits = x instanceof Images || x instanceof Rows;
    if (!fits || operation.axis(file, rank(x), 0) != axis(x)) {
      throw operands.refused(operation, "it parts other axes than the channels");
    }
    List<Long> sizes = operands.axes(operation, 1, "split");
    int parts = operation.outputs().size();
    int even = Math.ceilDiv(channels(x), parts);
    int from = 0;
    for (int i = 0; i < parts; i++) {
      long rest = (long) channels(x) - from;
      long size = i < sizes.size() ? sizes.get(i) : sizes.isEmpty() ? Math.min(even, rest) : 0;
      if (size < 1 || size > rest) {
        throw operands.refused(operation, "its parts don't fit the channels");
      }
      operands.put(operation.outputs().get(i), range(operation, x, from, from + (int) size));
      from += (int) size;
    }
  }

  private ImportedValue range(Operation operation, ImportedValue x, int from, int to) {
    if (to <= from) {
      throw operands.refused(operation, "it takes no channels");
    }
    if (to - from == channels(x)) {
      return x;
    }
    if (x instanceof Rows rows && !rows.order().isPlain()) {
      throw operands.refused(operation, "it takes some pixels of flattened images");
    }
    Step step = steps.layer(new ChannelRange(from, to), x.step());
    return x instanceof Images images
        ? images.size(step, images.height(), images.width(), to - from).flat(images.flat())
        : new Rows(step, RowOrder.plain(to - from));
  }

  private static int rank(ImportedValue x) {
    return x instanceof Rows ? 2 : 4;
  }

  private static int axis(ImportedValue x) {
    return x instanceof Images images ? images.channelAxis() : 1;
  }

  private static int channels(ImportedValue x) {
    return x instanceof Images images
        ? images.channels()
        : x instanceof Rows rows ? rows.order().size() : 0;
  }
}
