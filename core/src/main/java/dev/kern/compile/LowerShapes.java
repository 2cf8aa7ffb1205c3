package dev.kern.compile;

import dev.kern.graph.Node;
import dev.kern.graph.Shape;
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

  /// Copies the inner part of the larger tensor, row by row; a border is filled first.
  void border(Node y, List<Integer> before, boolean pad, double value) {
    Buffer x = to.value(y.input(0));
    Buffer out = to.result(y);
    Shape inner = pad ? y.input(0).shape() : y.shape();
    Shape outer = pad ? y.shape() : y.input(0).shape();
    int c = inner.last();
    to.task(y, y.op().symbol(), BlockPartition.whole(1))
        .readsAll(x)
        .writesAll(out)
        .does(
            (block, from, end, s) -> {
              if (pad) {
                to.loops.elementwise().fill(0, outer.size(), (float) value, out);
              }
              for (int row = 0; row < inner.rows(); row++) {
                int far = far(row, inner, outer, before);
                int near = row * c;
                to.loops.elementwise().copy(1, c, x, pad ? near : far, c, out, pad ? far : near, c);
              }
            });
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
