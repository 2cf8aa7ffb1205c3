package dev.kern.compile;

import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.graph.Subsample;
import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import java.util.List;

/// Lowers the ops that copy tensors into larger or smaller ones, over blocks of samples.
record LowerShapes(Lowering to) {
  void concat(Node y) {
    int c = y.shape().last();
    int rows = Lowering.row(y.shape()) / Math.max(1, c);
    int[] widths = y.inputs().stream().mapToInt(n -> n.shape().last()).toArray();
    to.each(
        y,
        "concat",
        rows,
        widths.length,
        (from, end, x, out) -> {
          int column = from * c;
          for (int i = 0; i < x.length; i++) {
            int w = widths[i];
            to.loops.elementwise().copy(end - from, w, x[i], from * w, w, out, column, c);
            column += w;
          }
        });
  }

  /// Copies the kept pixels of each kept row.
  void subsample(Node y, Subsample op) {
    Shape image = y.input(0).shape();
    int c = image.last();
    int height = y.shape().extent(1);
    int width = y.shape().extent(2);
    to.each(
        y,
        y.op().symbol(),
        height,
        1,
        (from, end, x, out) -> {
          for (int row = from; row < end; row++) {
            int i = row % height * op.rows();
            int far = (row / height * image.extent(1) + i) * image.extent(2) * c;
            int near = row * width * c;
            to.loops.elementwise().copy(width, c, x[0], far, op.columns() * c, out, near, c);
          }
        });
  }

  /// Copies each channel of all pixels to its place.
  void shuffle(Node y, int groups) {
    int c = y.shape().last();
    int perGroup = c / groups;
    int rows = Lowering.row(y.shape()) / Math.max(1, c);
    to.each(
        y,
        y.op().symbol(),
        rows,
        1,
        (from, end, x, out) -> {
          for (int k = 0; k < c; k++) {
            int near = from * c + k % perGroup * groups + k / perGroup;
            to.loops.elementwise().copy(end - from, 1, x[0], from * c + k, c, out, near, c);
          }
        });
  }

  /// Copies the inner part of the larger tensor, row by row; a border is filled first.
  void border(Node y, List<Integer> before, boolean pad, double value) {
    Buffer x = to.value(y.input(0));
    Buffer out = to.result(y);
    Shape inner = pad ? y.input(0).shape() : y.shape();
    Shape outer = pad ? y.shape() : y.input(0).shape();
    int c = inner.last();
    boolean bySample = inner.rank() > 1 && inner.extent(0) == outer.extent(0);
    int samples = bySample ? Math.max(1, inner.extent(0)) : 1;
    int filled = outer.size() / samples;
    int rows = inner.rows() / samples;
    Task.Loop loop =
        (block, from, end, s) -> {
          if (pad) {
            to.loops.elementwise().fill(from * filled, end * filled, (float) value, out);
          }
          for (int row = from * rows; row < end * rows; row++) {
            int far = far(row, inner, outer, before);
            int near = row * c;
            to.loops.elementwise().copy(1, c, x, pad ? near : far, c, out, pad ? far : near, c);
          }
        };
    if (bySample) {
      to.task(y, y.op().symbol(), Lowering.samples(inner)).reads(x).writes(out).does(loop);
    } else {
      to.task(y, y.op().symbol(), BlockPartition.whole(1)).readsAll(x).writesAll(out).does(loop);
    }
  }

  /// The offset of a row of the inner tensor in the outer one.
  private static int far(int row, Shape inner, Shape outer, List<Integer> before) {
    int at = before.getLast();
    int pitch = outer.last();
    int rest = row;
    for (int axis = inner.rank() - 2; axis >= 0; axis--) {
      at += (rest % inner.extent(axis) + before.get(axis)) * pitch;
      rest /= inner.extent(axis);
      pitch *= outer.extent(axis);
    }
    return at;
  }
}
