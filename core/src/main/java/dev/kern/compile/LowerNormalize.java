package dev.kern.compile;

import dev.kern.graph.ActivateGradient;
import dev.kern.graph.BatchMean;
import dev.kern.graph.BatchVariance;
import dev.kern.graph.Node;
import dev.kern.graph.NormBlock;
import dev.kern.graph.NormBlockGradient;
import dev.kern.graph.Normalize;
import dev.kern.graph.NormalizeGradient;
import dev.kern.graph.NormalizeScaleGradient;
import dev.kern.graph.Shape;
import dev.kern.graph.SumRows;
import dev.kern.kernel.BatchStatistics;
import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.ElementwiseKernels;
import dev.kern.kernel.Normalization;
import dev.kern.kernel.RowKernels;
import dev.kern.math.Activation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Lowers batch normalisation, over blocks of samples.
///
/// What reads the same tensor is computed in the same pass over it: mean and variance, and the
/// gradients with respect to scale and shift.
final class LowerNormalize {
  /// Mean and variance of a tensor's channels.
  private record Statistics(Buffer mean, Buffer variance) {}

  private final Lowering to;
  private final Map<Node, Statistics> known = new HashMap<>();

  LowerNormalize(Lowering to) {
    this.to = to;
  }

  private Normalization loops(Node x) {
    return new Normalization(to.loops.rows(), to.loops.elementwise(), x.shape().last());
  }

  /// Pixels, or rows, of a sample.
  private static int rows(Node x) {
    return Lowering.row(x.shape()) / x.shape().last();
  }

  private static Optional<Node> find(Node beside, Predicate<Node> wanted) {
    return beside.graph().nodes().stream().filter(wanted).findFirst();
  }

  private static boolean reads(Node node, int input, Node x) {
    return node.inputs().size() > input && node.input(input).equals(x);
  }

  void mean(Node y) {
    statistics(y.input(0));
  }

  /// The variance around the mean is that of the tensor; around anything else, it is larger by the
  /// squared distance between the two.
  void variance(Node y) {
    Node x = y.input(0);
    Node center = y.input(1);
    Statistics own = statistics(x);
    if (isMean(center, x)) {
      return;
    }
    ElementwiseKernels e = to.loops.elementwise();
    Buffer c = to.value(center);
    Buffer out = to.result(y);
    int columns = y.shape().last();
    to.task(y, y.op().symbol(), BlockPartition.whole(columns))
        .readsAll(own.mean)
        .readsAll(own.variance)
        .readsAll(c)
        .writes(out)
        .does(
            (block, from, end, s) -> {
              e.subtract(from, end, own.mean, c, out);
              e.multiply(from, end, out, out, out);
              e.add(from, end, out, own.variance, out);
            });
  }

  private static boolean isMean(Node node, Node x) {
    return node.op() instanceof BatchMean && reads(node, 0, x);
  }

  private Statistics statistics(Node x) {
    Statistics before = known.get(x);
    if (before != null) {
      return before;
    }
    Optional<Node> mean = find(x, n -> isMean(n, x));
    Optional<Node> variance =
        mean.flatMap(
            m -> find(x, n -> n.op() instanceof BatchVariance && reads(n, 0, x) && reads(n, 1, m)));
    int columns = x.shape().last();
    Node about = mean.orElse(x);
    Statistics own =
        new Statistics(
            mean.map(to::result).orElseGet(() -> to.temporary(x.name() + "/mean", columns)),
            variance
                .map(to::result)
                .orElseGet(() -> to.temporary(x.name() + "/variance", columns)));
    known.put(x, own);
    BlockPartition partition = Lowering.samples(x.shape());
    PlannedBuffer means = to.inParts(x.name() + "/means", columns, partition);
    PlannedBuffer squares = to.inParts(x.name() + "/squares", columns, partition);
    Normalization loops = loops(x);
    int rows = rows(x);
    Buffer in = to.value(x);
    to.task(about, "batch_statistics", partition)
        .reads(in)
        .writes(means)
        .writes(squares)
        .does(
            (block, from, end, s) ->
                loops.statistics(
                    from * rows, end * rows, in, means.part(block), squares.part(block)));
    to.task(about, "batch_statistics of blocks", BlockPartition.whole(columns))
        .readsAll(means)
        .readsAll(squares)
        .writes(own.mean)
        .writes(own.variance)
        .does((block, from, end, s) -> merge(columns, partition, rows, means, squares, own));
    return own;
  }

