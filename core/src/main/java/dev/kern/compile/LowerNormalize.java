package dev.kern.compile;

import dev.kern.graph.Node;
import dev.kern.graph.Normalize;
import dev.kern.graph.NormalizeGradient;
import dev.kern.graph.NormalizeScaleGradient;
import dev.kern.graph.Shape;
import dev.kern.kernel.BatchStatistics;
import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.RowKernels;

/// Lowers batch normalisation, over blocks of samples.
final class LowerNormalize {
  private LowerNormalize() {}

  static void forward(Lowering to, Node y, Normalize op) {
    Buffer[] x = to.inputs(y);
    BatchStatistics batch = new BatchStatistics((float) op.epsilon(), x[1], x[2], x[3], x[4]);
    RowKernels r = to.loops.rows();
    int c = y.shape().last();
    int rows = Lowering.row(y.shape()) / c;
    to.each(
        y, op.symbol(), rows, 1, (from, end, in, o) -> r.normalize(from, end, c, batch, in[0], o));
  }

  static void scaleGradient(Lowering to, Node y, NormalizeScaleGradient op) {
    Shape shape = y.input(0).shape();
    BlockPartition partition = Lowering.samples(shape);
    Buffer[] x = to.inputs(y);
    BatchStatistics batch =
        new BatchStatistics((float) op.epsilon(), x[1], x[2], Buffer.NONE, Buffer.NONE);
    PlannedBuffer sum = to.newParts(y, partition);
    RowKernels r = to.loops.rows();
    int c = shape.last();
    int rows = Lowering.row(shape) / c;
    to.task(y, op.symbol(), partition)
        .reads(x[0])
        .readsAll(x[1])
        .readsAll(x[2])
        .reads(x[3])
        .writes(sum)
        .does(
            (block, from, end, s) ->
                r.normalizeScaleGradient(
                    from * rows, end * rows, c, batch, x[0], x[3], sum.part(block)));
  }

  static void gradient(Lowering to, Node y, NormalizeGradient op) {
    Buffer[] x = to.inputs(y);
    Buffer out = to.result(y);
    RowKernels r = to.loops.rows();
    int c = y.shape().last();
    int rows = Lowering.row(y.shape()) / c;
    Buffer dy = x[4];
    BatchStatistics statistics =
        new BatchStatistics((float) op.epsilon(), x[1], x[2], x[3], Buffer.NONE);
    Task task = to.task(y, op.symbol(), Lowering.samples(y.shape())).reads(dy).writes(out);
    if (!op.byBatch()) {
      task.readsAll(x[2])
          .readsAll(x[3])
          .does(
              (block, from, end, s) ->
                  r.normalizeGradient(from * rows, end * rows, c, statistics, dy, out));
      return;
    }
    task.reads(x[0]);
    for (int i : new int[] {1, 2, 3, 5, 6}) {
      task.readsAll(x[i]);
    }
    RowKernels.BatchGradient batch =
        new RowKernels.BatchGradient(y.shape().rows(), statistics, x[5], x[6]);
    task.does(
        (block, from, end, s) ->
            r.normalizeBatchGradient(from * rows, end * rows, c, batch, x[0], dy, out));
  }
}
