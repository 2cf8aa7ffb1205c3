package dev.kern.compile;

import dev.kern.graph.*;
import dev.kern.kernel.Elementwise;
import dev.kern.kernel.Loops;
import dev.kern.kernel.Rows;
import dev.kern.math.Randomness;

/// Turns each node into tasks: the one place that knows both ops and loops.
final class Lower {
  private final Graph graph;
  private final Lowering to;
  private final Loops loops;
  private final LowerWindows windows;
  private final LowerProducts products;
  private final LowerUpdates updates;
  private final LowerShapes shapes;
  private final LowerLosses losses;

  Lower(Graph graph, Loops loops, Storage storage, Clock clock) {
    this.graph = graph;
    this.loops = loops;
    this.to = new Lowering(graph, loops, storage, clock);
    this.windows = new LowerWindows(to);
    this.products = new LowerProducts(to);
    this.updates = new LowerUpdates(to);
    this.shapes = new LowerShapes(to);
    this.losses = new LowerLosses(to);
  }

  /// The program for the whole graph.
  Program program(int threads) {
    graph.nodes().forEach(this::lower);
    graph.outputs().stream().filter(n -> !n.op().isEffect()).forEach(to::value);
    return new Program(graph, to.tasks, to.buffers(), loops, threads);
  }

  private void lower(Node y) {
    Elementwise e = loops.elementwise();
    Rows r = loops.rows();
    switch (y.op()) {
      case Placeholder op -> touch(y);
      case Constant op -> constant(y, op.value());
      case Variable op -> to.variable(y, op);
      case LearningRate op -> {
        Buffer out = to.result(y);
        to.task(y, y.op().symbol(), Cut.whole(1))
            .writesAll(out)
            .does(
                (b, from, end, s, at) ->
                    out.array()[out.at()] = (float) op.schedule().at(to.clock.step()));
      }
      case Arithmetic op ->
          each(
              y,
              switch (op.kind()) {
                case ADD ->
                    (n, x, i, j, o, q) -> e.add(n, x[0].array(), i, x[1].array(), j, o.array(), q);
                case SUBTRACT ->
                    (n, x, i, j, o, q) ->
                        e.subtract(n, x[0].array(), i, x[1].array(), j, o.array(), q);
                case MULTIPLY ->
                    (n, x, i, j, o, q) ->
                        e.multiply(n, x[0].array(), i, x[1].array(), j, o.array(), q);
              });
      case Scale op ->
          each(
              y,
              (n, x, i, j, o, q) -> e.scale(n, (float) op.factor(), x[0].array(), i, o.array(), q));
      case ScaleBy op -> scaleBy(y);
      case Activate op ->
          each(
              y,
              (n, x, i, j, o, q) -> e.activate(op.activation(), n, x[0].array(), i, o.array(), q));
      case ActivateGradient op ->
          each(
              y,
              (n, x, i, j, o, q) ->
                  e.activateGradient(
                      op.activation(), n, x[0].array(), i, x[1].array(), j, o.array(), q));
      case AddBias op -> {
        int c = y.shape().last();
        Buffer bias = to.value(y.input(1));
        eachRow(y, y.input(0))
            .readsAll(bias)
            .does(
                rows(
                    y,
                    (n, x, i, o, q) -> r.addBias(n / c, c, x, i, bias.array(), bias.at(), o, q)));
      }
      case SumRows op ->
          sum(y, y.input(0), (rows, c, x, i, o, q) -> r.sumRows(rows, c, x, i, o, q));
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
      case Fill op -> {
        Buffer x = to.value(y.input(0));
        Buffer out = to.result(y);
        to.task(y, "fill", Lowering.samples(y.shape()))
            .readsAll(x)
            .writes(out)
            .does(
                (b, from, end, s, at) ->
                    e.fill(
                        (end - from) * Lowering.row(y.shape()),
                        x.array()[x.at()],
                        out.array(),
                        out.at() + from * Lowering.row(y.shape())));
      }
      case Softmax op -> {
        int c = y.shape().last();
        eachRow(y, y.input(0)).does(rows(y, (n, x, i, o, q) -> r.softmax(n / c, c, x, i, o, q)));
      }
      case SoftmaxGradient op -> {
        int c = y.shape().last();
        each(
            y,
            (n, x, i, j, o, q) ->
                r.softmaxGradient(n / c, c, x[0].array(), i, x[1].array(), j, o.array(), q));
      }
      case OneHot op -> losses.oneHot(y, op.classes());
      case SoftmaxCrossEntropy op -> losses.crossEntropy(y);
      case SoftmaxCrossEntropyGradient op -> losses.crossEntropyGradient(y);
      case Reduce op -> reduce(y, op.kind());
      case Dropout op -> {
        int row = Lowering.row(y.shape());
        Buffer x = to.value(y.input(0));
        Buffer out = to.result(y);
        to.task(y, "dropout", Lowering.samples(y.shape()))
            .reads(x)
            .writes(out)
            .does(
                (b, from, end, s, at) ->
                    e.dropout(
                        (end - from) * row,
                        op.keep(),
                        Randomness.key(to.clock.seed(), to.clock.step(), op.stream()),
                        from * row,
                        x.array(),
                        x.at() + from * row,
                        out.array(),
                        out.at() + from * row));
      }
      case BatchMean op ->
          sum(
              y,
              y.input(0),
              (rows, c, x, i, o, q) -> {
                r.mean(rows, c, x, i, o, q);
                e.scale(c, (float) ((double) rows / y.input(0).shape().rows()), o, q, o, q);
              });
      case BatchVariance op -> {
        Buffer mean = to.value(y.input(1));
        sum(
                y,
                y.input(0),
                (rows, c, x, i, o, q) -> {
                  r.variance(rows, c, x, i, mean.array(), mean.at(), o, q);
                  e.scale(c, (float) ((double) rows / y.input(0).shape().rows()), o, q, o, q);
                })
            .readsAll(mean);
      }
      case Normalize op -> LowerNormalize.forward(to, y, op);
      case NormalizeGradient op -> LowerNormalize.gradient(to, y, op);
      case NormalizeScaleGradient op -> LowerNormalize.scaleGradient(to, y, op);
      case ClipFactor op -> updates.clipFactor(y, op);
      case Minimize op ->
          throw new IllegalStateException(
              "minimize at '" + y.name() + "' is expanded before lowering");
      case Update op -> updates.update(y, op);
      case MovingAverage op -> updates.movingAverage(y, op);
      case Group op -> {}
    }
  }