  /// The statistics of all rows, from those of blocks. Source: Chan et al. 1979.
  private static void merge(
      int columns,
      BlockPartition partition,
      int rows,
      PlannedBuffer means,
      PlannedBuffer squares,
      Statistics into) {
    for (int c = 0; c < columns; c++) {
      double mean = 0;
      double square = 0;
      double count = 0;
      for (int block = 0; block < partition.blocks(); block++) {
        double more = (double) (partition.to(block) - partition.from(block)) * rows;
        double apart = means.part(block).get(c) - mean;
        double share = more / (count + more);
        mean += apart * share;
        square += squares.part(block).get(c) + apart * apart * share * count;
        count += more;
      }
      into.mean.set(c, (float) mean);
      into.variance.set(c, (float) (square / count));
    }
  }

  private static BatchStatistics batch(double epsilon, Buffer[] x) {
    return new BatchStatistics((float) epsilon, x[1], x[2], x[3], x[4]);
  }

  void forward(Node y, Normalize op) {
    forward(y, op.epsilon(), Activation.IDENTITY);
  }

  private void forward(Node y, double epsilon, Activation f) {
    to.loops.elementwise().prepare(f, false);
    BatchStatistics batch = batch(epsilon, to.inputs(y));
    Normalization loops = loops(y);
    to.map(y, label(y), rows(y), 1, (from, end, x, o) -> loops.run(from, end, batch, f, x[0], o));
  }

  void block(Node y, NormBlock op) {
    if (!op.residual()) {
      forward(y, op.epsilon(), op.activation());
      return;
    }
    to.loops.elementwise().prepare(op.activation(), false);
    Buffer[] x = to.inputs(y);
    Buffer out = to.result(y);
    BatchStatistics batch = batch(op.epsilon(), x);
    Normalization loops = loops(y);
    int rows = rows(y);
    Task task =
        to.task(y, label(y), Lowering.samples(y.shape())).consumes(x[0]).reads(x[5]).writes(out);
    for (int i = 1; i < 5; i++) {
      task.readsAll(x[i]);
    }
    task.does(
        (block, from, end, s) ->
            loops.run(from * rows, end * rows, batch, op.activation(), x[0], x[5], out));
  }

  void activateGradient(Node dz, ActivateGradient op) {
    ElementwiseKernels e = to.loops.elementwise();
    Activation f = op.activation();
    e.prepare(f, true);
    Optional<Node> scale = scaleGradientOf(dz);
    if (scale.isEmpty()) {
      to.map(
          dz,
          label(dz),
          Lowering.row(dz.shape()),
          2,
          (from, end, x, o) -> e.activateGradient(from, end, f, x[0], x[1], o));
      return;
    }
    Buffer saved = to.value(dz.input(0));
    Buffer dy = to.value(dz.input(1));
    Buffer out = to.result(dz);
    int columns = dz.shape().last();
    Normalization.Band band =
        (from, end, s) -> e.activateGradient(from * columns, end * columns, f, saved, dy, out);
    sums(scale.get(), dz, band).consumes(saved).consumes(dy).writes(out);
  }

