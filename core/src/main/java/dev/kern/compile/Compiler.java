package dev.kern.compile;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import java.util.List;

/// Compiles a graph with outputs into a [Program].
public final class Compiler {
  private Compiler() {}

  /// The passes, in the order in which they run.
  public static List<Pass> passes() {
    return passes(1);
  }

  private static List<Pass> passes(int runs) {
    return List.of(
        new Prune(),
        new FoldBorder(),
        new Differentiate(),
        new Simplify(),
        new FoldBatchNorm(runs),
        new Fuse(),
        new FuseNormalize());
  }

  /// Copies `fetches`, nodes of one graph, and everything they are computed from to a new graph
  /// with them as outputs; the original graph isn't changed.
  public static Graph extract(List<Node> fetches) {
    return Rewrite.of(fetches, (node, rewrite) -> null);
  }

  /// The graph after all passes.
  public static Graph optimize(Graph graph) {
    return optimize(graph, 1);
  }

  private static Graph optimize(Graph graph, int runs) {
    Graph current = graph;
    for (Pass pass : passes(runs)) {
      current = pass.apply(current);
    }
    return current;
  }

  /// The graph with each `Minimize` replaced by gradients and updates, and nothing else changed, as
  /// the interpreter takes it.
  public static Graph expand(Graph graph) {
    return new Differentiate().apply(new Prune().apply(graph));
  }

  /// A program that computes the outputs of a graph; its memory is yet to be allocated.
  ///
  /// @param loops what it is made of
  /// @param runs about how often it will run until the variables change: what is computed from them
  ///   alone is worth so much more
  public static Program compile(
      Graph graph,
      VariableStore store,
      StepContext context,
      KernelMode loops,
      int threads,
      int runs) {
    return new Lower(optimize(graph, runs), loops.loops(), store, context, null, threads).program();
  }

  /// A program on variables that don't change any more, which shares with others what is computed
  /// from them alone; its memory is yet to be allocated.
  ///
  /// @param loops what it is made of
  public static Program compile(
      Graph graph, VariableStore store, SharedWeights shared, KernelMode loops, int threads) {
    Graph simple = new Simplify().apply(new FoldBorder().apply(new Prune().apply(graph)));
    Graph folded = new FoldBatchNorm(Integer.MAX_VALUE).apply(simple);
    Graph held = shared.hold(folded, loops.loops(), store);
    Graph fused = new Fuse().apply(held);
    return new Lower(fused, loops.loops(), store, new StepContext(), shared, threads).program();
  }
}
