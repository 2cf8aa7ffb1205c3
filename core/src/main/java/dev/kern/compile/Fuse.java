package dev.kern.compile;

import dev.kern.graph.Activate;
import dev.kern.graph.ActivateGradient;
import dev.kern.graph.AddBias;
import dev.kern.graph.Arithmetic;
import dev.kern.graph.Conv2d;
import dev.kern.graph.ConvBlock;
import dev.kern.graph.ConvBlockGradient;
import dev.kern.graph.ConvBlockTrace;
import dev.kern.graph.DenseBlock;
import dev.kern.graph.Graph;
import dev.kern.graph.MatMul;
import dev.kern.graph.Node;
import dev.kern.graph.Normalize;
import dev.kern.graph.Op;
import dev.kern.graph.Pool2d;
import dev.kern.graph.Pool2dGradient;
import dev.kern.graph.Reshape;
import dev.kern.graph.Variable;
import dev.kern.graph.Window;
import dev.kern.math.Activation;
import dev.kern.math.Pooling;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Fuses convolution, bias, residual, activation and 2 × 2 pooling into a [ConvBlock], and matrix
/// product, bias and activation into a [DenseBlock], so that only the final value is stored.
///
/// Where the gradient of a pooled block is needed, the gradients of pooling and activation become a
/// [ConvBlockGradient] along the block's trace; the convolution's own result is never stored.
final class Fuse implements Pass {
  private static final Window HALVING = Window.square(2).stride(2);

  @Override
  public Graph apply(Graph graph) {
    return new Prune().apply(new Matcher(graph).rewritten());
  }

  /// A chain of nodes that is fused into one: the linear op, its bias, what follows.
  ///
  /// @param residual what is added to them, if anything is
  private record Chain(
      Node first, Node biased, @Nullable Node residual, Activation activation, Pooling pooling) {}

  private static final class Matcher {
    private final Graph graph;
    private final Map<Node, List<Node>> users;
    private final Map<Node, Chain> byLast = new HashMap<>();
    private final Set<Node> sums = new HashSet<>();
    private final Map<Node, Chain> byGradient = new HashMap<>();

    Matcher(Graph graph) {
      this.graph = graph;
      this.users = Rewrite.users(graph);
      graph.nodes().forEach(this::match);
    }

    Graph rewritten() {
      return Rewrite.of(graph, this::replace);
    }

    private void match(Node biased) {
      if (!(biased.op() instanceof AddBias) || !isKept(biased.input(1))) {
        return;
      }
      Node first = biased.input(0);
      boolean convolution = first.op() instanceof Conv2d;
      boolean product = first.op() instanceof MatMul m && !m.transposeLeft() && !m.transposeRight();
      if (!(convolution || product) || !onlyUser(first, biased)) {
        return;
      }
      Node sum = convolution ? sum(biased) : null;
      Node last = sum == null ? biased : sum;
      Node residual = sum == null ? null : other(sum, biased);
      Node active = onlyUser(last);
      if (active == null || !(active.op() instanceof Activate activate)) {
        byLast.put(last, new Chain(first, biased, residual, Activation.IDENTITY, Pooling.NONE));
        return;
      }
      Activation activation = activate.activation();
      boolean pooled =
          convolution
              && residual == null
              && activation.isGate()
              && matchPooled(first, biased, active, activation);
      if (!pooled) {
        byLast.put(active, new Chain(first, biased, residual, activation, Pooling.NONE));
      }
    }

    /// The only use of `biased`, if that adds something else to it and no other chain ends there.
    private @Nullable Node sum(Node biased) {
      Node sum = onlyUser(biased);
      boolean adds =
          sum != null
              && sum.op() instanceof Arithmetic(Arithmetic.Kind kind)
              && kind == Arithmetic.Kind.ADD
              && sums.add(sum);
      return adds ? sum : null;
    }

    private static Node other(Node sum, Node operand) {
      return sum.input(0).equals(operand) ? sum.input(1) : sum.input(0);
    }

    /// Whether a bias is a variable, or the result of [FoldBatchNorm].
    private static boolean isKept(Node bias) {
      return bias.op() instanceof Variable
          || (bias.op() instanceof Reshape && bias.input(0).op() instanceof Normalize);
    }

    /// Whether all uses of `active` belong to one pooling and its gradient.
    private boolean matchPooled(Node first, Node biased, Node active, Activation activation) {
      Node pool = null;
      Node slope = null;
      for (Node user : users.getOrDefault(active, List.of())) {
        switch (user.op()) {
          case Pool2d p when sameAsHalving(p.window()) -> pool = pool == null ? user : first;
          case ActivateGradient g -> slope = slope == null ? user : first;
          case Pool2dGradient g -> {}
          default -> {
            return false;
          }
        }
      }
      if (pool == null || pool == first || slope == first || graph.outputs().contains(active)) {
        return false;
      }
      if (active.shape().extent(1) % 2 != 0 || active.shape().extent(2) % 2 != 0) {
        return false;
      }
      Pooling pooling = ((Pool2d) pool.op()).pooling();
      Chain chain = new Chain(first, biased, null, activation, pooling);
      if (slope != null) {
        Node back = slope.input(1);
        if (!isGradient(back, pooling) || !onlyUser(back, slope)) {
          return false;
        }
        byGradient.put(slope, chain);
      } else if (users.getOrDefault(active, List.of()).size() > 1) {
        return false;
      }
      byLast.put(pool, chain);
      return true;
    }

    private static boolean isGradient(Node node, Pooling pooling) {
      return node.op() instanceof Pool2dGradient g
          && g.pooling() == pooling
          && sameAsHalving(g.window());
    }

    /// On even extents SAME and VALID mean the same.
    private static boolean sameAsHalving(Window window) {
      return window.same().equals(HALVING);
    }

    private @Nullable Node replace(Node node, Rewrite rewrite) {
      Chain forward = byLast.get(node);
      if (forward != null) {
        try (var _ = rewrite.graph().scope(forward.first.scope())) {
          return rewrite.graph().add(op(forward), inputs(forward, rewrite));
        }
      }
      Chain backward = byGradient.get(node);
      if (backward != null && op(backward) instanceof ConvBlock block) {
        Graph into = rewrite.graph();
        Node back = node.input(1);
        Node dy = rewrite.image(back.inputs().getLast());
        try (var _ = into.scope(node.scope())) {
          Node trace = into.add(new ConvBlockTrace(block), inputs(backward, rewrite));
          return into.add(new ConvBlockGradient(block, node.shape()), trace, dy);
        }
      }
      return null;
    }

    private static Op op(Chain chain) {
      return chain.first.op() instanceof Conv2d conv
          ? new ConvBlock(
              conv.window(), conv.groups(), chain.residual != null, chain.activation, chain.pooling)
          : new DenseBlock(chain.activation);
    }

    private static Node[] inputs(Chain chain, Rewrite rewrite) {
      return Stream.of(
              chain.first.input(0), chain.first.input(1), chain.biased.input(1), chain.residual)
          .filter(Objects::nonNull)
          .map(rewrite::image)
          .toArray(Node[]::new);
    }

    private boolean onlyUser(Node node, Node user) {
      return user.equals(onlyUser(node));
    }

    /// The only use of a node that isn't an output.
    private @Nullable Node onlyUser(Node node) {
      List<Node> all = users.getOrDefault(node, List.of());
      return all.size() == 1 && !graph.outputs().contains(node) ? all.getFirst() : null;
    }
  }
}
