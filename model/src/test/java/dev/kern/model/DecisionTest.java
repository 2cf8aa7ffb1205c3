package dev.kern.model;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.ImageShape;
import dev.kern.data.Targets;
import dev.kern.data.file.DataException;
import dev.kern.layer.Network;
import dev.kern.metric.Scores;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of probabilities: an answer, or none.
final class DecisionTest {
  private static final List<String> CLASSES = List.of("A", "B", "C");
  private static final Model MODEL =
      new Model(Network.of(flatten(), dense(3)), new ImageShape(2, 2, 1), CLASSES);

  @TempDir Path folder;

  private static float[] logits(double a, double b, double c) {
    return new float[] {(float) Math.log(a), (float) Math.log(b), (float) Math.log(c)};
  }

  @Test
  void noneOfTheClassesFitsBelowTheThreshold() {
    Decision sure = Decision.USUAL.withThreshold(0.5);
    Prediction none = Prediction.of(CLASSES, logits(0.3, 0.45, 0.25), 0, sure);
    assertThat(none.label()).isEqualTo("none of these");
    assertThat(none.isAnswer()).isFalse();
    assertThat(none.probability()).isCloseTo(0.45, within(1e-6));
    assertThat(none).hasToString("none of these (B 45.0%, A 30.0%, C 25.0%)");
    assertThat(none.best(1).getFirst().getKey()).isEqualTo("B");
    Prediction some = Prediction.of(CLASSES, logits(0.3, 0.5001, 0.1999), 0, sure);
    assertThat(some.isAnswer()).isTrue();
    assertThat(some).hasToString("B 50.0% (A 30.0%, C 20.0%)");
  }

  @Test
  void labelsApplyFromTheThresholdOn() {
    Targets labels = Targets.labels(List.of("round", "tall"));
    float[] outputs = {0, 2};
    assertThat(Estimate.of(labels, outputs, 0, Decision.USUAL).labels())
        .containsExactly("round", "tall");
    assertThat(Estimate.of(labels, outputs, 0, Decision.USUAL.withThreshold(0.6)).labels())
        .containsExactly("tall");
  }

  @Test
  void theModelsFileKeepsIt() {
    Model deciding = MODEL.withDecision(Decision.USUAL.withThreshold(0.75).withTop(2));
    Path file = folder.resolve("network.json");
    deciding.file().write(file);
    assertThat(file).content().contains("\"decision\": {\"top\": 2, \"threshold\": 0.75}");
    assertThat(NetworkFile.read(file).model("file")).isEqualTo(deciding);
    assertThat(deciding.withClasses(List.of("x", "y", "z")).decision())
        .isEqualTo(deciding.decision());
    MODEL.file().write(file);
    assertThat(file).content().doesNotContain("decision");
  }

  @Test
  void namesReplaceNames() {
    Model named = MODEL.withClasses(List.of("x", "y", "z"));
    assertThat(named.classes()).containsExactly("x", "y", "z");
    assertThatThrownBy(() -> MODEL.withClasses(List.of("x", "y")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            network 'network': there isn't a name for each of its classes
              given     2 names
              expected  3 different ones
              fix       give a name for each output, in their order\
            """);
    assertThatThrownBy(() -> MODEL.withClasses(List.of("x", "y", "x")))
        .hasMessageContaining("given     a name that stands there twice");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> MODEL.withDecision(Decision.USUAL.withTop(4)))
        .hasMessageContaining("there are not as many classes to name")
        .hasMessageContaining("fix       name 3 at most");
    assertThatThrownBy(() -> Decision.USUAL.withThreshold(1.5))
        .hasMessage("a threshold is a probability from 0 to 1, given 1.5");
    assertThatThrownBy(() -> Decision.USUAL.withTop(0))
        .hasMessage("the number of classes to name is 1 or more, given 0");
    Model values =
        new Model(
            MODEL.network(),
            MODEL.image(),
            Targets.values(CLASSES),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Decision.USUAL);
    assertThatThrownBy(() -> values.withDecision(Decision.USUAL.withThreshold(0.5)))
        .hasMessageContaining("a threshold is for classes or labels");
  }

  /// Five images of class A, from the surest to the least sure: right, right, wrong, right, wrong.
  private static Scores five() {
    double[] best = {0.98, 0.9, 0.8, 0.7, 0.6};
    int[] labels = {0, 0, 1, 0, 2};
    float[] all = new float[15];
    for (int i = 0; i < best.length; i++) {
      double rest = (1 - best[i]) / 2;
      System.arraycopy(logits(best[i], rest, rest), 0, all, 3 * i, 3);
    }
    return Scores.ofClasses(Targets.classes(CLASSES), all, labels, 0);
  }

  @Test
  void countsWhatAThresholdLeaves() {
    assertThat(Answered.of(five(), 0.75)).isEqualTo(new Answered(0.75, 5, 3, 2));
    assertThat(Answered.of(five(), 0.75).coverage()).isEqualTo(0.6);
    assertThat(Answered.of(five(), 0.99).accuracy()).isNaN();
  }

  @Test
  void theLowestThresholdAnswersMost() {
    assertThat(Answered.lowest(five(), 1)).contains(new Answered(0.81, 5, 2, 2));
    assertThat(Answered.lowest(five(), 0.75)).contains(new Answered(0.61, 5, 4, 3));
    assertThat(Answered.lowest(five(), 0.6)).contains(new Answered(0, 5, 5, 3));
    Scores wrong =
        Scores.ofClasses(Targets.classes(CLASSES), logits(0.9, 0.05, 0.05), new int[] {1}, 0);
    assertThat(Answered.lowest(wrong, 0.5)).isEmpty();
    Scores equal =
        Scores.ofClasses(
            Targets.classes(CLASSES), new float[] {3, 0, 0, 3, 0, 0}, new int[] {0, 1}, 0);
    assertThat(Answered.lowest(equal, 1)).as("equal ones can't be told apart").isEmpty();
    assertThat(Answered.lowest(five(), 1).orElseThrow().threshold())
        .satisfies(
            found ->
                assertThat(Answered.of(five(), found)).isEqualTo(new Answered(found, 5, 2, 2)));
  }
}
