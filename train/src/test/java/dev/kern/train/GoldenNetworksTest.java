package dev.kern.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.ImageShape;
import dev.kern.graph.Gradients;
import dev.kern.graph.Node;
import dev.kern.graph.ScheduledRate;
import dev.kern.graph.Tensor;
import dev.kern.layer.Dropout;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.metric.Metrics;
import dev.kern.model.Model;
import dev.kern.optimize.Optimizer;
import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import dev.kern.testing.Fixtures;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import dev.kern.train.notebook.Preset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The presets, held against TensorFlow's numbers: logits, loss and gradients of the first batch,
/// 100 losses, and the weights after 1, 10 and 100 steps of gradient descent.
final class GoldenNetworksTest {
  private static final int BATCH = 16;
  private static final int STEPS = 100;

  /// A network, as one folder of golden numbers has it.
  record Case(Path folder, Preset preset, Engine engine) {
    Tensor read(String file) throws IOException {
      return Npy.read(folder.resolve(file + ".npy"));
    }

    /// The golden file of a variable: `conv1_w` for `conv1/weights`, `out_b` for the last biases.
    String file(String variable) {
      String last = preset == Preset.LENET ? "dense3" : "dense2";
      return variable
          .replace(last, "out")
          .replace("dense", "fc")
          .replace("/weights", "_w")
          .replace("/biases", "_b");
    }

    Model model() {
      List<Layer> layers =
          preset.network(10).layers().stream().filter(l -> !(l instanceof Dropout)).toList();
      return new Model(
          new Network(preset.key(), layers),
          new ImageShape(28, 28, 1),
          IntStream.range(0, 10).mapToObj(Integer::toString).toList());
    }

    /// How far weights may be after ten steps, as a part of the largest.
    ///
    /// Where the two largest values of a pooling window differ by a rounding error, two correct
    /// implementations send its gradient to different pixels. At the higher rate that happens to
    /// one window of the 600,000 of these ten steps, in the eighth, and moves the first filter by
    /// 0.2 %; with the coarser rounding of the fast algorithms it happens at the lower rate too,
    /// and moves it by 0.05 %.
    double drift() {
      return folder.endsWith("net2_maxpool") || roundsCoarsely() ? 2e-3 : 1e-4;
    }

    private boolean roundsCoarsely() {
      return preset == Preset.MAXPOOL && engine == Engine.VECTOR;
    }

    /// Whether the hundredth step can still be compared: at the higher rate, or once a gradient has
    /// gone to another pixel, two correct implementations part visibly by then.
    boolean lasts() {
      return folder.toString().endsWith("0.01") && !roundsCoarsely();
    }

    Training training() throws IOException {
      return Training.of(model().network())
          .optimizer(Optimizer.sgd(read("lr").at(0)))
          .batch(BATCH)
          .engine(engine)
          .threads(1);
    }

    /// The third network's golden rate falls by a tenth every 20 steps.
    ScheduledRate schedule() throws IOException {
      double rate = read("lr").at(0);
      return preset == Preset.LENET
          ? ScheduledRate.exponential(rate, 20, 0.9, true)
          : ScheduledRate.constant(rate);
    }

    float[] images() throws IOException {
      return read("../x").toArray();
    }

    int[] labels() throws IOException {
      Tensor labels = read("../y");
      return Metrics.classes(labels.toArray(), labels.shape().size() / labels.shape().last());
    }

    Variables variables(TrainingGraph graph) throws IOException {
      Variables variables = Variables.of(graph.graph());
      for (Variables.Slice slice : variables.slices()) {
        variables.set(slice.name(), read("init/" + file(slice.name())));
      }
      return variables;
    }

    @Override
    public String toString() {
      return folder.getFileName() + " " + engine;
    }
  }

  private static Stream<Case> engines(Path folder) {
    return Stream.of(Engine.SCALAR, Engine.EXACT, Engine.VECTOR)
        .map(engine -> new Case(folder, preset(folder.getFileName().toString()), engine));
  }

  static Stream<Case> firstBatch() {
    return engines(Fixtures.path("golden/nets/net1_stride_lr0.01"));
  }

  static Stream<Case> cases() {
    return Stream.of("net1_stride", "net2_maxpool", "net3_lenet")
        .flatMap(name -> Stream.of(name, name + "_lr0.01"))
        .flatMap(name -> engines(SharedData.path("golden/nets").resolve(name)));
  }

