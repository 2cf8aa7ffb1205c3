package dev.kern.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Targets;
import dev.kern.data.file.DataException;
import dev.kern.graph.Gradients;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.Multiply;
import dev.kern.graph.Node;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.Shape;
import dev.kern.graph.Subtract;
import dev.kern.graph.Tensor;
import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Losses give what their formulas say, and gradients that fit, on either engine.
final class LossTest {
  private static final int IMAGES = 3;
  private static final float[] OUTPUTS = {1, -2, 0.5f, 0, 3, -1};
  private static final float[] LABELS = {1, 0, 0, 1, 1, 0};
  private static final float[] VALUES = {0.5f, -1, 2, 0, 2.5f, -4};
  private static final Targets PAIR = Targets.labels(List.of("a", "b"));

  /// A loss and its gradient by the outputs.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Result(double loss, float[] gradient) {}

  private static Result of(
      Loss loss, Targets what, float[] outputs, float[] targets, Engine engine) {
    Graph graph = new Graph();
    Shape shape = Shape.of(IMAGES, targets.length / IMAGES);
    Node x = graph.variable("x", shape, Initializer.zeros());
    Node t = graph.placeholder("targets", shape);
    Node value = Loss.append(loss, x, t, what);
    Node gradient = Gradients.of(value, List.of(x)).getFirst();
    Variables variables = Variables.of(graph);
    variables.set("x", Tensor.of(shape, outputs));
    try (Session session = Session.open(variables, engine, 1)) {
      Plan plan = session.plan(value, gradient);
      plan.feed(t, targets);
      plan.run();
      return new Result(plan.scalar(value), plan.fetch(gradient).toArray());
    }
  }

  private static double mean(float[] outputs, float[] targets, Pair pair) {
    double sum = 0;
    for (int i = 0; i < outputs.length; i++) {
      sum += pair.of(outputs[i], targets[i]);
    }
    return sum / outputs.length;
  }

  private interface Pair {
    double of(double x, double t);
  }

  private static double logSigmoid(double x) {
    return -Math.log1p(Math.exp(-x));
  }

  @ParameterizedTest
  @EnumSource
  void binaryCrossEntropyIsThatOfEachLabel(Engine engine) {
    Result result = of(Loss.binaryCrossEntropy(), PAIR, OUTPUTS, LABELS, engine);
    double expected =
        mean(OUTPUTS, LABELS, (x, t) -> -t * logSigmoid(x) - (1 - t) * logSigmoid(-x));
    assertThat(result.loss).isCloseTo(expected, within(1e-6));
    for (int i = 0; i < OUTPUTS.length; i++) {
      double slope = (1 / (1 + Math.exp(-OUTPUTS[i])) - LABELS[i]) / OUTPUTS.length;
      assertThat((double) result.gradient[i]).isCloseTo(slope, within(1e-6));
    }
  }

  @ParameterizedTest
  @EnumSource
  void binaryCrossEntropyOfLargeLogitsIsFinite(Engine engine) {
    float[] large = {1e4f, -1e4f, -1e4f, 1e4f, 1e4f, -1e4f};
    Result told = of(Loss.binaryCrossEntropy(), PAIR, large, LABELS, engine);
    assertThat(told.loss).isZero();
    float[] wrong = {-1e4f, 1e4f, 1e4f, -1e4f, -1e4f, 1e4f};
    Result not = of(Loss.binaryCrossEntropy(), PAIR, wrong, LABELS, engine);
    assertThat(not.loss).isCloseTo(1e4, within(1e-2));
    assertThat(not.gradient[0]).isCloseTo(-1f / 6, within(1e-6f));
  }

