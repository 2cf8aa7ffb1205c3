package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.metric.ConfusionMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WeakClassesTest {
  private static final List<String> CLASSES = List.of("cat", "dog", "fox");

  /// Of 100 cats and dogs all are recognised, of the foxes so many; the others are taken for dogs.
  private static ConfusionMatrix matrix(int foxes, int right) {
    int[] labels = new int[200 + foxes];
    int[] predicted = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i < 100 ? 0 : i < 200 ? 1 : 2;
      predicted[i] = i < 200 + right ? labels[i] : 1;
    }
    return ConfusionMatrix.of(CLASSES, predicted, labels);
  }

  /// Training images, as many of each class.
  private static Optional<Split> train(int... counts) {
    int[] labels = new int[Arrays.stream(counts).sum()];
    int at = 0;
    for (int c = 0; c < counts.length; c++) {
      Arrays.fill(labels, at, at + counts[c], c);
      at += counts[c];
    }
    ImageShape shape = new ImageShape(1, 1, 1);
    return Optional.of(Split.of(shape, new float[labels.length], labels));
  }

  @Test
  void namesARareClassAndTheRemedy() {
    assertThat(new WeakClasses(matrix(20, 4), train(500, 500, 50)).notes())
        .containsExactly(
            "class 'fox' has a recall of 20.0%, far below the accuracy of 92.7%: 16 of its 20"
                + " images are classified as 'dog'; only 50 of the 1,050 training images are of"
                + " it: add more, or train with --class-weights balanced");
  }

  @Test
  void advisesToCheckLabelsWhereThereAreEnoughImages() {
    String note = new WeakClasses(matrix(20, 4), train(500, 500, 500)).notes().getFirst();
    assertThat(note).contains("'fox'").endsWith("and add images that differ from 'dog'");
    assertThat(new WeakClasses(matrix(20, 4), Optional.empty()).notes()).containsExactly(note);
  }

  private static String only(int cats, int dogs, int foxes, int doubts) {
    int[] labels = new int[cats + dogs + foxes];
    int[] predicted = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i < cats ? 0 : i < cats + dogs ? 1 : 2;
      predicted[i] = i < doubts ? 0 : 1;
    }
    List<String> notes =
        new WeakClasses(ConfusionMatrix.of(CLASSES, predicted, labels), Optional.empty()).notes();
    assertThat(notes).hasSizeLessThan(2);
    return String.join("", notes);
  }

  @Test
  void saysOnceThatAllAnswersAreTheSame() {
    String longer = "; train it longer, or with a learning rate that kern lr-find suggests";
    assertThat(only(20, 20, 20, 0)).isEqualTo("the model answers 'dog' for everything" + longer);
    assertThat(only(20, 20, 20, 2))
        .isEqualTo("the model answers 'dog' for 58 of the 60 images" + longer);
    assertThat(only(10, 80, 10, 0))
        .isEqualTo(
            "the model answers 'dog' for everything; most images are of that class: train with"
                + " --class-weights balanced, or add images of the others");
    assertThat(only(0, 20, 0, 0)).isEmpty();
    assertThat(only(1, 98, 1, 1)).isEmpty();
  }

  @Test
  void saysNothingOfWhatChanceMayHaveDone() {
    assertThat(new WeakClasses(matrix(20, 17), Optional.empty()).notes()).isEmpty();
    assertThat(new WeakClasses(matrix(0, 0), Optional.empty()).notes()).isEmpty();
    assertThat(new WeakClasses(matrix(2, 1), Optional.empty()).notes()).isEmpty();
  }
}
