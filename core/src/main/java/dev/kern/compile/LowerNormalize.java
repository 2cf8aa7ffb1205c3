package dev.kern.compile;

import dev.kern.graph.Node;
import dev.kern.graph.Normalize;
import dev.kern.graph.NormalizeGradient;
import dev.kern.graph.NormalizeScaleGradient;
import dev.kern.graph.Shape;
import dev.kern.kernel.Rows;

/// Lowers batch normalisation, over blocks of samples.
final class LowerNormalize {
  private LowerNormalize() {}

  static void forward(Lowering to, Node y, Normalize op) {
    Buffer[] x = y.inputs().stream().map(to::value).toArray(Buffer[]::new);
    Buffer out = to.result(y);
    Rows r = to.loops.rows();
    int c = y.shape().last();
    int row = Lowering.row(y.shape());
    Task task = to.task(y, op.symbol(), Lowering.samples(y.shape())).reads(x[0]).writes(out);
    for (int i = 1; i < x.length; i++) {
      task.readsAll(x[i]);
    }
    task.does(
        (block, from, end, s, at) ->
            r.normalize(
                (end - from) * row / c,
                c,
                (float) op.epsilon(),
                x[0].array(),
                x[0].at() + from * row,
                x[1].array(),
                x[1].at(),
                x[2].array(),
                x[2].at(),
                x[3].array(),
                x[3].at(),
                x[4].array(),
                x[4].at(),
                out.array(),
                out.at() + from * row));
  }

  static void scaleGradient(Lowering to, Node y, NormalizeScaleGradient op) {
    Shape shape = y.input(0).shape();
    Cut cut = Lowering.samples(shape);
    Buffer[] x = y.inputs().stream().map(to::value).toArray(Buffer[]::new);
    Lowering.Parts sum = to.newParts(y, cut);
    Rows r = to.loops.rows();
    int c = shape.last();
    int row = Lowering.row(shape);
    to.task(y, op.symbol(), cut)
        .reads(x[0])
        .readsAll(x[1])
        .readsAll(x[2])
        .reads(x[3])
        .writes(sum.buffer())
        .does(
            (block, from, end, s, at) ->
                r.normalizeScaleGradient(
                    (end - from) * row / c,
                    c,
                    (float) op.epsilon(),
                    x[0].array(),
                    x[0].at() + from * row,
                    x[1].array(),
                    x[1].at(),
                    x[2].array(),
                    x[2].at(),
                    x[3].array(),
                    x[3].at() + from * row,
                    sum.buffer().array(),
                    sum.buffer().at() + block * sum.pitch()));
  }

  static void gradient(Lowering to, Node y, NormalizeGradient op) {
    Shape shape = y.shape();
    Cut cut = Lowering.samples(shape);
    Buffer[] x = y.inputs().stream().map(to::value).toArray(Buffer[]::new);
    Buffer out = to.result(y);
    Rows r = to.loops.rows();
    int c = shape.last();
    int row = Lowering.row(shape);
    float epsilon = (float) op.epsilon();
    Task task = to.task(y, op.symbol(), cut).reads(x[4]).writes(out);
    if (!op.byBatch()) {
      task.readsAll(x[2])
          .readsAll(x[3])
          .does(
              (block, from, end, s, at) ->
                  r.normalizeGradient(
                      (end - from) * row / c,
                      c,
                      epsilon,
                      x[2].array(),
                      x[2].at(),
                      x[3].array(),
                      x[3].at(),
                      x[4].array(),
                      x[4].at() + from * row,
                      out.array(),
                      out.at() + from * row));
      return;
    }
    task.reads(x[0]);
    for (int i : new int[] {1, 2, 3, 5, 6}) {
      task.readsAll(x[i]);
    }
    task.does(
        (block, from, end, s, at) ->
            r.normalizeBatchGradient(
                (end - from) * row / c,
                c,
                shape.rows(),
                epsilon,
                x[0].array(),
                x[0].at() + from * row,
                x[1].array(),
                x[1].at(),
                x[2].array(),
                x[2].at(),
                x[3].array(),
                x[3].at(),
                x[5].array(),
                x[5].at(),
                x[6].array(),
                x[6].at(),
                x[4].array(),
                x[4].at() + from * row,
                out.array(),
                out.at() + from * row));
  }
}
