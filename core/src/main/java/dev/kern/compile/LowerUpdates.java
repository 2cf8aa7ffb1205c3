package dev.kern.compile;

import dev.kern.graph.ClipFactor;
import dev.kern.graph.MovingAverage;
import dev.kern.graph.Node;
import dev.kern.graph.Update;
import dev.kern.graph.UpdateRule;
import dev.kern.kernel.Elementwise;
import dev.kern.kernel.Updates;

/// Lowers what changes variables.
final class LowerUpdates {
  private final Lowering to;

  LowerUpdates(Lowering to) {
    this.to = to;
  }

  void update(Node y, Update op) {
    Node variable = y.input(0);
    Buffer w = to.value(variable);
    Lowering.Parts g = to.parts(y.input(1));
    Buffer rate = to.value(y.input(2));
    boolean decays = variable.shape().rank() > 1;
    float decay = decays ? (float) op.rule().weightDecay() : 0;
    int size = variable.shape().size();
    Updates u = to.loops.updates();
    float[] first = op.rule().slots() > 0 ? to.storage.slot(0) : new float[0];
    float[] second = op.rule().slots() > 1 ? to.storage.slot(1) : new float[0];
    Cut rows = to.rowsCut(y.input(1));
    Task task =
        to.task(y, op.symbol() + " '" + variable.name() + "'", rows == null ? blocks(size) : rows)
            .readsAll(rate);
    if (rows == null) {
      task.readsAll(g.buffer()).writesAll(w);
    } else { // the gradient's block is still in the cache
      task.reads(g.buffer()).writes(w);
    }
    int row = rows == null ? 1 : size / rows.extent();
    task.does(
        (block, from, end, s, at) -> {
          int n = (end - from) * row;
          float r = rate.array()[rate.at()];
          float[] ga = g.buffer().array();
          int gAt = g.buffer().at() + from * row;
          int wAt = w.at() + from * row;
          switch (op.rule()) {
            case UpdateRule.GradientDescent d ->
                u.gradientDescent(n, r, decay, g.count(), g.pitch(), ga, gAt, w.array(), wAt);
            case UpdateRule.Momentum m ->
                u.momentum(
                    n,
                    r,
                    (float) m.momentum(),
                    m.nesterov(),
                    decay,
                    g.count(),
                    g.pitch(),
                    ga,
                    gAt,
                    w.array(),
                    wAt,
                    first,
                    wAt);
            case UpdateRule.Adam a ->
                u.adam(
                    n,
                    r,
                    a.beta1(),
                    a.beta2(),
                    a.epsilon(),
                    decay,
                    to.clock.step() + 1,
                    g.count(),
                    g.pitch(),
                    ga,
                    gAt,
                    w.array(),
                    wAt,
                    first,
                    wAt,
                    second,
                    wAt);
          }
        });
  }

  void movingAverage(Node y, MovingAverage op) {
    Buffer w = to.value(y.input(0));
    Buffer x = to.value(y.input(1));
    int size = y.input(0).shape().size();
    to.task(y, op.symbol() + " '" + y.input(0).name() + "'", blocks(size))
        .readsAll(x)
        .writesAll(w)
        .does(
            (block, from, end, s, at) ->
                to.loops
                    .elementwise()
                    .average(
                        end - from,
                        (float) op.decay(),
                        x.array(),
                        x.at() + from,
                        w.array(),
                        w.at() + from));
  }

  void clipFactor(Node y, ClipFactor op) {
    Buffer[] g = y.inputs().stream().map(to::value).toArray(Buffer[]::new);
    Buffer out = to.result(y);
    Elementwise e = to.loops.elementwise();
    Task task = to.task(y, op.symbol(), Cut.whole(1)).writesAll(out);
    for (Buffer gradient : g) {
      task.readsAll(gradient);
    }
    task.does(
        (block, from, end, s, at) -> {
          double squares = 0;
          for (Buffer gradient : g) {
            squares += e.sumSquares(gradient.size(), gradient.array(), gradient.at());
          }
          out.array()[out.at()] = (float) Math.min(1, op.norm() / Math.sqrt(squares));
        });
  }

  private static Cut blocks(int size) {
    return Cut.range(size, Math.ceilDiv(size, 8192), 16);
  }
}
