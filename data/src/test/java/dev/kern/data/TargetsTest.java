package dev.kern.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Data sets of images that have numbers or labels to learn in place of a class.
final class TargetsTest {
  private static final ImageShape SHAPE = new ImageShape(2, 3, 1);
  private static final int COUNT = 40;

  /// Images of one number each, `i / COUNT` in the `i`-th.
  private static float[] images() {
    float[] pixels = new float[COUNT * SHAPE.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = Math.floorDiv(i, SHAPE.size()) / (float) COUNT;
    }
    return pixels;
  }

  private static float[][] values() {
    return IntStream.range(0, COUNT)
        .mapToObj(i -> new float[] {i / (float) COUNT, -i})
        .toArray(float[][]::new);
  }

  private static float[] row(Split split, int sample) {
    float[] row = new float[split.targetWidth()];
    split.targets(sample, row, 0);
    return row;
  }

  private static float pixel(Split split, int sample) {
    float[] pixels = new float[split.shape().size()];
    split.pixels(sample, pixels, 0);
    return pixels[0];
  }

  @Test
  void keepsValuesBesideTheirImages() {
    Dataset data = Dataset.ofValues(List.of("x", "y"), SHAPE, images(), values());
    assertThat(data.targets()).isEqualTo(Targets.values(List.of("x", "y")));
    assertThat(data.train().count()).isEqualTo(32);
    assertThat(data.valid().count()).isEqualTo(4);
    assertThat(data.test().count()).isEqualTo(4);
    for (SplitName splitName : SplitName.values()) {
      Split split = data.split(splitName).orElseThrow();
      for (int i = 0; i < split.count(); i++) {
        assertThat(row(split, i)[0]).isEqualTo(pixel(split, i));
        assertThat(split.label(i)).isZero();
      }
    }
    assertThat(data.warnings().getFirst())
        .contains(
            "4 of the 40 training images were held out for it (a tenth; identical images stay");
    assertThat(data)
        .hasToString("memory: 32 train, 4 valid, 4 test images of 2 x 3; 2 values: x, y");
  }

  @Test
  void keepsLabelsBesideTheirImages() {
    List<String> names = List.of("low", "even");
    List<Set<String>> labels =
        IntStream.range(0, COUNT)
            .mapToObj(
                i ->
                    names.stream()
                        .filter(name -> name.equals("low") ? i < 20 : i % 2 == 0)
                        .collect(Collectors.toSet()))
            .toList();
    boolean[][] truth =
        IntStream.range(0, COUNT)
            .mapToObj(i -> new boolean[] {i < 20, i % 2 == 0})
            .toArray(boolean[][]::new);
    Dataset data = Dataset.ofLabels(names, SHAPE, images(), labels);
    Dataset same = Dataset.ofLabels(names, SHAPE, images(), truth);
    for (int i = 0; i < data.train().count(); i++) {
      int number = Math.round(pixel(data.train(), i) * COUNT);
      assertThat(row(data.train(), i))
          .containsExactly(number < 20 ? 1 : 0, number % 2 == 0 ? 1 : 0)
          .containsExactly(row(same.train(), i));
    }
    assertThat(data.provenance()).isEqualTo(same.provenance());
  }

  @Test
  void takesStreams() {
    Dataset values =
        Dataset.ofValues(
            List.of("x"),
            SHAPE,
            IntStream.range(0, 10).mapToObj(i -> LabelledImage.of(SHAPE, new byte[6]).values(i)));
    assertThat(row(values.train(), 3)).hasSize(1);
    Dataset labels =
        Dataset.ofLabels(
            List.of("a", "b"),
            SHAPE,
            IntStream.range(0, 10)
                .mapToObj(
                    _ ->
                        LabelledImage.of(new BufferedImage(6, 4, BufferedImage.TYPE_BYTE_GRAY))
                            .labels("b")));
    assertThat(row(labels.train(), 0)).containsExactly(0, 1);
  }

