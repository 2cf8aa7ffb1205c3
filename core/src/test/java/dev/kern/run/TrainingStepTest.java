package dev.kern.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.compile.Compiler;
import dev.kern.graph.Activate;
import dev.kern.graph.AddBias;
import dev.kern.graph.BatchMean;
import dev.kern.graph.Conv2d;
import dev.kern.graph.DType;
import dev.kern.graph.Dropout;
import dev.kern.graph.Graph;
import dev.kern.graph.Group;
import dev.kern.graph.Initializer;
import dev.kern.graph.LearningRate;
import dev.kern.graph.MatMul;
import dev.kern.graph.MaxPool;
import dev.kern.graph.Minimize;
import dev.kern.graph.MovingAverage;
import dev.kern.graph.Node;
import dev.kern.graph.Normalize;
import dev.kern.graph.OneHot;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.Reshape;
import dev.kern.graph.ScheduledRate;
import dev.kern.graph.Shape;
import dev.kern.graph.SoftmaxCrossEntropy;
import dev.kern.graph.UpdateRule;
import dev.kern.graph.Window;
import dev.kern.math.Activation;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A small convolutional network, trained: what a step means, that its bits don't depend on the
/// threads, and that it allocates nothing.
class TrainingStepTest {
  private static final int BATCH = 5;
  private static final Shape IMAGES = Shape.of(BATCH, 9, 7, 3);

  static List<UpdateRule> rules() {
    return List.of(
        UpdateRule.sgd(),
        UpdateRule.momentum(0.9),
        UpdateRule.nesterov(0.9),
        UpdateRule.adam(),
        UpdateRule.adamW(0.1),
        UpdateRule.muon(0.9).weightDecay(0.1),
        CustomRules.momentum(0.9),
        CustomRules.adamW(0.1),
        CustomRules.lion(0.1));
  }

  /// The network before and after compilation.
  static Stream<Graph> graphs() {
    Graph graph = network(UpdateRule.adam());
    Graph custom = network(CustomRules.adamW(0.1));
    return Stream.of(graph, Compiler.optimize(graph), custom, Compiler.optimize(custom));
  }

  /// Its outputs are the loss and the step.
  private static Graph network(UpdateRule rule) {
    Graph graph = new Graph();
    Node images = graph.placeholder("images", IMAGES);
    Node labels = graph.placeholder("labels", DType.I32, Shape.of(BATCH));
    Node y = Conv2d.of(images, weights(graph, "w1", 3, 3, 3, 6), Window.square(3).valid());
    Node mean = graph.state("mean", Shape.of(6), Initializer.zeros());
    Node average = MovingAverage.of(mean, BatchMean.of(y), 0.9);
    y = Normalize.byBatch(y, weights(graph, "scale", 6), weights(graph, "shift", 6), 1e-3);
    y = layer(graph, y, "2", 5);
    y = MaxPool.of(y, Window.square(2).stride(2));
    y = Dropout.of(Reshape.flatten(y), 0.7);
    y = AddBias.of(MatMul.of(y, weights(graph, "w3", 30, 4)), weights(graph, "b3", 4));
    Node loss = ReduceMean.of(SoftmaxCrossEntropy.of(y, OneHot.of(labels, 4)));
    Node rate = LearningRate.of(graph, ScheduledRate.exponential(0.05, 2, 0.5, true));
    Node step = Minimize.of(loss, rate, rule, 0.5);
    return graph.outputs(List.of(loss, Group.of(List.of(step, average))));
  }

  private static Node layer(Graph graph, Node x, String name, int filters) {
    Node filter = weights(graph, "w" + name, 2, 2, x.shape().last(), filters);
    Node y = Conv2d.of(x, filter, Window.square(2).valid());
    return Activate.of(AddBias.of(y, weights(graph, "b" + name, filters)), Activation.RELU);
  }

  private static Node weights(Graph graph, String name, int... extents) {
    return graph.variable(name, Shape.of(extents), Initializer.truncatedNormal(0.4));
  }

  private static void feed(Plan plan, Graph graph) {
    plan.feed(graph.find("images").orElseThrow(), pixels(), 0);
    plan.feed(graph.find("labels").orElseThrow(), labels(), 0);
  }

