package dev.kern.run;

import dev.kern.graph.Gradients;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.ReduceSum;
import dev.kern.graph.UpdateRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// A program that prints a line for each of many things that the vector loops compute: a hash of
/// the bits, and what it is.
///
/// Every op case, its result and its gradients, with and without fast algorithms; and what three
/// steps of each update rule make of a small network.
final class BitPrints {
  private static final long SEED = 11;

  private BitPrints() {}

  public static void main(String[] arguments) {
    lines().forEach(System.out::println);
  }

  /// The lines.
  static List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (OpCase op : OpCases.all()) {
      for (Engine engine : List.of(Engine.VECTOR, Engine.EXACT)) {
        String what = op + ", " + engine.name().toLowerCase(Locale.ROOT);
        lines.add(line(values(op, engine), what));
      }
    }
    for (UpdateRule rule : TrainingStepTest.rules()) {
      int threads = 1 + rule.slots() % 3;
      lines.add(line(TrainingStepTest.trained(rule, Engine.VECTOR, threads, 3), "step " + rule));
    }
    return lines;
  }

  private static List<float[]> values(OpCase op, Engine engine) {
    Node result = op.build();
    Graph graph = result.graph();
    List<Node> fetches = new ArrayList<>(List.of(result));
    fetches.addAll(Gradients.of(ReduceSum.of(result), graph.trainable()));
    try (Session session = Session.open(Variables.of(graph), engine, 1)) {
      session.seed(SEED);
      Plan plan = session.plan(fetches.toArray(Node[]::new));
      graph
          .find("labels")
          .ifPresent(n -> plan.feed(n, IntStream.range(0, n.shape().size()).toArray(), 0));
      plan.run();
      List<float[]> values = new ArrayList<>();
      for (Node fetch : fetches) {
        float[] value = new float[fetch.shape().size()];
        plan.fetch(fetch, value, 0);
        values.add(value);
      }
      return values;
    }
  }

  /// A zero has no sign here: a sum over columns of padding may have another one than a sum that
  /// leaves them out.
  private static String line(List<float[]> values, String what) {
    int hash = 1;
    for (float[] value : values) {
      for (int e = 0; e < value.length; e++) {
        value[e] += 0f;
      }
      hash = 31 * hash + Arrays.hashCode(value);
    }
    return String.format(Locale.ROOT, "%08x %s", hash, what);
  }
}