  @Test
  void expandsTheClassesOfHeads() {
    Map<String, Targets> heads = new LinkedHashMap<>();
    heads.put("letter", Targets.classes(List.of("A", "B", "C")));
    heads.put("angle", Targets.values(List.of("degrees")));
    Targets targets = Targets.heads(heads);
    assertThat(targets.names())
        .containsExactly("letter/A", "letter/B", "letter/C", "angle/degrees");
    assertThat(targets.from("angle")).isEqualTo(3);
    Dataset data =
        Dataset.builder(targets, SHAPE)
            .add(SplitName.TRAIN, new float[12], new float[][] {{2, 45}, {0, -7}})
            .build();
    assertThat(row(data.train(), 0)).containsExactly(0, 0, 1, 45);
    assertThat(row(data.train(), 1)).containsExactly(1, 0, 0, -7);
    assertThat(targets).hasToString("letter (3 classes: A, B, C), angle (1 value: degrees)");
  }

  @Test
  void batchesHaveTargets() {
    Dataset data = Dataset.ofValues(List.of("x", "y"), SHAPE, images(), values());
    for (Batch batch : data.train().batches(5, 1)) {
      for (int i = 0; i < batch.count(); i++) {
        assertThat(batch.targets()[2 * i]).isEqualTo(batch.images()[i * SHAPE.size()]);
      }
    }
    float[] pixels = new float[5 * SHAPE.size()];
    float[] targets = new float[10];
    Batches.shuffled(data.train(), 5, 3).fill(17, pixels, new int[5], targets);
    assertThat(targets[8]).isEqualTo(pixels[4 * SHAPE.size()]);
  }

  @Test
  void joinsAndSelectsTargets() {
    Split split = Dataset.ofValues(List.of("x", "y"), SHAPE, images(), values()).train();
    Split joined = Split.concatenated(List.of(split.select(3, 1), split));
    assertThat(row(joined, 1)).isEqualTo(row(split, 1));
    assertThat(row(joined, 4)).isEqualTo(row(split, 2));
  }

  @Test
  void tellsOtherTargetsApart() {
    float[][] others = values();
    others[7][1] = 0;
    assertThat(Dataset.ofValues(List.of("x", "y"), SHAPE, images(), values()).provenance().sha256())
        .isNotEqualTo(
            Dataset.ofValues(List.of("x", "y"), SHAPE, images(), others).provenance().sha256());
  }

  @Test
  void refusesRowsOfAnotherLength() {
    assertThatThrownBy(() -> Dataset.ofValues(List.of("x"), SHAPE, images(), values()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            memory, training images, [0]: wrong number of targets
              given     2 numbers
              expected  1: 1 value: x
              fix       a number for each of them\
            """);
  }

  @Test
  void refusesWhatCantBeLearned() {
    float[][] values = values();
    values[3][1] = Float.NaN;
    assertThatThrownBy(() -> Dataset.ofValues(List.of("x", "y"), SHAPE, images(), values))
        .hasMessageContaining("training images, [3]: the target 'y' can't be learned")
        .hasMessageContaining("expected  a finite number");
    assertThatThrownBy(
            () -> Dataset.ofLabels(List.of("cat"), SHAPE, new float[6], List.of(List.of("dog"))))
        .hasMessage(
            """
            memory, labels, [0]: there is no such label
              given     'dog'
              expected  some of cat
              fix       check its spelling, or name it among the labels of the data\
            """);
  }

  @Test
  void refusesClassesWhereThereAreValues() {
    Dataset.Builder builder =
        Dataset.builder(Targets.values(List.of("x")), SHAPE)
            .add(SplitName.TRAIN, images(), new int[COUNT]);
    assertThatThrownBy(builder::build)
        .hasMessage(
            """
            memory: the training images have other targets
              given     rows of 0 numbers
              expected  rows of 1, for 1 value: x
              fix       split.withTargets(rows, 1)\
            """);
  }
}
