package dev.kern.run;

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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The reference implementation of every op: computes a graph in double precision, node by node.
///
/// Written for clarity, not speed: compiled plans are tested against it. Values are cached until a
/// feed, a variable or the step changes. Not thread-safe.
public final class Interpreter {
  private final Graph graph;
  private final Map<Node, double[]> feeds = new HashMap<>();
  private final Map<Node, double[]> variables = new HashMap<>();
  private final Map<Node, double[][]> slots = new HashMap<>();
  private final Map<Node, double[]> known = new HashMap<>();
  private long seed;
  private long step;

  private Interpreter(Graph graph) {
    this.graph = graph;
    Variables initial = Variables.of(graph);
    for (Node node : graph.variables()) {
      variables.put(node, InterpretedRows.widen(initial.get(node.name())));
    }
  }

  /// An interpreter of `graph`, with its variables initialised for seed 0.
  public static Interpreter of(Graph graph) {
    return new Interpreter(graph);
  }

  /// Sets the values of a placeholder.
  ///
  /// Fails with [IllegalArgumentException] if the node isn't a placeholder of the graph, or the
  /// number of values isn't its size.
  public Interpreter feed(Node placeholder, double[] values) {
    if (!(placeholder.op() instanceof Placeholder)) {
      throw notA(placeholder, "placeholder", "variable(node, values) sets a variable");
    }
    return set(feeds, placeholder, values);
  }

  /// Sets the values of a variable.
  ///
  /// Fails with [IllegalArgumentException] if the node isn't a variable of the graph, or the number
  /// of values isn't its size.
  public Interpreter variable(Node variable, double[] values) {
    if (!(variable.op() instanceof Variable)) {
      throw notA(variable, "variable", "feed(node, values) feeds a placeholder");
    }
    return set(variables, variable, values);
  }

  private static IllegalArgumentException notA(Node node, String expected, String fix) {
    return new IllegalArgumentException(
        """
        interpreter: '%s' is not a %s
          given     %s '%s' %s%s
          expected  a %s
          fix       %s\
        """
            .formatted(
                node.name(),
                expected,
                node.op().symbol(),
                node.name(),
                node.type(),
                node.shape(),
                expected,
                fix));
  }

  private Interpreter set(Map<Node, double[]> into, Node node, double[] values) {
    expectMember(node);
    if (values.length != node.shape().size()) {
      throw new IllegalArgumentException(
          "'%s' of shape %s needs %d values, given %d"
              .formatted(node.name(), node.shape(), node.shape().size(), values.length));
    }
    into.put(node, values.clone());
    known.clear();
    return this;
  }

  /// Sets the optimiser state of a variable: one array per slot of its update rule.
  void slots(Node variable, double[][] values) {
    slots.put(variable, values);
  }

  /// The optimiser state of a variable, not a copy.
  double[][] slots(Node variable) {
    return slots.getOrDefault(variable, new double[0][]);
  }

  /// A slot of a variable; zero if it was never set.
  private double[] slot(Node variable, int index) {
    double[][] kept = slots(variable);
    if (index >= kept.length) {
      int had = kept.length;
      kept = Arrays.copyOf(kept, index + 1);
      for (int i = had; i <= index; i++) {
        kept[i] = new double[variable.shape().size()];
      }
      slots.put(variable, kept);
    }
    return kept[index];
  }

  /// Sets the seed and step that the learning rate and dropout depend on.
  public Interpreter step(long seed, long step) {
    this.seed = seed;
    this.step = step;
    known.clear();
    return this;
  }

  /// The value of a node; effects are not applied.
  ///
  /// Fails with [IllegalArgumentException] if a placeholder that it needs was not fed.
  public double[] value(Node node) {
    expectMember(node);
    for (Node needed : Graph.reachable(node)) {
      if (!known.containsKey(needed)) {
        known.put(needed, compute(needed));
      }
    }
    return evaluated(node).clone();
  }

  /// The values of all `fetches`, computed before any effect among them changes a variable.
  public Map<Node, double[]> run(List<Node> fetches) {
    Map<Node, double[]> values = new HashMap<>();
    fetches.forEach(fetch -> values.put(fetch, value(fetch)));
    Map<Node, double[]> moved = new HashMap<>();
    for (Node node : Graph.reachable(fetches.toArray(Node[]::new))) {
      if (node.op() instanceof Update update) {
        double[][] kept =
            slots.computeIfAbsent(
                node.input(0), v -> new double[update.rule().slots()][v.shape().size()]);
        moved.put(
            node.input(0), InterpretedUpdate.move(update.rule(), arguments(node), kept, step));
      } else if (node.op() instanceof MovingAverage average) {
        double[] old = evaluated(node.input(0));
        double[] towards = evaluated(node.input(1));
        moved.put(
            node.input(0),
            InterpretedRows.each(
                old.length, i -> average.decay() * old[i] + (1 - average.decay()) * towards[i]));
      } else if (node.op() instanceof Assign) {
        moved.put(node.input(0), evaluated(node.input(1)).clone());
      }
    }
    moved.forEach(
        (target, value) -> {
          if (target.op() instanceof OptimizerSlot(int index)) {
            System.arraycopy(value, 0, slot(target.input(0), index), 0, value.length);
          } else {
            variables.put(target, value);
          }
        });
    known.clear();
    return values;
  }

