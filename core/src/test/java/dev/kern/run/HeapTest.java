package dev.kern.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kern.graph.Conv2d;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.Node;
import dev.kern.graph.Scale;
import dev.kern.graph.Shape;
import dev.kern.graph.Window;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What doesn't fit into the heap is refused in words, before it is tried.
final class HeapTest {
  @ParameterizedTest
  @EnumSource
  void refusesAPlanThatTakesMoreThanIsFree(Engine engine) {
    Graph graph = new Graph();
    Node y = graph.placeholder("x", Shape.of(1024, 1024, 1024));
    for (int i = 0; Float.BYTES * (long) i * y.shape().size() < Heap.limit(); i++) {
      y = Scale.of(graph.placeholder("x" + i, y.shape()), 2);
    }
    Node last = y;
    Node[] all = graph.nodes().toArray(Node[]::new);
    try (Session session = Session.open(Variables.of(graph), engine, 1)) {
      InsufficientMemoryException e =
          catchThrowableOfType(InsufficientMemoryException.class, () -> session.plan(all));
      assertThat(e.needed()).isGreaterThan(e.available());
      assertThat(e)
          .hasMessageMatching(
              """
              plan of '%s': not enough memory
                given     [0-9,]+ MiB, the memory of one run
                expected  at most [0-9,]+ MiB, what is free of the Java heap of [0-9,]+ MiB
                fix       use a smaller batch, smaller images or fewer channels, or raise the limit \
              of the heap \\(-Xmx\\)\
              """
                  .formatted(last.name()));
    }
  }

  @Test
  void keepsAPlanWithinWhatItMayTake() {
    Graph graph = new Graph();
    Node x = graph.placeholder("x", Shape.of(1024));
    Node y = Scale.of(x, 2);
    try (Session session = Session.open(Variables.of(graph), Engine.VECTOR, 1)) {
      assertThatThrownBy(() -> session.planWithin(8_000, 1, y))
          .isInstanceOf(InsufficientMemoryException.class)
          .hasMessageContaining("the share of the Java heap for it");
      Plan plan = session.planWithin(10_000, 1, y);
      plan.feed(x, new float[1024]);
      plan.run();
      assertThat(session.plan(y)).isSameAs(plan);
      session.release(plan);
      assertThat(session.toString()).contains("0 plans");
    }
  }

  @Test
  void refusesTooManyParameters() {
    Graph graph = new Graph();
    for (int i = 0; i < 3; i++) {
      graph.variable("w" + i, Shape.of(1 << 30), Initializer.zeros());
    }
    assertThatThrownBy(() -> Variables.of(graph))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            variables: the network has too many parameters
              given     2147483648 up to 'w1'
              expected  at most 2147483623 in all
              fix       use fewer channels or smaller layers\
            """);
  }

  @Test
  void refusesParametersThatTakeMoreThanTheHeap() {
    int count = (int) Math.min(Integer.MAX_VALUE - 100, Heap.limit() / Float.BYTES + 1);
    Graph graph = new Graph();
    graph.variable("w", Shape.of(count), Initializer.zeros());
    assertThatThrownBy(() -> Variables.of(graph))
        .isInstanceOf(InsufficientMemoryException.class)
        .hasMessageStartingWith("variables: not enough memory\n");
  }

  /// What a JVM with a small heap runs: the weights fit, but not also as their kernel reads them.
  static final class SmallHeap {
    private SmallHeap() {}

    /// Says why there is no plan.
    public static void main(String[] arguments) {
      Graph graph = new Graph();
      Node images = graph.placeholder("images", Shape.of(1, 14, 14, 512));
      Node filter =
          graph.variable("filter", Shape.of(3, 3, 512, 512), Initializer.truncatedNormal(0.1));
      Node sums = Conv2d.of(images, filter, Window.square(3));
      try (Session session = Session.open(Variables.of(graph), Engine.VECTOR, 1)) {
        System.out.println(session.planFixed(Long.MAX_VALUE, sums));
      } catch (InsufficientMemoryException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void refusesWeightsThatAreTooLargeOncePrepared() throws IOException, InterruptedException {
    String said = ChildJvm.run(SmallHeap.class, "-Xmx24m", "--add-modules=jdk.incubator.vector");
    assertThat(said)
        .contains("fixed weights: not enough memory\n", "MiB, the weights of 'conv2d', prepared\n")
        .contains("fix       use fewer channels or smaller layers, or raise the limit of the heap");
  }

  @Test
  void wordsAnErrorThatComesNevertheless() {
    OutOfMemoryError full = new OutOfMemoryError("Java heap space");
    assertThatThrownBy(
            () ->
                Heap.allocate(
                    "plan of 'y'",
                    "the memory of one run",
                    16,
                    Long.MAX_VALUE,
                    "use a smaller batch",
                    () -> {
                      throw full;
                    }))
        .isInstanceOf(InsufficientMemoryException.class)
        .hasMessageContaining("in one piece of the Java heap")
        .hasCause(full);
  }
}
