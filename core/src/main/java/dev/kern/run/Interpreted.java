package dev.kern.run;

import dev.kern.compile.StepContext;
import dev.kern.compile.TaskInfo;
import dev.kern.compile.TaskRole;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.OptimizerSlot;
import dev.kern.graph.Placeholder;
import dev.kern.graph.Update;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A graph without [dev.kern.graph.Minimize], computed by the [Interpreter].
///
/// Each run reads the variables and the optimiser state from the session and writes them back, so
/// that plans of all engines can share them.
final class Interpreted implements Computation {
  private final Graph graph;
  private final Variables variables;
  private final StepContext context;
  private final Interpreter interpreter;
  private final Map<Node, float[]> values = new HashMap<>();
  private final Map<Node, Integer> slots = new HashMap<>();

  Interpreted(Graph graph, Variables variables, StepContext context) {
    this.graph = graph;
    this.variables = variables;
    this.context = context;
    this.interpreter = Interpreter.of(graph);
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Placeholder) {
        values.put(node, new float[node.shape().size()]);
      } else if (node.op() instanceof Update update) {
        keepSlots(node.input(0), update.rule().slots());
      } else if (node.op() instanceof OptimizerSlot(int index)) {
        keepSlots(node.input(0), index + 1);
      }
    }
    graph.outputs().forEach(n -> values.computeIfAbsent(n, o -> new float[o.shape().size()]));
  }

  /// How many bytes computing a graph takes: every value is kept, in double precision.
  static long bytes(Graph graph) {
    return graph.nodes().stream().mapToLong(node -> node.shape().size()).sum() * Double.BYTES;
  }

  private void keepSlots(Node variable, int count) {
    slots.merge(variable, count, Math::max);
    variables.requireSlots(count);
  }

  @Override
  public Graph graph() {
    return graph;
  }

  @Override
  public float[] array(Node node) {
    float[] array = values.get(node);
    if (array == null) {
      throw new IllegalArgumentException(
          "'%s' is neither a placeholder nor an output of the plan; fetch it"
              .formatted(node.name()));
    }
    return array;
  }

  @Override
  public int at(Node node) {
    return 0;
  }

  @Override
  public void run() {
    interpreter.step(context.seed(), context.step());
    values.forEach(
        (node, value) -> {
          if (node.op() instanceof Placeholder) {
            interpreter.feed(node, widen(value, 0, value.length));
          }
        });
    graph.variables().forEach(this::load);
    interpreter.run(graph.outputs()).forEach((node, y) -> narrow(y, array(node), 0));
    graph.variables().forEach(this::store);
  }

  private void load(Node variable) {
    int at = variables.at(variable.name());
    int size = variable.shape().size();
    interpreter.variable(variable, widen(variables.values(), at, size));
    double[][] kept = new double[slots.getOrDefault(variable, 0)][];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = widen(variables.slot(i), at, size);
    }
    interpreter.slots(variable, kept);
  }

  private void store(Node variable) {
    int at = variables.at(variable.name());
    narrow(interpreter.value(variable), variables.values(), at);
    double[][] kept = interpreter.slots(variable);
    for (int i = 0; i < kept.length; i++) {
      narrow(kept[i], variables.slot(i), at);
    }
  }

  private static double[] widen(float[] from, int at, int size) {
    return InterpretedRows.each(size, i -> from[at + i]);
  }

  private static void narrow(double[] from, float[] into, int at) {
    for (int i = 0; i < from.length; i++) {
      into[at + i] = (float) from[i];
    }
  }

  @Override
  public void time(long[] nanos) {
    long start = System.nanoTime();
    run();
    nanos[0] += System.nanoTime() - start;
  }

  /// The whole graph counts as one task.
  @Override
  public List<TaskInfo> works() {
    String output = graph.outputs().getFirst().name();
    return List.of(new TaskInfo("interpret", output, TaskRole.FORWARD, 0));
  }

  /// Does nothing.
  @Override
  public void warm() {}

  /// The graph as text.
  @Override
  public String toString() {
    return graph.toString();
  }
}