  private void expectMember(Node node) {
    if (node.graph() != graph) {
      throw new IllegalArgumentException(
          "'%s' belongs to another graph; use a node of the interpreter's graph"
              .formatted(node.name()));
    }
  }

  private double[][] arguments(Node node) {
    return node.inputs().stream().map(this::evaluated).toArray(double[][]::new);
  }

  private double[] evaluated(Node node) {
    return required(known.get(node), node, "computed");
  }

  private static double[] required(double @Nullable [] values, Node node, String what) {
    if (values == null) {
      throw new IllegalArgumentException(
          "'%s' of shape %s was not %s; feed it first".formatted(node.name(), node.shape(), what));
    }
    return values;
  }

  private double[] compute(Node node) {
    double[][] in = arguments(node);
    int size = node.shape().size();
    int channels = node.shape().last();
    return switch (node.op()) {
      case Placeholder _ -> required(feeds.get(node), node, "fed");
      case Constant(Tensor tensor) -> InterpretedRows.widen(tensor);
      case Variable _ -> required(variables.get(node), node, "given values");
      case StepScalar(_, var function) -> new double[] {function.applyAsDouble(step)};
      case OptimizerSlot(int index) -> slot(node.input(0), index).clone();
      case LearningRate(var schedule) -> new double[] {schedule.at(step)};
      case Arithmetic(var kind) ->
          switch (kind) {
            case ADD -> InterpretedRows.each(size, i -> in[0][i] + in[1][i]);
            case SUBTRACT -> InterpretedRows.each(size, i -> in[0][i] - in[1][i]);
            case MULTIPLY -> InterpretedRows.each(size, i -> in[0][i] * in[1][i]);
            case DIVIDE -> InterpretedRows.each(size, i -> in[0][i] / in[1][i]);
          };
      case AddScalar(double amount) -> InterpretedRows.each(size, i -> in[0][i] + amount);
      case Unary(var f) -> InterpretedRows.each(size, i -> f.value(in[0][i]));
      case Scale(double factor) -> InterpretedRows.each(size, i -> factor * in[0][i]);
      case ScaleBy _ -> InterpretedRows.each(size, i -> in[1][0] * in[0][i]);
      case ScaleChannels _ -> {
        int perSample = size / Math.max(1, in[1].length / Math.max(1, channels));
        yield InterpretedRows.each(
            size, i -> in[0][i] * in[1][Math.floorDiv(i, perSample) * channels + i % channels]);
      }
      case ParametricRelu _ ->
          InterpretedRows.each(size, i -> in[0][i] > 0 ? in[0][i] : in[1][i % channels] * in[0][i]);
      case AddBias _ -> InterpretedRows.addBias(in[0], in[1]);
      case SumRows _ -> InterpretedRows.sum(in[0], channels);
      case Activate(var f) -> InterpretedRows.activate(in[0], f);
      case ActivateGradient(var f) -> InterpretedRows.each(size, i -> in[1][i] * f.slope(in[0][i]));
      case Conv2d(var window, int groups) ->
          InterpretedConvolution.of(window, groups, node.input(0).shape(), node.shape())
              .convolve(in[0], in[1]);
      case Conv2dInputGradient(var window, int groups, var image) ->
          InterpretedConvolution.of(window, groups, image, node.input(0).shape())
              .inputGradient(in[0], in[1]);
      case Conv2dFilterGradient(var window, int groups) ->
          InterpretedConvolution.of(window, groups, node.input(0).shape(), node.input(1).shape())
              .filterGradient(in[0], in[1]);
      case ConvBlock block -> InterpretedWindows.block(block, in, node);
      case ConvBlockTrace(var block) -> InterpretedWindows.trace(block, in, node);
      case ConvBlockGradient(var block, var shape) ->
          InterpretedWindows.blockGradient(block, in[0], in[1], shape);
      case Pool2d(var pooling, var window) ->
          InterpretedWindows.pool(pooling, in[0], node.input(0).shape(), window);
      case Pool2dGradient(var pooling, var window, var image) ->
          InterpretedWindows.poolGradient(pooling, in[0], in[in.length - 1], image, window);
      case MatMul product ->
          InterpretedRows.product(
              in, node.shape(), product.transposeLeft(), product.transposeRight());
      case DenseBlock(var f) ->
          InterpretedRows.activate(
              InterpretedRows.addBias(
                  InterpretedRows.product(in, node.shape(), false, false), in[2]),
              f);
      case Reshape _ -> in[0];
      case Concat _ -> InterpretedRows.concat(in, node);
      case Pad(var before, _, double value) -> {
        double[] y = new double[size];
        Arrays.fill(y, value);
        for (int i = 0; i < in[0].length; i++) {
          y[InterpretedRows.within(node.input(0).shape(), i, node.shape(), before)] = in[0][i];
        }
        yield y;
      }
      case Crop(var before, _) ->
          InterpretedRows.each(
              size,
              i -> in[0][InterpretedRows.within(node.shape(), i, node.input(0).shape(), before)]);
      case Subsample(int rows, int columns) ->
          InterpretedWindows.subsample(in[0], node.input(0).shape(), node.shape(), rows, columns);
      case ShuffleChannels(int groups) ->
          InterpretedRows.shuffle(in[0], channels, Math.ceilDiv(channels, groups));
      case Fill _ -> InterpretedRows.each(size, i -> in[0][0]);
      case Softmax _ -> InterpretedRows.softmax(in[0], channels);
      case SoftmaxGradient _ -> InterpretedRows.softmaxGradient(in[0], in[1], channels);
      case OneHot(int classes) ->
          InterpretedRows.each(size, i -> in[0][Math.floorDiv(i, classes)] == i % classes ? 1 : 0);
      case SoftmaxCrossEntropy _ ->
          InterpretedRows.crossEntropy(in[0], in[1], node.input(0).shape().last());
      case SoftmaxCrossEntropyGradient _ -> {
        double[] p = InterpretedRows.softmax(in[0], channels);
        yield InterpretedRows.each(
            size, i -> in[2][Math.floorDiv(i, channels)] * (p[i] - in[1][i]));
      }
      case Reduce(var kind) ->
          new double[] {
            switch (kind) {
              case MEAN -> Arrays.stream(in[0]).sum() / in[0].length;
              case SUM -> Arrays.stream(in[0]).sum();
              case L2 -> squares(in[0]) / 2;
            }
          };
      case Dropout dropout -> InterpretedRows.dropout(in[0], dropout, seed, step);
      case BatchMean _ -> InterpretedRows.mean(in[0], channels);
      case BatchVariance _ ->
          InterpretedRows.mean(
              InterpretedRows.each(in[0].length, i -> Math.pow(in[0][i] - in[1][i % channels], 2)),
              channels);
      case Normalize(double epsilon) -> InterpretedRows.normalize(in, epsilon);
      case NormBlock(double epsilon, boolean residual, var f) -> {
        double[] z = InterpretedRows.normalize(in, epsilon);
        yield InterpretedRows.each(size, i -> f.value(z[i] + (residual ? in[5][i] : 0)));
      }
      case NormBlockGradient(double epsilon, var f) -> {
        double[] z = InterpretedRows.normalize(in, epsilon);
        yield InterpretedRows.each(
            size, i -> in[5][i] * f.slope(f.slopeFromOutput() ? f.value(z[i]) : z[i]));
      }
      case NormalizeGradient gradient -> InterpretedRows.normalizeGradient(gradient, in, channels);
      case NormalizeScaleGradient(double epsilon) -> {
        double[] z = InterpretedRows.standard(in, epsilon);
        yield InterpretedRows.sum(InterpretedRows.each(z.length, i -> in[3][i] * z[i]), channels);
      }
      case Standardize(double epsilon) -> InterpretedRows.standardize(in[0], channels, epsilon);
      case StandardizeGradient(double epsilon) ->
          InterpretedRows.standardizeGradient(in[0], in[1], channels, epsilon);
      case LocalResponse(var how) -> InterpretedRows.localResponse(how, in[0], channels);
      case LocalResponseGradient(var how) ->
          InterpretedRows.localResponseGradient(how, in[0], in[1], channels);
      case ClipFactor(double norm) -> {
        double total = Arrays.stream(in).mapToDouble(Interpreter::squares).sum();
        yield new double[] {Math.min(1, norm / Math.sqrt(total))};
      }
      case Minimize _ ->
          throw new IllegalArgumentException(
              "minimize at '%s' can't be interpreted; expand it with the Differentiate pass"
                      .formatted(node.name())
                  + " and interpret the resulting graph");
      case Update _, Assign _, MovingAverage _, Group _ -> new double[size];
    };
  }

  private static double squares(double[] x) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] * x[i]).sum();
  }
}
