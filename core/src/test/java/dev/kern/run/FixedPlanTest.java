package dev.kern.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.compile.Allocator;
import dev.kern.compile.Compiler;
import dev.kern.compile.KernelMode;
import dev.kern.compile.Program;
import dev.kern.compile.SharedWeights;
import dev.kern.graph.AddBias;
import dev.kern.graph.AddScalar;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.MovingAverage;
import dev.kern.graph.Node;
import dev.kern.graph.Normalize;
import dev.kern.graph.Reshape;
import dev.kern.graph.Scale;
import dev.kern.graph.Shape;
import dev.kern.graph.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Plans on fixed variables prepare what depends on these alone once, and share it.
final class FixedPlanTest {
  private static final int CHANNELS = 32;
  private static final int SIDE = 12;

  /// A convolution with bias and batch normalisation: folded, and packed by the fast kernels.
  private record Net(Node images, Node outputs) {
    static Net of(Graph graph, int batch) {
      Node images = graph.placeholder("images", Shape.of(batch, SIDE, SIDE, CHANNELS));
      Shape each = Shape.of(CHANNELS);
      Node filter =
          graph.variable(
              "filter", Shape.of(3, 3, CHANNELS, CHANNELS), Initializer.truncatedNormal(0.1));
      Node bias = graph.variable("bias", each, Initializer.constant(0.5));
      Node sums = AddBias.of(Conv2d.of(images, filter, Window.square(3)), bias);
      Node outputs =
          Normalize.of(
              sums,
              graph.state("mean", each, Initializer.constant(0.25)),
              graph.state("variance", each, Initializer.constant(2)),
              graph.variable("scale", each, Initializer.constant(3)),
              graph.variable("shift", each, Initializer.constant(-1)),
              1e-3);
      return new Net(images, outputs);
    }
  }

  /// Several normalised convolutions without a bias, whose folded biases come of reshaped rows.
  private static Net deep(Graph graph, int batch) {
    Node images = graph.placeholder("images", Shape.of(batch, SIDE, SIDE, CHANNELS));
    Shape each = Shape.of(CHANNELS);
    Node x = images;
    for (int layer = 1; layer <= 3; layer++) {
      try (var _ = graph.scope("layer" + layer)) {
        Node filter =
            graph.variable(
                "filter", Shape.of(3, 3, CHANNELS, CHANNELS), Initializer.truncatedNormal(0.1));
        x =
            Normalize.of(
                Conv2d.of(x, filter, Window.square(3)),
                graph.state("mean", each, Initializer.constant(layer)),
                graph.state("variance", each, Initializer.constant(layer + 1)),
                graph.variable("scale", each, Initializer.constant(3 - layer)),
                graph.variable("shift", each, Initializer.constant(-layer)),
                1e-3);
      }
    }
    return new Net(images, x);
  }

  @ParameterizedTest
  @EnumSource
  void eachLayerHasItsOwn(Engine engine) {
    Graph graph = new Graph();
    Net net = deep(graph, 2);
    float[] pixels = pixels(2);
    try (Session session = Session.open(Variables.of(graph), engine, 2)) {
      float[] expected = run(session.planWithin(Long.MAX_VALUE, 1 << 20, net.outputs), net, pixels);
      assertThat(run(session.planFixed(Long.MAX_VALUE, net.outputs), net, pixels))
          .isEqualTo(expected);
    }
  }

  /// What is fetched stays until the end of a run, in whatever shape it is fetched.
  @ParameterizedTest
  @EnumSource
  void reshapedValuesAreKept(Engine engine) {
    Graph graph = new Graph();
    Node images = graph.placeholder("images", Shape.of(2, 4));
    Node[] fetches = new Node[4];
    for (int i = 0; i < fetches.length; i++) {
      Node sum = AddScalar.of(Scale.of(images, i + 1), i);
      fetches[i] = Reshape.of(Reshape.of(sum, Shape.of(8)), Shape.of(4, 2));
    }
    try (Session session = Session.open(Variables.of(graph), engine, 2)) {
      Plan plan = session.plan(fetches);
      plan.feed(images, new float[] {1, 2, 3, 4, 5, 6, 7, 8});
      plan.run();
      for (int i = 0; i < fetches.length; i++) {
        assertThat(plan.fetch(fetches[i]).at(7)).isEqualTo((i + 1) * 8f + i);
      }
    }
  }