  void blockGradient(Node dz, NormBlockGradient op) {
    ElementwiseKernels e = to.loops.elementwise();
    e.prepare(op.activation(), true);
    if (op.activation().slopeFromOutput()) {
      e.prepare(op.activation(), false);
    }
    Buffer[] x = to.inputs(dz);
    Buffer out = to.result(dz);
    BatchStatistics batch = batch(op.epsilon(), x);
    Normalization loops = loops(dz);
    int rows = rows(dz);
    Normalization.Band band =
        (from, end, s) ->
            loops.activateGradient(from, end, batch, op.activation(), x[0], x[5], out, s);
    Task task =
        scaleGradientOf(dz)
            .map(scale -> sums(scale, dz, band))
            .orElseGet(
                () ->
                    to.task(dz, label(dz), Lowering.samples(dz.shape()))
                        .does(
                            (block, from, end, s) -> loops.each(from * rows, end * rows, band, s)))
            .scratch(loops.scratch())
            .reads(x[0])
            .consumes(x[5])
            .writes(out);
    for (int i = 1; i < 5; i++) {
      task.readsAll(x[i]);
    }
  }

  private static Optional<Node> scaleGradientOf(Node dz) {
    return find(dz, n -> n.op() instanceof NormalizeScaleGradient && reads(n, 3, dz));
  }

  /// The gradients with respect to scale and shift of the same normalisation, in one pass, unless
  /// they are known.
  ///
  /// @param y the one with respect to scale
  void scaleGradient(Node y) {
    if (!to.isKnown(y)) {
      sums(y, y, (from, end, s) -> {}).reads(to.value(y.input(3)));
    }
  }

  private Task sums(Node y, Node of, Normalization.Band before) {
    NormalizeScaleGradient op = (NormalizeScaleGradient) y.op();
    Node dz = y.input(3);
    Shape shape = y.input(0).shape();
    BlockPartition partition = Lowering.samples(shape);
    Buffer[] x = to.inputs(y);
    BatchStatistics batch =
        new BatchStatistics((float) op.epsilon(), x[1], x[2], Buffer.NONE, Buffer.NONE);
    PlannedBuffer dScale = to.newParts(y, partition);
    PlannedBuffer dShift =
        find(y, n -> n.op() instanceof SumRows && reads(n, 0, dz) && !to.isKnown(n))
            .map(n -> to.newParts(n, partition))
            .orElseGet(() -> to.inParts(y.name() + "/dshift", shape.last(), partition));
    Normalization loops = loops(y.input(0));
    int rows = rows(y.input(0));
    return to.task(of, label(of), partition)
        .reads(x[0])
        .readsAll(x[1])
        .readsAll(x[2])
        .writes(dScale)
        .writes(dShift)
        .does(
            (block, from, end, s) ->
                loops.sums(
                    from * rows,
                    end * rows,
                    before,
                    batch,
                    x[0],
                    x[3],
                    dScale.part(block),
                    dShift.part(block),
                    s));
  }

  private static String label(Node y) {
    return y.op().symbol();
  }

  void gradient(Node y, NormalizeGradient op) {
    Buffer[] x = to.inputs(y);
    Buffer out = to.result(y);
    Normalization loops = loops(y);
    int rows = rows(y);
    Buffer dy = x[4];
    BatchStatistics statistics =
        new BatchStatistics((float) op.epsilon(), x[1], x[2], x[3], Buffer.NONE);
    Task task = to.task(y, op.symbol(), Lowering.samples(y.shape())).consumes(dy).writes(out);
    if (!op.byBatch()) {
      task.readsAll(x[2])
          .readsAll(x[3])
          .does(
              (block, from, end, s) ->
                  loops.inputGradient(from * rows, end * rows, statistics, dy, out));
      return;
    }
    task.consumes(x[0]);
    for (int i : new int[] {1, 2, 3, 5, 6}) {
      task.readsAll(x[i]);
    }
    RowKernels.BatchGradient batch =
        new RowKernels.BatchGradient(y.shape().rows(), statistics, x[5], x[6]);
    task.does(
        (block, from, end, s) ->
            loops.inputGradient(from * rows, end * rows, batch, x[0], dy, out));
  }
}
