package dev.kern.compile;

import dev.kern.graph.*;
import dev.kern.graph.Activate;
import dev.kern.graph.ActivateGradient;
import dev.kern.graph.AddBias;
import dev.kern.graph.AddScalar;
import dev.kern.graph.Arithmetic;
import dev.kern.graph.Assign;
import dev.kern.graph.BatchMean;
import dev.kern.graph.BatchVariance;
import dev.kern.graph.ClipFactor;
import dev.kern.graph.Concat;
import dev.kern.graph.Constant;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Conv2dFilterGradient;
import dev.kern.graph.Conv2dInputGradient;
import dev.kern.graph.ConvBlock;
import dev.kern.graph.ConvBlockGradient;
import dev.kern.graph.ConvBlockTrace;
import dev.kern.graph.Crop;
import dev.kern.graph.DenseBlock;
import dev.kern.graph.Dropout;
import dev.kern.graph.Fill;
import dev.kern.graph.Graph;
import dev.kern.graph.Group;
import dev.kern.graph.LearningRate;
import dev.kern.graph.LocalResponse;
import dev.kern.graph.LocalResponseGradient;
import dev.kern.graph.MatMul;
import dev.kern.graph.Minimize;
import dev.kern.graph.MovingAverage;
import dev.kern.graph.Node;
import dev.kern.graph.NormBlock;
import dev.kern.graph.NormBlockGradient;
import dev.kern.graph.Normalize;
import dev.kern.graph.NormalizeGradient;
import dev.kern.graph.NormalizeScaleGradient;
import dev.kern.graph.OneHot;
import dev.kern.graph.OptimizerSlot;
import dev.kern.graph.Pad;
import dev.kern.graph.ParametricRelu;
import dev.kern.graph.Placeholder;
import dev.kern.graph.Pool2d;
import dev.kern.graph.Pool2dGradient;
import dev.kern.graph.Reduce;
import dev.kern.graph.Reshape;
import dev.kern.graph.Scale;
import dev.kern.graph.ScaleBy;
import dev.kern.graph.ScaleChannels;
import dev.kern.graph.Shape;
import dev.kern.graph.ShuffleChannels;
import dev.kern.graph.Softmax;
import dev.kern.graph.SoftmaxCrossEntropy;
import dev.kern.graph.SoftmaxCrossEntropyGradient;
import dev.kern.graph.SoftmaxGradient;
import dev.kern.graph.Standardize;
import dev.kern.graph.StandardizeGradient;
import dev.kern.graph.StepScalar;
import dev.kern.graph.Subsample;
import dev.kern.graph.SumRows;
import dev.kern.graph.Tensor;
import dev.kern.graph.Unary;
import dev.kern.graph.Update;
import dev.kern.graph.Variable;
import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.ElementwiseKernels;
import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.RowKernels;
import dev.kern.math.Randomness;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Lowers each node to tasks: the only place that knows both ops and kernels.
final class Lower {
  private final Graph graph;
  private final int threads;
  private final Lowering to;
  private final KernelLibrary loops;
  private final LowerWindows windows;
  private final LowerProducts products;
  private final LowerUpdates updates;
  private final LowerShapes shapes;
  private final LowerLosses losses;
  private final LowerNormalize normalize;
  private final List<Runnable> assignments = new ArrayList<>();

  /// @param shared holds what is computed from variables alone; null if they may change
  /// @param threads how many will run the program
  Lower(
      Graph graph,
      KernelLibrary loops,
      VariableStore store,
      StepContext context,
      @Nullable SharedWeights shared,
      int threads) {
    this.graph = graph;
    this.loops = loops;
    this.threads = threads;
    this.to = new Lowering(graph, loops, store, context, shared, threads);
    this.windows = new LowerWindows(to);
    this.products = new LowerProducts(to);
    this.updates = new LowerUpdates(to);
    this.shapes = new LowerShapes(to);
    this.losses = new LowerLosses(to);
    this.normalize = new LowerNormalize(to);
  }

  /// The program for the whole graph.
  Program program() {
    return new Program(graph, tasks(), to.buffers(), loops, threads);
  }

  /// The tasks for the whole graph, in an order in which they can run.
  List<Task> tasks() {
    // Whatever is computed sees variables as they were before the step.
    graph.nodes().stream().filter(n -> !n.op().isEffect()).forEach(this::lower);
    graph.nodes().stream().filter(n -> n.op().isEffect()).forEach(this::lower);
    assignments.forEach(Runnable::run);
    graph.outputs().stream().filter(n -> !n.op().isEffect()).forEach(to::value);
    return to.tasks;
  }