  private static float[] run(Plan plan, Net net, float[] pixels) {
    plan.feed(net.images, pixels, 0);
    plan.run();
    return plan.fetch(net.outputs).toArray();
  }

  private static float[] pixels(int batch) {
    Random random = new Random(1);
    float[] pixels = new float[batch * SIDE * SIDE * CHANNELS];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat() - 0.5f;
    }
    return pixels;
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSharedHasTheBitsOfAPlanOfItsOwn(Engine engine) {
    Graph graph = new Graph();
    Net net = Net.of(graph, 2);
    float[] pixels = pixels(2);
    try (Session session = Session.open(Variables.of(graph), engine, 2)) {
      float[] expected = run(session.planWithin(Long.MAX_VALUE, 1 << 20, net.outputs), net, pixels);
      Plan fixed = session.planFixed(Long.MAX_VALUE, net.outputs);
      assertThat(run(fixed, net, pixels)).isEqualTo(expected);
      assertThat(run(fixed, net, pixels)).isEqualTo(expected);
    }
  }

  @Test
  void plansOfAnyBatchShareWeights() {
    Graph graph = new Graph();
    Net one = Net.of(graph, 1);
    Variables variables = Variables.of(graph);
    float[] pixels = pixels(5);
    try (Session session = Session.open(variables, Engine.VECTOR, 1)) {
      Plan alone = session.planFixed(Long.MAX_VALUE, one.outputs);
      long bytes = session.shared().bytes();
      assertThat(bytes).isGreaterThanOrEqualTo(4L * 9 * CHANNELS * CHANNELS);
      Net five = Net.of(new Graph(), 5);
      float[] together = run(session.planFixed(Long.MAX_VALUE, five.outputs), five, pixels);
      assertThat(session.shared().bytes()).isEqualTo(bytes);
      assertThat(together).startsWith(run(alone, one, pixels));
    }
  }

  /// Whatever there is no room for, nothing is lost: the next try makes what is missing.
  @Test
  void whatIsSharedIsAskedForBeforeItIsMade() {
    Graph graph = new Graph();
    Net net = Net.of(graph, 1);
    Variables variables = Variables.of(graph);
    Scarce scarce = new Scarce();
    SharedWeights shared = new SharedWeights(scarce);
    Supplier<Program> compile =
        () ->
            Compiler.compile(
                Compiler.extract(List.of(net.outputs)), variables, shared, KernelMode.FAST, 1);
    List<String> refused = new ArrayList<>();
    Program program = null;
    while (program == null) {
      scarce.given = 0;
      try {
        program = compile.get();
      } catch (InsufficientMemoryException e) {
        refused.add(e.getMessage());
        scarce.allowed++;
      }
    }
    assertThat(refused)
        .startsWith("computing what depends on the weights alone")
        .last()
        .asString()
        .startsWith("the weights of ");
    assertThat(shared.bytes()).isEqualTo(scarce.held).isPositive();
    try (Session session = Session.open(variables, Engine.VECTOR, 1)) {
      session.planFixed(Long.MAX_VALUE, net.outputs);
      assertThat(session.shared().bytes()).isEqualTo(shared.bytes());
    }
  }

  /// Allows so many allocations, of which it remembers how much is kept.
  private static final class Scarce implements Allocator {
    private int allowed;
    private int given;
    private long held;

    @Override
    public <T> T allocate(String what, long bytes, Supplier<T> make) {
      if (given == allowed) {
        throw new InsufficientMemoryException(what, bytes, 0);
      }
      given++;
      T made = make.get();
      held += made instanceof float[] ? bytes : 0;
      return made;
    }
  }

  @Test
  void variablesThatArentFixedAreRefused() {
    Graph graph = new Graph();
    Node average = graph.state("average", Shape.scalar(), Initializer.zeros());
    Node value = graph.variable("value", Shape.scalar(), Initializer.constant(1));
    Node moved = MovingAverage.of(average, value, 0.5);
    try (Session session = Session.open(Variables.of(graph), Engine.VECTOR, 1)) {
      assertThatThrownBy(() -> session.planFixed(Long.MAX_VALUE, moved))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              """
              plan: a plan on fixed variables can't change them
                given     an effect among the fetches
                expected  computed nodes
                fix       session.plan(...)\
              """);
    }
  }
}
