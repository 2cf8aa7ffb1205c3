package dev.kern.compile;

import dev.kern.graph.Node;
import dev.kern.kernel.RowKernels;

/// Lowers one-hot encoding and cross-entropy, over blocks of samples.
record LowerLosses(Lowering to) {
  void oneHot(Node y, int classes) {
    to.each(
        y,
        "one_hot",
        1,
        1,
        (from, end, x, out) -> {
          to.loops.elementwise().fill(from * classes, end * classes, 0, out);
          for (int n = from; n < end; n++) {
            int label = (int) x[0].get(n);
            if (label >= 0 && label < classes) {
              out.set(n * classes + label, 1);
            }
          }
        });
  }

  void crossEntropy(Node y) {
    int c = y.input(0).shape().last();
    RowKernels r = to.loops.rows();
    to.each(
        y, y.op().symbol(), 1, 2, (from, end, x, o) -> r.crossEntropy(from, end, c, x[0], x[1], o));
  }

  void crossEntropyGradient(Node y) {
    int c = y.shape().last();
    RowKernels r = to.loops.rows();
    to.each(
        y,
        y.op().symbol(),
        1,
        3,
        (from, end, x, o) -> r.crossEntropyGradient(from, end, c, x[0], x[1], x[2], o));
  }
}