  /// A loop over elements of up to two inputs and the output, at their offsets.
  interface Each {
    void run(int n, Buffer[] x, int first, int second, Buffer y, int yAt);
  }

  /// A loop over elements of an input and the output.
  interface OneToOne {
    void run(int n, float[] x, int xAt, float[] y, int yAt);
  }

  /// A sum over rows into one row.
  interface IntoRow {
    void run(int rows, int columns, float[] x, int xAt, float[] y, int yAt);
  }

  /// Placeholders and constants are written from outside of the program.
  private Buffer touch(Node y) {
    Buffer buffer = to.result(y);
    to.task(y, y.op().symbol(), Cut.whole(0)).writesAll(buffer);
    return buffer;
  }

  private void constant(Node y, Tensor value) {
    Buffer buffer = new Buffer(y.name(), y.shape().size(), true);
    float[] copy = value.toArray();
    buffer.place(copy.length == 0 ? new float[1] : copy, 0);
    to.alias(y, buffer);
  }

  private void each(Node y, Each loop) {
    int row = Lowering.row(y.shape());
    Buffer[] x = y.inputs().stream().map(to::value).toArray(Buffer[]::new);
    Buffer out = to.result(y);
    Task task = to.task(y, y.op().symbol(), Lowering.samples(y.shape())).writes(out);
    for (Buffer input : x) {
      task.reads(input);
    }
    Buffer second = x[x.length - 1];
    task.does(
        (block, from, end, s, at) ->
            loop.run(
                (end - from) * row,
                x,
                x[0].at() + from * row,
                second.at() + from * row,
                out,
                out.at() + from * row));
  }

  private Task eachRow(Node y, Node x) {
    return to.task(y, y.op().symbol(), Lowering.samples(y.shape()))
        .reads(to.value(x))
        .writes(to.result(y));
  }

  private Task.Loop rows(Node y, OneToOne loop) {
    int row = Lowering.row(y.shape());
    Buffer x = to.value(y.input(0));
    Buffer out = to.value(y);
    return (block, from, end, s, at) ->
        loop.run(
            (end - from) * row, x.array(), x.at() + from * row, out.array(), out.at() + from * row);
  }

  private Task sum(Node y, Node input, IntoRow loop) {
    Buffer x = to.value(input);
    Cut cut = Lowering.samples(input.shape());
    Lowering.Parts sum = to.newParts(y, cut);
    int row = Lowering.row(input.shape());
    int c = y.shape().last();
    return to.task(y, y.op().symbol(), cut)
        .reads(x)
        .writes(sum.buffer())
        .does(
            (block, from, end, s, at) ->
                loop.run(
                    (end - from) * row / c,
                    c,
                    x.array(),
                    x.at() + from * row,
                    sum.buffer().array(),
                    sum.buffer().at() + block * sum.pitch()));
  }

  private void scaleBy(Node y) {
    int row = Lowering.row(y.shape());
    Buffer x = to.value(y.input(0));
    Buffer factor = to.value(y.input(1));
    Buffer out = to.result(y);
    to.task(y, "scale_by", Lowering.samples(y.shape()))
        .reads(x)
        .readsAll(factor)
        .writes(out)
        .does(
            (b, from, end, s, at) ->
                loops
                    .elementwise()
                    .scale(
                        (end - from) * row,
                        factor.array()[factor.at()],
                        x.array(),
                        x.at() + from * row,
                        out.array(),
                        out.at() + from * row));
  }

  private void reduce(Node y, Reduce.Kind kind) {
    int n = y.input(0).shape().size();
    Buffer x = to.value(y.input(0));
    Buffer out = to.result(y);
    Elementwise e = loops.elementwise();
    to.task(y, y.op().symbol(), Cut.whole(1))
        .readsAll(x)
        .writesAll(out)
        .does(
            (b, from, end, s, at) ->
                out.array()[out.at()] =
                    (float)
                        switch (kind) {
                          case MEAN -> 1.0 / Math.max(1, n) * e.sum(n, x.array(), x.at());
                          case SUM -> e.sum(n, x.array(), x.at());
                          case L2 -> 0.5 * e.sumSquares(n, x.array(), x.at());
                        });
  }
}
