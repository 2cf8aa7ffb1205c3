package dev.kern.compile;

import dev.kern.graph.Conv2d;
import dev.kern.graph.Conv2dFilterGradient;
import dev.kern.graph.Conv2dInputGradient;
import dev.kern.graph.ConvBlock;
import dev.kern.graph.ConvBlockGradient;
import dev.kern.graph.ConvBlockTrace;
import dev.kern.graph.Node;
import dev.kern.graph.Pool2d;
import dev.kern.graph.Pool2dGradient;
import dev.kern.graph.Shape;
import dev.kern.graph.Window;
import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.Convolution;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.FilterGradient;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.InputGradient;
import dev.kern.kernel.Pool;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.Unpool;
import org.jspecify.annotations.Nullable;

/// Lowers the ops with a sliding window: convolutions, pooling and their gradients, each over
/// blocks of samples.
record LowerWindows(Lowering to) {

  void convolution(Node y, Conv2d op) {
    Geometry g = geometry(op.window(), op.groups(), y.input(0).shape(), y.shape());
    run(y, to.loops.convolution(g, Epilogue.none()), multiplyAdds(g, y), Buffer.NONE, Buffer.NONE);
  }

  void block(Node y, ConvBlock op) {
    Shape image = y.input(0).shape();
    Shape sums = sums(op, image, y.shape().last());
    Node trace = trace(y);
    Epilogue epilogue =
        new Epilogue(true, op.residual(), op.activation(), op.pooling(), trace != null);
    Buffer side =
        op.residual() ? to.value(y.input(3)) : trace == null ? Buffer.NONE : to.result(trace);
    Geometry g = geometry(op.window(), op.groups(), image, sums);
    run(y, to.loops.convolution(g, epilogue), multiplyAdds(g, y), to.value(y.input(2)), side);
  }

  /// The trace of a block, if its gradient is needed.
  private static @Nullable Node trace(Node block) {
    return block.graph().nodes().stream()
        .filter(n -> n.op() instanceof ConvBlockTrace t && t.block().equals(block.op()))
        .filter(n -> n.inputs().equals(block.inputs()))
        .findFirst()
        .orElse(null);
  }

  /// Multiply-adds of a whole batch, including those with padding.
  private static double multiplyAdds(Geometry g, Node batch) {
    return (double) batch.shape().extent(0) * g.outHeight() * g.outWidth() * g.filterSize();
  }

  /// @param side the residual, if it is an input; else the trace, if there is one
  private void run(Node y, Convolution loop, double multiplyAdds, Buffer bias, Buffer side) {
    Buffer x = to.value(y.input(0));
    Buffer w = to.packed(y, to.value(y.input(1)), loop);
    Buffer out = to.result(y);
    BlockPartition samples = Lowering.samples(y.shape());
    BlockPartition pieces = to.pieces(samples, loop.pieces(), multiplyAdds);
    Task task =
        to.task(y, label(y), samples, pieces)
            .readsAll(w)
            .scratch(loop.scratch())
            .multiplyAdds(multiplyAdds);
    if (bias.size() > 0) {
      task.readsAll(bias);
    }
    task.reads(x).writes(out);
    if (y.inputs().size() > 3) {
      task.reads(side);
    } else if (side.size() > 0) {
      task.writes(side);
    }
    if (pieces == null) {
      task.does((block, from, end, s) -> loop.run(from, end, x, w, bias, out, side, s));
    } else {
      task.does((block, from, end, s) -> runPieces(loop, from, end, x, w, bias, out, side, s));
    }
  }

  /// Computes pieces `from` to `end`, exclusive; those of all samples count on.
  private static void runPieces(
      Convolution loop,
      int from,
      int end,
      Buffer x,
      Buffer w,
      Buffer b,
      Buffer y,
      Buffer side,
      Scratch scratch) {
    int pieces = loop.pieces();
    for (int first = from; first < end; ) {
      int n = first / pieces;
      int last = Math.min(end, (n + 1) * pieces);
      loop.runPieces(n, first - n * pieces, last - n * pieces, x, w, b, y, side, scratch);
      first = last;
    }
  }