  private void lower(Node y) {
    ElementwiseKernels e = loops.elementwise();
    RowKernels r = loops.rows();
    switch (y.op()) {
      case Placeholder op -> touch(y);
      case Constant op -> constant(y, op.value());
      case Variable op -> to.variable(y, op);
      case LearningRate op -> stepScalar(y, op.schedule()::at);
      case StepScalar op -> stepScalar(y, op.function());
      case OptimizerSlot op -> updates.slot(y, op);
      case Arithmetic op ->
          each(
              y,
              2,
              switch (op.kind()) {
                case ADD -> (from, end, x, o) -> e.add(from, end, x[0], x[1], o);
                case SUBTRACT -> (from, end, x, o) -> e.subtract(from, end, x[0], x[1], o);
                case MULTIPLY -> (from, end, x, o) -> e.multiply(from, end, x[0], x[1], o);
                case DIVIDE -> (from, end, x, o) -> e.divide(from, end, x[0], x[1], o);
              });
      case Scale op ->
          each(y, 1, (from, end, x, o) -> e.scale(from, end, (float) op.factor(), x[0], o));
      case ScaleBy op -> each(y, 1, (from, end, x, o) -> e.scale(from, end, x[1].get(0), x[0], o));
      case AddScalar op ->
          each(y, 1, (from, end, x, o) -> e.addScalar(from, end, (float) op.amount(), x[0], o));
      case Unary op -> each(y, 1, (from, end, x, o) -> e.unary(from, end, op.function(), x[0], o));
      case Activate op -> {
        e.prepare(op.activation(), false);
        each(y, 1, (from, end, x, o) -> e.activate(from, end, op.activation(), x[0], o));
      }
      case ActivateGradient op -> normalize.activateGradient(y, op);
      case AddBias op ->
          eachRow(y, 1, (from, end, x, o) -> r.addBias(from, end, c(y), x[0], x[1], o));
      case ScaleChannels op -> scaleChannels(y);
      case ParametricRelu op ->
          eachRow(y, 1, (from, end, x, o) -> r.leak(from, end, c(y), x[0], x[1], o));
      case SumRows op -> sumRows(y);
      case Conv2d op -> windows.convolution(y, op);
      case Conv2dInputGradient op -> windows.inputGradient(y, op);
      case Conv2dFilterGradient op -> windows.filterGradient(y, op);
      case ConvBlock op -> windows.block(y, op);
      case ConvBlockTrace op -> {}
      case ConvBlockGradient op -> windows.blockGradient(y, op);
      case Pool2d op -> windows.pool(y, op);
      case Pool2dGradient op -> windows.poolGradient(y, op);
      case MatMul op -> products.product(y, op);
      case DenseBlock op -> products.block(y, op);
      case Reshape op -> to.alias(y, to.value(y.input(0)));
      case Concat op -> shapes.concat(y);
      case Pad op -> shapes.border(y, op.before(), true, op.value());
      case Crop op -> shapes.border(y, op.before(), false, 0);
      case Subsample op -> shapes.subsample(y, op);
      case ShuffleChannels op -> shapes.shuffle(y, op.groups());
      case Fill op -> each(y, 0, (from, end, x, o) -> e.fill(from, end, x[0].get(0), o));
      case Softmax op -> eachRow(y, 1, (from, end, x, o) -> r.softmax(from, end, c(y), x[0], o));
      case SoftmaxGradient op ->
          eachRow(y, 2, (from, end, x, o) -> r.softmaxGradient(from, end, c(y), x[0], x[1], o));
      case OneHot op -> losses.oneHot(y, op.classes());
      case SoftmaxCrossEntropy op -> losses.crossEntropy(y);
      case SoftmaxCrossEntropyGradient op -> losses.crossEntropyGradient(y);
      case Reduce op -> reduce(y, op.kind());
      case Dropout op ->
          each(
              y,
              1,
              (from, end, x, o) -> {
                int key = Randomness.key(to.context.seed(), to.context.step(), op.stream());
                e.dropout(from, end, op.keep(), key, x[0], o);
              });
      case BatchMean op -> normalize.mean(y);
      case BatchVariance op -> normalize.variance(y);
      case Normalize op -> normalize.forward(y, op);
      case NormalizeGradient op -> normalize.gradient(y, op);
      case NormalizeScaleGradient op -> normalize.scaleGradient(y);
      case NormBlock op -> normalize.block(y, op);
      case NormBlockGradient op -> normalize.blockGradient(y, op);
      case Standardize op ->
          eachRow(
              y,
              1,
              (from, end, x, o) -> r.standardize(from, end, c(y), (float) op.epsilon(), x[0], o));
      case StandardizeGradient op ->
          eachRow(
              y,
              2,
              (from, end, x, o) ->
                  r.standardizeGradient(from, end, c(y), (float) op.epsilon(), x[0], x[1], o));
      case LocalResponse op ->
          copyRows(y, 1, (from, end, x, o) -> r.localResponse(from, end, c(y), op.how(), x[0], o));
      case LocalResponseGradient op ->
          copyRows(
              y,
              2,
              (from, end, x, o) ->
                  r.localResponseGradient(from, end, c(y), op.how(), x[0], x[1], o));
      case ClipFactor op -> updates.clipFactor(y, op);
      case Minimize op ->
          throw new IllegalStateException(
              "minimize at '" + y.name() + "' is expanded before lowering");
      case Update op -> updates.update(y, op);
      case Assign op -> assignments.add(updates.assign(y));
      case MovingAverage op -> updates.movingAverage(y, op);
      case Group op -> {}
    }
  }

