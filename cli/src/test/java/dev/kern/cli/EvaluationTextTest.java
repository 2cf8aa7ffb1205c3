package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Targets;
import dev.kern.loss.Loss;
import dev.kern.metric.ConfusionMatrix;
import dev.kern.metric.Scores;
import dev.kern.model.Evaluation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EvaluationTextTest {
  /// Of a thousand classes, two images each: class 7 is always taken for class 8, class 9 half of
  /// the time.
  @Test
  void manyClassesAreNotAllListed() {
    int classes = 1_000;
    List<String> names = IntStream.range(0, classes).mapToObj(c -> "class-" + c).toList();
    int[] labels = IntStream.range(0, 2 * classes).map(i -> i / 2).toArray();
    float[] logits = new float[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      boolean wrong = labels[i] == 7 || i == 2 * 9;
      logits[i * classes + (wrong ? 8 : labels[i])] = 9;
    }
    Scores scores = Scores.ofClasses(Targets.classes(names), logits, labels, 0.5);
    StringWriter printed = new StringWriter();
    ConfusionMatrix matrix = ConfusionMatrix.of(scores);
    text(scores, matrix, printed).details(0);
    assertThat(printed.toString())
        .hasLineCount(27)
        .startsWith(
            """

            Confusions (2 pairs of classes, those with the most images; --confusion FILE writes all)
                   2  class-7 classified as class-8
                   1  class-9 classified as class-8

            class     precision  recall      F1    images  (of 1,000, those with the lowest F1; --json has all)
            class-7       0.000   0.000   0.000         2
            class-8       0.400   1.000   0.571         2
            class-9       1.000   0.500   0.667         2
            class-0       1.000   1.000   1.000         2
            """);
  }

  private static EvaluationText text(Scores scores, ConfusionMatrix matrix, Writer printed) {
    Evaluation evaluation =
        new Evaluation(
            0.5,
            scores.accuracyInterval(),
            0.5,
            scores.count(),
            scores.targets().names(),
            List.of(),
            List.of(),
            matrix.macroAverage(),
            List.of(),
            Map.of());
    return new EvaluationText(
        scores, evaluation, Loss.crossEntropy(), new PrintWriter(printed, true));
  }

  /// Three classes, of which the birds are taken for cats.
  private static String confusion(int columns) {
    List<String> names = List.of("aeroplane", "bird", "cat");
    int[] labels = {0, 0, 1, 1, 2};
    float[] logits = new float[15];
    for (int i = 0; i < labels.length; i++) {
      logits[3 * i + (labels[i] == 1 ? 2 : labels[i])] = 9;
    }
    Scores scores = Scores.ofClasses(Targets.classes(names), logits, labels, 0.5);
    ConfusionMatrix matrix = ConfusionMatrix.of(scores);
    StringWriter printed = new StringWriter();
    text(scores, matrix, printed).confusion(matrix, columns);
    return printed.toString();
  }

  @Test
  void theMatrixFitsTheTerminal() {
    assertThat(confusion(80))
        .endsWith(
            """
                      aeroplane      bird       cat
            aeroplane         2         .         .
            bird              .         .         2
            cat               .         .         1
            """);
    assertThat(confusion(39))
        .endsWith(
            """
                        0 1 2
            0 aeroplane 2 . .
            1 bird      . . 2
            2 cat       . . 1
            """);
    assertThat(confusion(15)).endsWith("       2  bird classified as cat\n");
  }
}