  private static float[] pixels() {
    float[] pixels = new float[IMAGES.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) StrictMath.sin(i * i);
    }
    return pixels;
  }

  private static int[] labels() {
    return IntStream.range(0, BATCH).map(i -> i % 4).toArray();
  }

  /// The variables and optimiser state after some steps.
  private static List<float[]> train(Graph graph, Engine engine, int threads, int steps) {
    return train(graph, engine, threads, steps, Plan::run);
  }

  private static List<float[]> train(
      Graph graph, Engine engine, int threads, int steps, Consumer<Plan> step) {
    Variables variables = Variables.of(graph);
    try (Session session = Session.open(variables, engine, threads)) {
      session.seed(3);
      Plan plan = session.plan(graph.outputs().toArray(Node[]::new));
      feed(plan, graph);
      for (int i = 0; i < steps; i++) {
        step.accept(plan);
      }
      assertThat(session.step()).isEqualTo(steps);
    }
    return Stream.concat(Stream.of(variables.values()), variables.slots().stream()).toList();
  }

  /// The same for the network with this rule.
  static List<float[]> trained(UpdateRule rule, Engine engine, int threads, int steps) {
    return train(network(rule), engine, threads, steps);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void movesVariablesAsItIsMeant(UpdateRule rule) {
    Graph graph = network(rule);
    List<float[]> meant = train(graph, Engine.REFERENCE, 1, 3);
    assertThat(meant.getFirst()).isNotEqualTo(Variables.of(graph).values());
    for (Engine engine : List.of(Engine.SCALAR, Engine.EXACT, Engine.VECTOR)) {
      List<float[]> actual = train(graph, engine, 1, 3);
      assertThat(actual).hasSameSizeAs(meant);
      for (int k = 0; k < meant.size(); k++) {
        for (int i = 0; i < meant.get(k).length; i++) {
          assertThat(actual.get(k)[i])
              .as("%s, %s, array %d [%d]", engine, rule, k, i)
              .isCloseTo(meant.get(k)[i], within(2e-5f));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void givesTheSameBitsForAnyNumberOfThreads(Engine engine) {
    for (UpdateRule rule : List.of(UpdateRule.adam(), CustomRules.adamW(0.1))) {
      List<float[]> one = train(network(rule), engine, 1, 5);
      for (int threads = 2; threads <= 3; threads++) {
        List<float[]> more = train(network(rule), engine, threads, 5);
        for (int k = 0; k < one.size(); k++) {
          assertThat(more.get(k)).isEqualTo(one.get(k));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void computesTheSameWhenItIsTimed(Engine engine) {
    List<float[]> run = train(network(UpdateRule.adam()), engine, 2, 3);
    List<float[]> timed =
        train(
            network(UpdateRule.adam()),
            engine,
            2,
            3,
            plan -> {
              long[] nanos = new long[plan.works().size()];
              plan.time(nanos);
              assertThat(LongStream.of(nanos)).allMatch(n -> n >= 0).anyMatch(n -> n > 0);
            });
    for (int k = 0; k < run.size(); k++) {
      assertThat(timed.get(k)).isEqualTo(run.get(k));
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void customRulesDoWhatBuiltInOnesDo(Engine engine) {
    expectClose(
        train(network(CustomRules.momentum(0.9)), engine, 2, 5),
        train(network(UpdateRule.momentum(0.9)), engine, 2, 5));
    expectClose(
        train(network(CustomRules.adamW(0.1)), engine, 2, 5),
        train(network(UpdateRule.adamW(0.1)), engine, 2, 5));
  }

  private static void expectClose(List<float[]> actual, List<float[]> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int k = 0; k < expected.size(); k++) {
      for (int i = 0; i < expected.get(k).length; i++) {
        assertThat(actual.get(k)[i])
            .as("array %d [%d]", k, i)
            .isCloseTo(expected.get(k)[i], within(5e-6f));
      }
    }
  }

  static Engine[] engines() {
    return Engine.values();
  }

  static List<UpdateRule> allocationFree() {
    return List.of(UpdateRule.momentum(0.9), CustomRules.adamW(0.1));
  }

  @ParameterizedTest
  @MethodSource("allocationFree")
  void allocatesNothingAfterTheFirstSteps(UpdateRule rule) {
    Graph graph = network(rule);
    try (Session session = Session.open(Variables.of(graph), Engine.SCALAR, 2)) {
      Plan plan = session.plan(graph.outputs().toArray(Node[]::new));
      float[] pixels = pixels();
      int[] labels = labels();
      Node images = graph.find("images").orElseThrow();
      Node classes = graph.find("labels").orElseThrow();
      long[] nanos = new long[plan.works().size()];
      LongSupplier allocated = AllocatedBytes.counter();
      // The first steps load classes and make call sites; from some round on there must be none.
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 500 && least > 0; round++) {
        long before = allocated.getAsLong();
        for (int i = 0; i < 20; i++) {
          plan.feed(images, pixels, 0);
          plan.feed(classes, labels, 0);
          plan.run();
          plan.time(nanos);
        }
        least = Math.min(least, allocated.getAsLong() - before);
      }
      assertThat(least).as("bytes allocated by 20 steps, and 20 timed ones").isZero();
    }
  }

  @Test
  void plansOnceForTheSameFetches() {
    Graph graph = network(UpdateRule.sgd());
    Node loss = graph.outputs().getFirst();
    Node step = graph.outputs().getLast();
    try (Session session = Session.open(Variables.of(graph), Engine.SCALAR, 1)) {
      assertThat(session.plan(loss, step)).isSameAs(session.plan(loss, step));
      assertThat(session.plan(loss)).isNotSameAs(session.plan(loss, step));
      Graph other = network(UpdateRule.sgd());
      assertThat(session.plan(other.outputs().getFirst())).isNotSameAs(session.plan(loss));
    }
  }
}