  /// Placeholders and constants are written from outside the program.
  private Buffer touch(Node y) {
    Buffer buffer = to.result(y);
    to.task(y, y.op().symbol(), BlockPartition.whole(0)).writesAll(buffer);
    return buffer;
  }

  /// A number that depends only on the step.
  private void stepScalar(Node y, LongToDoubleFunction function) {
    Buffer out = to.result(y);
    to.task(y, y.op().symbol(), BlockPartition.whole(1))
        .writesAll(out)
        .does((b, from, end, s) -> out.set(0, (float) function.applyAsDouble(to.context.step())));
  }

  private void constant(Node y, Tensor value) {
    float[] array = Buffer.memory(value.shape().size());
    value.copyTo(array, 0);
    to.alias(y, PlannedBuffer.placed(y.name(), value.shape().size(), array, 0));
  }

  private void each(Node y, int local, Lowering.Loop loop) {
    to.map(y, y.op().symbol(), Lowering.row(y.shape()), local, loop);
  }

  private void eachRow(Node y, int local, Lowering.Loop loop) {
    to.map(y, y.op().symbol(), Lowering.row(y.shape()) / c(y), local, loop);
  }

  /// Like [#eachRow], with a loop that can't work in place.
  private void copyRows(Node y, int local, Lowering.Loop loop) {
    to.each(y, y.op().symbol(), Lowering.row(y.shape()) / c(y), local, loop);
  }

  /// Rows times a number per channel; each sample's own numbers are read with its rows.
  private void scaleChannels(Node y) {
    RowKernels r = loops.rows();
    int c = c(y);
    int rows = Lowering.row(y.shape()) / Math.max(1, c);
    if (!ScaleChannels.isPerSample(y)) {
      eachRow(y, 1, (from, end, x, o) -> r.scale(from, end, c, x[0], x[1], 0, o));
      return;
    }
    to.each(
        y,
        y.op().symbol(),
        rows,
        2,
        (from, end, x, o) -> {
          for (int row = from; row < end; ) {
            int n = row / rows;
            int last = Math.min(end, (n + 1) * rows);
            r.scale(row, last, c, x[0], x[1], n * c, o);
            row = last;
          }
        });
  }

  /// The number of channels or classes.
  private static int c(Node y) {
    return y.shape().last();
  }

  /// A sum over samples, unless normalisation has computed it with another one.
  private void sumRows(Node y) {
    if (to.isKnown(y)) {
      return;
    }
    Buffer x = to.value(y.input(0));
    Shape shape = y.input(0).shape();
    BlockPartition partition = Lowering.samples(shape);
    PlannedBuffer sum = to.newParts(y, partition);
    int rows = Lowering.row(shape) / c(y);
    to.task(y, y.op().symbol(), partition)
        .reads(x)
        .writes(sum)
        .does(
            (block, from, end, s) ->
                loops.rows().sumRows(from * rows, end * rows, c(y), x, sum.part(block)));
  }

  private void reduce(Node y, Reduce.Kind kind) {
    int n = y.input(0).shape().size();
    Buffer x = to.value(y.input(0));
    Buffer out = to.result(y);
    ElementwiseKernels e = loops.elementwise();
    to.task(y, y.op().symbol(), BlockPartition.whole(1))
        .readsAll(x)
        .writesAll(out)
        .does(
            (b, from, end, s) ->
                out.set(
                    0,
                    (float)
                        switch (kind) {
                          case MEAN -> 1.0 / Math.max(1, n) * e.sum(0, n, x);
                          case SUM -> e.sum(0, n, x);
                          case L2 -> 0.5 * e.sumSquares(0, n, x);
                        }));
  }
}
