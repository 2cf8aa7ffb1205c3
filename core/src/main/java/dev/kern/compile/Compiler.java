package dev.kern.compile;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import java.util.List;

/// From a graph with outputs to a [Program].
public final class Compiler {
  private Compiler() {}

  /// The passes, in the order in which they run.
  public static List<Pass> passes() {
    return List.of(
        new Prune(), new Differentiate(), new Simplify(), new FoldBatchNorm(), new Fuse());
  }

  /// A graph of its own for `fetches`, nodes of one graph, and what they are computed from; they
  /// are its outputs, and the graph that they come from stays as it is.
  public static Graph extract(List<Node> fetches) {
    return Rewrite.of(fetches, (node, rewrite) -> null);
  }

  /// The graph after all passes.
  public static Graph optimize(Graph graph) {
    Graph current = graph;
    for (Pass pass : passes()) {
      current = pass.apply(current);
    }
    return current;
  }

  /// The graph with gradients and updates in the place of each `Minimize`, and nothing else
  /// changed: what the interpreter takes.
  public static Graph expand(Graph graph) {
    return new Differentiate().apply(new Prune().apply(graph));
  }

  /// A program that computes the outputs of a graph.
  ///
  /// @param loops what it is made of
  public static Program compile(
      Graph graph, VariableStore store, StepContext context, KernelMode loops, int threads) {
    Lower lower = new Lower(optimize(graph), loops.loops(), store, context);
    return lower.program(threads);
  }
}