  @ParameterizedTest
  @EnumSource
  void meanSquaredErrorIsThatOfEachValue(Engine engine) {
    Targets values = Targets.values(List.of("a", "b"));
    Result result = of(Loss.meanSquaredError(), values, OUTPUTS, VALUES, engine);
    assertThat(result.loss)
        .isCloseTo(mean(OUTPUTS, VALUES, (x, t) -> (x - t) * (x - t)), within(1e-6));
    for (int i = 0; i < OUTPUTS.length; i++) {
      assertThat(result.gradient[i])
          .isCloseTo(2 * (OUTPUTS[i] - VALUES[i]) / OUTPUTS.length, within(1e-6f));
    }
  }

  @ParameterizedTest
  @EnumSource
  void labelSmoothingSharesATenthAmongAllClasses(Engine engine) {
    Targets classes = Targets.classes(List.of("a", "b"));
    float[] classOf = {1, 0, 0, 1, 1, 0};
    float[] shared = {0.95f, 0.05f, 0.05f, 0.95f, 0.95f, 0.05f};
    Result smoothed =
        of(Loss.crossEntropy().labelSmoothing(0.1), classes, OUTPUTS, classOf, engine);
    Result plain = of(Loss.crossEntropy(), classes, OUTPUTS, shared, engine);
    assertThat(smoothed.loss).isCloseTo(plain.loss, within(1e-6));
    assertThat(smoothed.gradient).containsExactly(plain.gradient, within(1e-6f));
    assertThat(smoothed.loss)
        .isNotCloseTo(
            of(Loss.crossEntropy(), classes, OUTPUTS, classOf, engine).loss, within(0.01));
  }

  @ParameterizedTest
  @EnumSource
  void classWeightsMultiplyTheTermOfEachImage(Engine engine) {
    Targets classes = Targets.classes(List.of("a", "b"));
    float[] classOf = {1, 0, 0, 1, 1, 0};
    Loss loss = Loss.crossEntropy().classWeights(ClassWeights.of(Map.of("a", 3.0)));
    Result weighted = of(loss, classes, OUTPUTS, classOf, engine);
    double[] weights = {3, 1, 3};
    double sum = 0;
    for (int i = 0; i < IMAGES; i++) {
      double own = classOf[2 * i] == 1 ? OUTPUTS[2 * i] : OUTPUTS[2 * i + 1];
      double other = classOf[2 * i] == 1 ? OUTPUTS[2 * i + 1] : OUTPUTS[2 * i];
      double error = 1 / (1 + Math.exp(own - other));
      sum += weights[i] * -Math.log1p(-error);
      int at = classOf[2 * i] == 1 ? 2 * i : 2 * i + 1;
      assertThat((double) weighted.gradient[at])
          .isCloseTo(-weights[i] * error / IMAGES, within(1e-6));
    }
    assertThat(weighted.loss).isCloseTo(sum / IMAGES, within(1e-6));
    assertThat(loss).hasToString("cross-entropy in nats, weighted by class");
  }

  @Test
  void balancedWeightsFollowTheTrainingImages() {
    Targets classes = Targets.classes(List.of("a", "b", "c"));
    Loss balanced = Loss.crossEntropy().classWeights(ClassWeights.balance());
    Loss settled = balanced.over(classes, () -> new double[] {30, 10, 0});
    Map<String, Double> weights = Map.of("a", 40.0 / 60, "b", 2.0, "c", 1.0);
    assertThat(settled).isEqualTo(Loss.crossEntropy().classWeights(ClassWeights.of(weights)));
    assertThat(settled.over(classes, () -> new double[] {1, 1, 1})).isEqualTo(settled);
    assertThatThrownBy(() -> of(balanced, classes, new float[9], new float[9], Engine.VECTOR))
        .hasMessageContaining("balanced weights depend on the training images");
    Targets heads = Targets.heads(Map.of("letter", classes));
    assertThat(Loss.heads().plus("letter", balanced).over(heads, () -> new double[] {30, 10, 0}))
        .isEqualTo(Loss.heads().plus("letter", settled));
  }

