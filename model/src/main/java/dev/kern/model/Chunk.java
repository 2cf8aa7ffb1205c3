package dev.kern.model;

import dev.kern.graph.Constant;
import dev.kern.graph.Dropout;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Variable;
import dev.kern.layer.Scope;
import dev.kern.run.Heap;
import dev.kern.run.InsufficientMemoryException;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import java.util.List;
import java.util.function.BiFunction;

/// Images that an evaluator scores at once: as many as a share of the Java heap has room for, up to
/// 256. What the network says about an image has the same bits for any number.
///
/// @param size how many
/// @param images their placeholder
/// @param logits what the network says, or the layers that were asked for
/// @param plan computes it
record Chunk(int size, Node images, Node logits, Plan plan) {
  private static final int MOST = 256;

  /// One of so many parts of the heap is for an evaluator: the rest is the data's and, in a run,
  /// the training step's.
  private static final int SHARE = 8;

  /// The largest chunk that the heap has room for; 256 where dropout stays on, since what is
  /// dropped depends on an image's place among the others.
  ///
  /// Fails with [InsufficientMemoryException] if it has no room.
  static Chunk of(Model model, Session session, boolean dropout) {
    return of(model, model::logits, session, dropout);
  }

  /// The same for something else that is computed of images than logits.
  static Chunk of(
      Model model, BiFunction<Scope, Node, Node> network, Session session, boolean dropout) {
    Graph one = graph(model, network, 1, dropout);
    if (one.nodes().stream().anyMatch(node -> node.op() instanceof Dropout)) {
      return of(model, network, session, MOST, Long.MAX_VALUE, dropout);
    }
    long budget = Heap.limit() / SHARE;
    int size = most(one, budget);
    while (size > 1) {
      try {
        return of(model, network, session, size, budget, dropout);
      } catch (InsufficientMemoryException e) {
        int fits = (int) (size * (double) e.available() / e.needed());
        size = Math.min(size / 2, Math.max(1, Integer.highestOneBit(fits)));
      }
    }
    return of(model, network, session, 1, Long.MAX_VALUE, dropout);
  }

  /// How many images fit at most, seen from the largest value of a layer.
  private static int most(Graph one, long budget) {
    long largest =
        one.nodes().stream()
            .filter(node -> !(node.op() instanceof Variable || node.op() instanceof Constant))
            .mapToLong(node -> node.shape().size())
            .max()
            .orElse(1);
    int size = MOST;
    while (size > 1 && size * largest > budget / Float.BYTES) {
      size /= 2;
    }
    return size;
  }

  /// A chunk of this size.
  ///
  /// Fails with [InsufficientMemoryException] if it takes more than so many bytes.
  static Chunk of(
      Model model,
      BiFunction<Scope, Node, Node> network,
      Session session,
      int size,
      long budget,
      boolean dropout) {
    Graph graph = graph(model, network, size, dropout);
    Node images = graph.nodes().getFirst();
    Node logits = graph.outputs().getFirst();
    return new Chunk(size, images, logits, session.planWithin(budget, MOST / size, logits));
  }

  private static Graph graph(
      Model model, BiFunction<Scope, Node, Node> network, int size, boolean dropout) {
    Graph graph = new Graph();
    Scope scope = dropout ? Scope.inference(graph).withDropout() : Scope.inference(graph);
    Node images = model.images(graph, size);
    return graph.outputs(List.of(network.apply(scope, images)));
  }
}
