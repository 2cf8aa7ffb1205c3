package dev.kern.compile;

import dev.kern.graph.Activate;
import dev.kern.graph.ActivateGradient;
import dev.kern.graph.Arithmetic;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.NormBlock;
import dev.kern.graph.NormBlockGradient;
import dev.kern.graph.Normalize;
import dev.kern.math.Activation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Fuses batch normalisation, residual and activation into a [NormBlock], so that only the final
/// value is stored.
///
/// On the way back, a slope that takes few operations or needs the normalised value is computed
/// from the input of the normalisation, which its own gradient reads anyway: a [NormBlockGradient].
final class FuseNormalize implements Pass {
  @Override
  public Graph apply(Graph graph) {
    return new Prune().apply(new Matcher(graph).rewritten());
  }

  /// Nodes that are fused into one.
  ///
  /// @param residual what is added, if anything is
  private record Chain(Node norm, @Nullable Node residual, Activation activation) {}

  private static final class Matcher {
    private final Graph graph;
    private final Map<Node, List<Node>> users;
    private final Map<Node, Chain> byLast = new HashMap<>();
    private final Map<Node, Chain> byGradient = new HashMap<>();

    Matcher(Graph graph) {
      this.graph = graph;
      this.users = Rewrite.users(graph);
      graph.nodes().forEach(this::match);
    }

    Graph rewritten() {
      return Rewrite.of(graph, this::replace);
    }

    private void match(Node node) {
      if (node.op() instanceof Activate(Activation activation)) {
        Chain sum = byLast.remove(node.input(0));
        if (sum != null && isOnlyUsedBy(node.input(0), node)) {
          byLast.put(node, new Chain(sum.norm, sum.residual, activation));
        } else if (sum != null) {
          byLast.put(node.input(0), sum);
        } else {
          matchActivation(node, activation);
        }
      } else if (node.op() instanceof Arithmetic(Arithmetic.Kind kind)
          && kind == Arithmetic.Kind.ADD) {
        for (int i = 0; i < 2 && !byLast.containsKey(node); i++) {
          if (node.input(i).op() instanceof Normalize && isOnlyUsedBy(node.input(i), node)) {
            byLast.put(node, new Chain(node.input(i), node.input(1 - i), Activation.IDENTITY));
          }
        }
      }
    }

    /// Matches an activation right after a normalisation, whose value may have another use: where
    /// it goes back through the activation.
    private void matchActivation(Node active, Activation activation) {
      Node norm = active.input(0);
      if (!(norm.op() instanceof Normalize) || graph.outputs().contains(norm)) {
        return;
      }
      Chain chain = new Chain(norm, null, activation);
      List<Node> slopes =
          users(activation.slopeFromOutput() ? active : norm).stream()
              .filter(n -> isSlope(n, activation.slopeFromOutput() ? active : norm))
              .toList();
      if (users(norm).stream().allMatch(n -> n.equals(active) || slopes.contains(n))) {
        byLast.put(active, chain);
        if (!activation.slopeFromOutput() || !activation.isLong()) {
          slopes.forEach(slope -> byGradient.put(slope, chain));
        }
      }
    }

    private static boolean isSlope(Node node, Node saved) {
      return node.op() instanceof ActivateGradient
          && node.input(0).equals(saved)
          && !node.input(1).equals(saved);
    }

    private List<Node> users(Node node) {
      return users.getOrDefault(node, List.of());
    }

    private boolean isOnlyUsedBy(Node node, Node user) {
      return users(node).equals(List.of(user)) && !graph.outputs().contains(node);
    }

    private @Nullable Node replace(Node node, Rewrite rewrite) {
      Graph into = rewrite.graph();
      Chain forward = byLast.get(node);
      if (forward != null) {
        NormBlock op =
            new NormBlock(epsilon(forward), forward.residual != null, forward.activation);
        try (var _ = into.scope(forward.norm.scope())) {
          return into.add(op, inputs(forward, forward.residual, rewrite));
        }
      }
      Chain backward = byGradient.get(node);
      if (backward != null) {
        try (var _ = into.scope(node.scope())) {
          return into.add(
              new NormBlockGradient(epsilon(backward), backward.activation),
              inputs(backward, node.input(1), rewrite));
        }
      }
      return null;
    }

    private static double epsilon(Chain chain) {
      return ((Normalize) chain.norm.op()).epsilon();
    }

    private static Node[] inputs(Chain chain, @Nullable Node last, Rewrite rewrite) {
      return Stream.concat(chain.norm.inputs().stream(), Stream.ofNullable(last))
          .map(rewrite::image)
          .toArray(Node[]::new);
    }
  }
}
