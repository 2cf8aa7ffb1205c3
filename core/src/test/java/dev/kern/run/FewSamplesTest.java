package dev.kern.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.compile.TaskInfo;
import dev.kern.graph.Activate;
import dev.kern.graph.Add;
import dev.kern.graph.AddBias;
import dev.kern.graph.AveragePool;
import dev.kern.graph.Concat;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.MatMul;
import dev.kern.graph.MaxPool;
import dev.kern.graph.Node;
import dev.kern.graph.Reshape;
import dev.kern.graph.ScaleChannels;
import dev.kern.graph.Shape;
import dev.kern.graph.Window;
import dev.kern.math.Activation;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Threads share the work for a sample if there are fewer samples than threads, and the bits stay
/// the same.
class FewSamplesTest {
  private static final int SIDE = 45;

  /// A network with layers of all kinds that are divided: of odd heights, and with many filters on
  /// small images.
  private record Net(Node images, Node outputs) {
    static Net of(Graph graph, int batch) {
      Node images = graph.placeholder("images", Shape.of(batch, SIDE, SIDE, 3));
      Node x = convolution(images, "first", 3, 3, 40, 1);
      x = MaxPool.of(x, Window.square(3).stride(2)); // 23 x 23
      Node shortcut = x;
      x = convolution(x, "wide", 1, 40, 120, 1);
      x = convolution(x, "depthwise", 3, 120, 120, 120);
      x = Activate.of(x, Activation.SILU);
      Node pooled = AveragePool.of(x, Window.square(23).stride(23));
      Node gates = Activate.of(Reshape.of(pooled, Shape.of(batch, 120)), Activation.SIGMOID);
      x = ScaleChannels.of(x, gates);
      x = Add.of(convolution(x, "narrow", 1, 120, 40, 1), shortcut);
      x = convolution(x, "winograd", 3, 40, 40, 1);
      x = Concat.of(List.of(x, convolution(x, "grouped", 3, 40, 80, 2)));
      x = MaxPool.of(x, Window.square(3).stride(3)); // 8 x 8
      x = convolution(x, "many", 3, 120, 136, 1);
      x = convolution(x, "more", 1, 136, 144, 1);
      x = Activate.of(x, Activation.GELU);
      x = MatMul.of(Reshape.of(x, Shape.of(batch, 64 * 144)), weights(graph, "dense", 9216, 50));
      return new Net(images, x);
    }

    private static Node convolution(
        Node x, String name, int side, int channels, int filters, int groups) {
      Node filter = weights(x.graph(), name, side, side, channels / groups, filters);
      Node bias = weights(x.graph(), name + "/bias", filters);
      Node sums = Conv2d.of(x, filter, Window.square(side), groups);
      return Activate.of(AddBias.of(sums, bias), Activation.RELU);
    }

    private static Node weights(Graph graph, String name, int... extents) {
      int terms = 1;
      for (int axis = 0; axis < extents.length - 1; axis++) {
        terms *= extents[axis];
      }
      double deviation = Math.sqrt(2.0 / terms);
      return graph.variable(name, Shape.of(extents), Initializer.truncatedNormal(deviation));
    }
  }

  private static float[] pixels(int batch) {
    Random random = new Random(7);
    float[] pixels = new float[batch * SIDE * SIDE * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat() - 0.5f;
    }
    return pixels;
  }

  private static float[] run(Engine engine, int batch, int threads, boolean fixed) {
    Graph graph = new Graph();
    Net net = Net.of(graph, batch);
    try (Session session = Session.open(Variables.of(graph), engine, threads)) {
      Plan plan =
          fixed ? session.planFixed(Long.MAX_VALUE, net.outputs) : session.plan(net.outputs);
      plan.feed(net.images, pixels(batch));
      plan.run();
      return plan.fetch(net.outputs).toArray();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Engine.class,
      names = {"VECTOR", "EXACT", "SCALAR"})
  void sameBitsForAnyNumberOfThreads(Engine engine) {
    for (int batch = 1; batch <= 3; batch++) {
      float[] expected = run(engine, batch, 1, false);
      for (int threads = 1; threads <= 4; threads++) {
        assertThat(run(engine, batch, threads, false))
            .as("%d samples on %d threads", batch, threads)
            .isEqualTo(expected);
        assertThat(run(engine, batch, threads, true))
            .as("%d samples on %d threads, fixed", batch, threads)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void agreesWithTheInterpreter() {
    float[] expected = run(Engine.REFERENCE, 1, 1, false);
    float[] actual = run(Engine.VECTOR, 1, 3, true);
    for (int e = 0; e < expected.length; e++) {
      assertThat(actual[e]).isCloseTo(expected[e], within(1e-3f));
    }
  }

  /// What is worth a barrier is divided.
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void dividesLargeLayers(int threads) {
    Graph graph = new Graph();
    Net one = Net.of(graph, 1);
    try (Session session = Session.open(Variables.of(graph), Engine.VECTOR, threads)) {
      List<String> divided =
          session.planFixed(Long.MAX_VALUE, one.outputs).works().stream()
              .filter(work -> work.blocks() > 1)
              .map(TaskInfo::node)
              .toList();
      assertThat(divided).hasSizeGreaterThanOrEqualTo(10);
    }
  }

  @Test
  void leavesSamplesWholeWhereThereAreEnough() {
    for (int batch : new int[] {2, 4, 16}) {
      Graph graph = new Graph();
      Net net = Net.of(graph, batch);
      try (Session one = Session.open(Variables.of(graph), Engine.VECTOR, 1);
          Session two = Session.open(Variables.of(graph), Engine.VECTOR, 2)) {
        Stream<Integer> blocks =
            two.planFixed(Long.MAX_VALUE, net.outputs).works().stream().map(TaskInfo::blocks);
        assertThat(blocks)
            .containsExactlyElementsOf(
                one.planFixed(Long.MAX_VALUE, net.outputs).works().stream()
                    .map(TaskInfo::blocks)
                    .toList());
      }
    }
  }

  @Test
  void allocatesNothingPerRun() {
    Graph graph = new Graph();
    Net net = Net.of(graph, 1);
    try (Session session = Session.open(Variables.of(graph), Engine.SCALAR, 2)) {
      Plan plan = session.planFixed(Long.MAX_VALUE, net.outputs);
      LongSupplier allocated = AllocatedBytes.counter();
      // The first runs load classes; from some round on there must be none.
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 100 && least > 0; round++) {
        long before = allocated.getAsLong();
        plan.run();
        plan.run();
        least = Math.min(least, allocated.getAsLong() - before);
      }
      assertThat(least).as("bytes allocated by two runs").isZero();
    }
  }
}