  @Test
  void refusesWeightsOfNoClass() {
    Loss loss = Loss.crossEntropy().classWeights(ClassWeights.of(Map.of("cta", 2.0)));
    assertThatThrownBy(() -> loss.expectFits(Targets.classes(List.of("cat", "dog"))))
        .hasMessage(
            """
            class weights: no such class
              given     'cta'
              expected  one of cat, dog
              fix       did you mean 'cat'?\
            """);
    Loss nothing =
        Loss.crossEntropy().classWeights(ClassWeights.of(Map.of("cat", 0.0, "dog", 0.0)));
    assertThatThrownBy(() -> nothing.expectFits(Targets.classes(List.of("cat", "dog"))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no class counts");
    assertThatThrownBy(() -> ClassWeights.of(Map.of("cat", -1.0)))
        .hasMessage("the weight of a class is 0 or more, given -1.0 for 'cat'");
    assertThatThrownBy(() -> ClassWeights.of(Map.of()))
        .hasMessage("class weights are balanced, or given by class; given {}");
  }

  @ParameterizedTest
  @EnumSource
  void headsAddUpByTheirWeights(Engine engine) {
    Map<String, Targets> parts = new LinkedHashMap<>();
    parts.put("a", Targets.values(List.of("x")));
    parts.put("b", Targets.labels(List.of("y")));
    Loss loss =
        Loss.heads().plus("b", Loss.binaryCrossEntropy(), 3).plus("a", Loss.meanSquaredError());
    Result both = of(loss, Targets.heads(parts), OUTPUTS, LABELS, engine);
    double square = 0;
    double entropy = 0;
    for (int i = 0; i < IMAGES; i++) {
      double error = OUTPUTS[2 * i] - LABELS[2 * i];
      square += error * error / IMAGES;
      double x = OUTPUTS[2 * i + 1];
      entropy -= (LABELS[2 * i + 1] == 1 ? logSigmoid(x) : logSigmoid(-x)) / IMAGES;
    }
    assertThat(both.loss).isCloseTo(square + 3 * entropy, within(1e-5));
  }

  @Test
  void takesALossOfOnesOwn() {
    Loss squared =
        Loss.custom(
            "squared",
            (x, t) -> {
              Node error = Subtract.of(x, t);
              return ReduceMean.of(Multiply.of(error, error));
            });
    Targets values = Targets.values(List.of("a", "b"));
    Result own = of(squared, values, OUTPUTS, VALUES, Engine.VECTOR);
    Result kerns = of(Loss.meanSquaredError(), values, OUTPUTS, VALUES, Engine.VECTOR);
    assertThat(own.loss).isCloseTo(kerns.loss, within(1e-6));
    assertThat(own.gradient).containsExactly(kerns.gradient, within(1e-6f));
  }

  @Test
  void refusesWhatIsNoScalar() {
    Loss row = Loss.custom("row", Subtract::of);
    assertThatThrownBy(() -> of(row, PAIR, OUTPUTS, LABELS, Engine.VECTOR))
        .hasMessage(
            """
            loss row: it is no single number
              given     f32[3, 2], from subtract at 'subtract'
              expected  a scalar, the mean over the images
              fix       ReduceMean.of(...) as its last op\
            """);
  }

  @Test
  void refusesOtherTargets() {
    assertThatThrownBy(() -> Loss.meanSquaredError().expectFits(Targets.classes(List.of("a", "b"))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("given     data with 2 classes: a, b")
        .hasMessageContaining("expected  data with values")
        .hasMessageContaining("fix       loss(Loss.crossEntropy())");
  }

  @Test
  void refusesSettingsOutOfRange() {
    assertThatThrownBy(() -> Loss.crossEntropy().labelSmoothing(1))
        .hasMessage("labelSmoothing is 0 or more and less than 1, given 1.0");
    assertThatThrownBy(() -> Loss.heads().plus("a", Loss.meanSquaredError(), -1))
        .hasMessage("the weight of a loss is 0 or more, given -1.0");
    assertThatThrownBy(() -> Loss.register(Loss.custom("crossEntropy", Subtract::of)))
        .hasMessage(
            "loss: the name 'crossEntropy' is that of one of Kern's own; fix: another name");
  }
}