  private static Preset preset(String name) {
    return switch (name.substring(0, 4)) {
      case "net1" -> Preset.STRIDED;
      case "net2" -> Preset.MAXPOOL;
      default -> Preset.LENET;
    };
  }

  private static void assertClose(Tensor actual, Tensor expected, double tolerance, String what) {
    assertClose(actual, expected, 0, tolerance, what);
  }

  private static void assertClose(
      Tensor actual, Tensor expected, double magnitude, double tolerance, String what) {
    double largest = magnitude;
    double farthest = 0;
    for (int i = 0; i < expected.shape().size(); i++) {
      largest = Math.max(largest, Math.abs(expected.at(i)));
      farthest = Math.max(farthest, Math.abs(actual.at(i) - expected.at(i)));
    }
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(farthest / largest).as(what).isLessThan(tolerance);
  }

  @ParameterizedTest
  @MethodSource("firstBatch")
  void computesTensorFlowsLogitsLossAndGradients(Case test) throws IOException {
    compareFirstBatch(test);
  }

  @NeedsSharedData
  @ParameterizedTest
  @MethodSource("cases")
  void computesThoseOfEveryNetwork(Case test) throws IOException {
    compareFirstBatch(test);
  }

  private static void compareFirstBatch(Case test) throws IOException {
    float[] images = test.images();
    TrainingGraph graph =
        TrainingGraph.of(test.model(), test.training(), ScheduledRate.constant(0.05));
    List<Node> variables = graph.graph().trainable();
    List<Node> gradients = Gradients.of(graph.loss(), variables);
    List<Node> fetches = new ArrayList<>(gradients);
    fetches.add(graph.logits());
    fetches.add(graph.loss());
    try (Session session = Session.open(test.variables(graph), test.engine(), 1)) {
      Plan plan = session.plan(fetches.toArray(Node[]::new));
      plan.feed(graph.images(), images, 0);
      plan.feed(graph.labels(), test.labels(), 0);
      plan.run();
      assertClose(fetch(plan, graph.logits()), test.read("logits"), 1e-4, "logits");
      assertThat((double) plan.scalar(graph.loss()))
          .isCloseTo(test.read("loss").at(0), within(1e-4));
      for (int i = 0; i < variables.size(); i++) {
        String file = test.file(variables.get(i).name());
        assertClose(fetch(plan, gradients.get(i)), test.read("grads/" + file), 1e-4, file);
      }
    }
  }

  private static Tensor fetch(Plan plan, Node node) {
    float[] values = new float[node.shape().size()];
    plan.fetch(node, values, 0);
    return Tensor.of(node.shape(), values);
  }

  @NeedsSharedData
  @ParameterizedTest
  @MethodSource("cases")
  void learnsAsTensorFlowDoes(Case test) throws IOException {
    float[] images = test.images();
    int[] labels = test.labels();
    Tensor losses = test.read("losses");
    boolean lasts = test.lasts();
    Training training = test.training();
    TrainingGraph graph = TrainingGraph.of(test.model(), training, test.schedule());
    Variables variables = test.variables(graph);
    try (Session session = Session.open(variables, test.engine(), 1)) {
      Plan plan = session.plan(graph.fetches());
      for (int step = 0; step < STEPS; step++) {
        plan.feed(graph.images(), images, step * BATCH * 28 * 28);
        plan.feed(graph.labels(), labels, step * BATCH);
        plan.run();
        if (lasts || step < 10) {
          assertThat((double) plan.scalar(graph.loss()))
              .as("loss of step " + step)
              .isCloseTo(losses.at(step), within(lasts ? 1e-2 : 1e-3));
        }
        switch (step) {
          case 0 -> assertWeights(variables, test, "after1/", 1e-5);
          case 9 -> assertWeights(variables, test, "after10/", test.drift());
          case STEPS - 1 -> {
            if (lasts) {
              assertWeights(variables, test, "after100/", 1e-2);
            }
          }
          default -> {}
        }
      }
    }
  }

  /// Where drift is allowed for, the set's largest weight is its measure: a bias of a few
  /// thousandths has drifted by a larger part of itself than any weight.
  private static void assertWeights(Variables variables, Case test, String folder, double tolerance)
      throws IOException {
    double magnitude = 0;
    if (tolerance > 1e-4) {
      for (float value : variables.values()) {
        magnitude = Math.max(magnitude, Math.abs(value));
      }
    }
    for (Variables.Slice slice : variables.slices()) {
      String file = folder + test.file(slice.name());
      assertClose(variables.get(slice.name()), test.read(file), magnitude, tolerance, file);
    }
  }
}
