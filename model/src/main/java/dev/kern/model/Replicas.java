package dev.kern.model;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.layer.Scope;
import dev.kern.run.Engine;
import dev.kern.run.Heap;
import dev.kern.run.InsufficientMemoryException;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Plans that compute the same of an image, or of several at once, over the same weights.
///
/// The one that was used last is taken first: what it read and wrote is still in a cache.
final class Replicas {
  /// How many images plans take at once.
  private static final int[] SIZES = {32, 8, 1};

  /// The most images that a plan takes at once.
  static final int LARGEST = SIZES[0];

  /// Plans for several images take at most one of so many parts of the heap on each processor.
  private static final int SHARE = 8;

  private final Model model;
  private final BiFunction<Scope, Node, Node> network;
  private final Session session;
  private final Shape shape;
  private final @Nullable Replica[] idle = new Replica[SIZES.length]; // the first of each list
  private final AtomicInteger made = new AtomicInteger();
  private volatile int largest;

  /// Plans for what a network makes of a graph's images.
  Replicas(Model model, Variables variables, BiFunction<Scope, Node, Node> network) {
    this.model = model;
    session = Session.open(variables, Engine.VECTOR, 1);
    this.network = network;
    Graph graph = new Graph();
    shape = network.apply(Scope.inference(graph), model.images(graph, 1)).shape();
  }

  /// The shape of what is computed of a single image, whose first extent is 1.
  Shape shape() {
    return shape;
  }

  /// How many plans for one image at a time there are.
  int made() {
    return made.get();
  }

  /// Makes plans for one image at a time until there are so many.
  void fill(int count) {
    while (made() < count) {
      giveBack(new Replica(SIZES.length - 1));
    }
  }

  /// Makes a plan for each number of images that are computed at once.
  ///
  /// @return these numbers, the largest first; not those that the heap has no room for
  List<Integer> prepare() {
    for (int size : SIZES) {
      giveBack(take(size));
    }
    return Arrays.stream(SIZES).skip(largest).boxed().toList();
  }

  /// A plan for as many of `count` images as it pays to compute at once; give it back after use.
  Replica take(int count) {
    int index = largest;
    while (SIZES[index] > count) {
      index++;
    }
    while (true) {
      Replica known = first(index);
      if (known != null) {
        return known;
      }
      try {
        return new Replica(index);
      } catch (InsufficientMemoryException e) {
        if (SIZES[index] == 1) {
          throw e;
        }
        largest = ++index;
      }
    }
  }

  private synchronized @Nullable Replica first(int index) {
    Replica first = idle[index];
    if (first != null) {
      idle[index] = first.next;
      first.next = null;
    }
    return first;
  }

  synchronized void giveBack(Replica replica) {
    replica.next = idle[replica.index];
    idle[replica.index] = replica;
  }

  /// A plan, used by one thread at a time.
  final class Replica {
    private final int index;
    private final Node images;
    private final Node outputs;
    private final Plan plan;
    private @Nullable Replica next;

    private Replica(int index) {
      this.index = index;
      int size = SIZES[index];
      Graph graph = new Graph();
      images = model.images(graph, size);
      outputs = network.apply(Scope.inference(graph), images);
      long budget =
          size == 1
              ? Long.MAX_VALUE
              : Heap.limit() / SHARE / Runtime.getRuntime().availableProcessors();
      plan = session.planFixed(budget, outputs);
      plan.warm();
      if (size == 1) {
        made.incrementAndGet();
      }
    }

    /// How many images it takes.
    int size() {
      return SIZES[index];
    }

    /// Computes the next images.
    void run(float[] from, int at, float[] into, int intoAt) {
      plan.feed(images, from, at);
      plan.run();
      plan.fetch(outputs, into, intoAt);
    }
  }
}
