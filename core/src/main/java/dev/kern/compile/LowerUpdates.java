package dev.kern.compile;

import dev.kern.graph.ClipFactor;
import dev.kern.graph.MovingAverage;
import dev.kern.graph.Node;
import dev.kern.graph.OptimizerSlot;
import dev.kern.graph.Reshape;
import dev.kern.graph.Shape;
import dev.kern.graph.Update;
import dev.kern.graph.UpdateRule;
import dev.kern.graph.Variable;
import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.ElementwiseKernels;
import dev.kern.kernel.PartialSums;
import dev.kern.kernel.UpdateKernels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Lowers the ops that change variables.
final class LowerUpdates {
  private final Lowering to;
  private final Map<List<Object>, Buffer> slots = new HashMap<>();

  LowerUpdates(Lowering to) {
    this.to = to;
  }

  void update(Node y, Update op) {
    Node variable = y.input(0);
    Buffer w = to.value(variable);
    PartialSums g = to.parts(y.input(1));
    Buffer rate = to.value(y.input(2));
    int size = variable.shape().size();
    BlockPartition rows = to.rowPartition(y.input(1));
    Task task =
        to.task(y, op.symbol() + " '" + variable.name() + "'", rows == null ? blocks(size) : rows)
            .readsAll(rate);
    if (rows == null) {
      task.readsAll(g.buffer()).writesAll(w);
    } else { // the gradient's block is still in the cache
      task.reads(g.buffer()).writes(w);
    }
    int row = rows == null ? 1 : size / rows.extent();
    RangeUpdate step = step(op.rule(), g, w);
    task.does((block, from, end, s) -> step.run(from * row, end * row, rate.get(0)));
  }

  /// Updates elements `from` to `to`, exclusive.
  private interface RangeUpdate {
    void run(int from, int to, float rate);
  }

  private RangeUpdate step(UpdateRule rule, PartialSums g, Buffer w) {
    UpdateKernels u = to.loops.updates();
    float decay = (float) rule.weightDecay();
    return switch (rule) {
      case UpdateRule.Sgd d -> (from, end, rate) -> u.sgd(from, end, rate, decay, g, w);
      case UpdateRule.Momentum m -> {
        Buffer v = slot(0, w);
        UpdateKernels.Momentum momentum =
            new UpdateKernels.Momentum((float) m.momentum(), m.nesterov(), decay);
        yield (from, end, rate) -> u.momentum(from, end, momentum, rate, g, w, v);
      }
      case UpdateRule.Adam a -> {
        Buffer m = slot(0, w);
        Buffer v = slot(1, w);
        UpdateKernels.Adam adam = new UpdateKernels.Adam(a.beta1(), a.beta2(), a.epsilon(), decay);
        yield (from, end, rate) -> u.adam(from, end, adam, rate, to.context.step() + 1, g, w, m, v);
      }
      case UpdateRule.Muon _, UpdateRule.Custom _ ->
          throw new IllegalStateException("the rule " + rule + " is expanded before lowering");
    };
  }

  /// The optimiser state of a variable.
  private Buffer slot(int index, Buffer variable) {
    return Buffer.of(to.store.slot(index), variable.at());
  }

  void movingAverage(Node y, MovingAverage op) {
    Buffer w = to.value(y.input(0));
    Buffer x = to.value(y.input(1));
    int size = y.input(0).shape().size();
    float decay = (float) op.decay();
    to.task(y, op.symbol() + " '" + y.input(0).name() + "'", blocks(size))
        .readsAll(x)
        .writesAll(w)
        .does((block, from, end, s) -> to.loops.elementwise().average(from, end, decay, x, w));
  }

  /// The memory of an optimiser slot: one buffer, however many nodes refer to it.
  void slot(Node y, OptimizerSlot op) {
    Node variable = y.input(0);
    to.alias(
        y,
        slots.computeIfAbsent(
            List.of(variable.name(), op.index()),
            key ->
                PlannedBuffer.placed(
                    y.name(),
                    variable.shape().size(),
                    to.store.slot(op.index()),
                    to.store.at(variable.name()))));
  }

  /// Lowers the computation of the value, and returns the assignment itself, to be run once
  /// everything else that reads variables is lowered.
  Runnable assign(Node y) {
    Buffer target = to.value(y.input(0));
    Buffer value = to.value(y.input(1));
    Shape shape = y.input(1).shape();
    // Another assignment may change the variable before this one reads it.
    Buffer source =
        isKept(y.input(1))
            ? copy(y, "copy", value, to.temporary(y.name(), shape.size()), shape)
            : value;
    String label = y.op().symbol() + " '" + y.input(0).name() + "'";
    return () -> copy(y, label, source, target, shape);
  }

  /// Whether a value lies in the memory of a variable or slot.
  private static boolean isKept(Node value) {
    return switch (value.op()) {
      case Variable _, OptimizerSlot _ -> true;
      case Reshape _ -> isKept(value.input(0));
      default -> false;
    };
  }

  private Buffer copy(Node y, String label, Buffer from, Buffer into, Shape shape) {
    int row = Lowering.row(shape);
    to.task(y, label, Lowering.samples(shape))
        .reads(from)
        .writes(into)
        .does(
            (block, first, end, s) ->
                System.arraycopy(
                    from.array(),
                    from.at() + first * row,
                    into.array(),
                    into.at() + first * row,
                    (end - first) * row));
    return into;
  }

  void clipFactor(Node y, ClipFactor op) {
    Buffer[] g = to.inputs(y);
    Buffer out = to.result(y);
    ElementwiseKernels e = to.loops.elementwise();
    Task task = to.task(y, op.symbol(), BlockPartition.whole(1)).writesAll(out);
    for (Buffer gradient : g) {
      task.readsAll(gradient);
    }
    task.does(
        (block, from, end, s) -> {
          double squares = 0;
          for (Buffer gradient : g) {
            squares += e.sumSquares(0, gradient.size(), gradient);
          }
          out.set(0, (float) Math.min(1, op.norm() / Math.sqrt(squares)));
        });
  }

  private static BlockPartition blocks(int size) {
    return BlockPartition.range(size, Math.ceilDiv(size, 8192), 16);
  }
}