  void inputGradient(Node y, Conv2dInputGradient op) {
    Geometry g = geometry(op.window(), op.groups(), op.image(), y.input(0).shape());
    InputGradient loop = to.loops.inputGradient(g);
    Buffer dy = to.value(y.input(0));
    Buffer packed = to.packed(y, to.value(y.input(1)), loop);
    Buffer out = to.result(y);
    to.task(y, label(y), Lowering.samples(y.shape()))
        .reads(dy)
        .readsAll(packed)
        .writes(out)
        .scratch(loop.scratch())
        .multiplyAdds(multiplyAdds(g, y))
        .does((block, from, end, s) -> loop.run(from, end, dy, packed, out, s));
  }

  void filterGradient(Node y, Conv2dFilterGradient op) {
    Geometry g = geometry(op.window(), op.groups(), y.input(0).shape(), y.input(1).shape());
    FilterGradient loop = to.loops.filterGradient(g);
    Buffer x = to.value(y.input(0));
    Buffer dy = to.value(y.input(1));
    BlockPartition samples = Lowering.samples(y.input(0).shape());
    double multiplyAdds = multiplyAdds(g, y.input(0));
    int slices = loop.slices();
    if (slices == 1) {
      PlannedBuffer sum = to.newParts(y, samples);
      to.task(y, label(y), samples)
          .reads(x)
          .reads(dy)
          .writes(sum)
          .scratch(loop.scratch())
          .multiplyAdds(multiplyAdds)
          .does((block, from, end, s) -> loop.run(from, end, x, dy, sum.part(block), s));
      return;
    }
    // As many blocks as usual, which take turns at samples and slices.
    BlockPartition groups =
        BlockPartition.range(samples.extent(), Math.ceilDiv(samples.blocks(), slices), 1);
    PlannedBuffer sum = to.newParts(y, groups);
    to.task(y, label(y), new BlockPartition(groups.blocks() * slices, 1))
        .readsAll(x)
        .readsAll(dy)
        .writesAll(sum)
        .scratch(loop.scratch())
        .multiplyAdds(multiplyAdds)
        .does(
            (block, from, end, s) -> {
              int group = block / slices;
              int slice = block % slices;
              loop.run(slice, groups.from(group), groups.to(group), x, dy, sum.part(group), s);
            });
  }

  void blockGradient(Node y, ConvBlockGradient op) {
    Shape shape = op.shape();
    Unpool loop =
        to.loops.unpool(shape.extent(1), shape.extent(2), shape.extent(3), op.block().pooling());
    to.map(y, label(y), 1, 2, (from, end, x, dx) -> loop.run(from, end, x[1], x[0], dx));
  }

  void pool(Node y, Pool2d op) {
    Geometry g = geometry(op.window(), 1, y.input(0).shape(), y.shape()).cropped();
    Pool loop = to.loops.pool(g, op.pooling());
    to.each(
        y, label(y), g.outHeight(), 1, g.taps(), (from, end, x, o) -> loop.run(from, end, x[0], o));
  }

  void poolGradient(Node y, Pool2dGradient op) {
    Geometry g = geometry(op.window(), 1, y.shape(), y.inputs().getLast().shape()).cropped();
    Pool loop = to.loops.pool(g, op.pooling());
    Lowering.Loop gradient =
        (from, end, x, dx) -> loop.gradient(from, end, x[0], x[x.length - 1], dx);
    if (loop.gradientInPlace()) {
      to.map(y, label(y), 1, 2, gradient);
    } else {
      to.each(y, label(y), 1, 2, gradient);
    }
  }

  private static String label(Node y) {
    String attributes = y.op().attributes();
    return y.op().symbol() + (attributes.isEmpty() ? "" : " {" + attributes + "}");
  }

  private static Shape sums(ConvBlock op, Shape image, int filters) {
    return Shape.of(
        image.extent(0),
        op.window().outputHeight(image.extent(1)),
        op.window().outputWidth(image.extent(2)),
        filters);
  }

  private static Geometry geometry(Window window, int groups, Shape image, Shape result) {
    return new Geometry(
        image.extent(1),
        image.extent(2),
        image.extent(3),
        result.extent(1),
        result.extent(2),
        result.extent(3),
        window.height(),
        window.width(),
        window.stride(),
        window.dilation(),
        window.padTop(image.extent(1)),
        window.padLeft(image.extent(2)),
        groups);
  }
}
