package dev.kern.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class HoldOutSplitterTest {
  private static final ImageShape SHAPE = new ImageShape(2, 2, 1);

  /// Images of three classes; one in five is a copy of an earlier one.
  private static Dataset data(int count, Set<SplitName> parts) {
    Random random = new Random(11);
    float[] pixels = new float[count * SHAPE.size()];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      int of = i > 10 && i % 5 == 0 ? random.nextInt(i) : i;
      for (int k = 0; k < SHAPE.size(); k++) {
        pixels[i * 4 + k] = of == i ? random.nextFloat() : pixels[of * 4 + k];
      }
      labels[i] = of == i ? random.nextInt(3) : labels[of];
    }
    Map<SplitName, Split> splits = new EnumMap<>(SplitName.class);
    parts.forEach(splitName -> splits.put(splitName, Split.of(SHAPE, pixels, labels)));
    return Dataset.of(
        List.of("a", "b", "c"),
        splits,
        Optional.of(Normalization.UNIT),
        Provenance.ofProgram("made"));
  }

  private static List<Float> image(Split split, int sample) {
    float[] p = new float[SHAPE.size()];
    split.pixels(sample, p, 0);
    return List.of(p[0], p[1], p[2], p[3]);
  }

  private static Set<List<Float>> images(Split split) {
    Set<List<Float>> images = new HashSet<>();
    for (int i = 0; i < split.count(); i++) {
      images.add(image(split, i));
    }
    return images;
  }

  @Test
  void missingSplitsAreATenthOfEachClass() {
    Dataset whole = data(3000, Set.of(SplitName.TRAIN));
    Dataset cut = HoldOutSplitter.missing(whole);
    assertThat(cut.train().count() + cut.valid().count() + cut.test().count()).isEqualTo(3000);
    int[] all = counts(whole.train());
    for (Split split : List.of(cut.valid(), cut.test())) {
      int[] counts = counts(split);
      for (int c = 0; c < 3; c++) {
        assertThat(counts[c]).isEqualTo((all[c] + 5) / 10);
      }
    }
    assertThat(cut.warnings())
        .containsExactly(
            "no validation split: 300 of the 3,000 training images were held out for it"
                + " (a tenth of each class; identical images stay together)",
            "no test split: 300 of the 3,000 training images were held out for it"
                + " (a tenth of each class; identical images stay together)");
  }

  private static int[] counts(Split split) {
    int[] counts = new int[3];
    for (int i = 0; i < split.count(); i++) {
      counts[split.label(i)]++;
    }
    return counts;
  }

  @Test
  void equalImagesStayTogether() {
    Dataset cut = HoldOutSplitter.missing(data(3000, Set.of(SplitName.TRAIN)));
    assertThat(images(cut.train())).doesNotContainAnyElementsOf(images(cut.valid()));
    assertThat(images(cut.train())).doesNotContainAnyElementsOf(images(cut.test()));
    assertThat(images(cut.valid())).doesNotContainAnyElementsOf(images(cut.test()));
  }

  @Test
  void theOrderOfTheSourceDoesNotMatter() {
    Dataset whole = data(3000, Set.of(SplitName.TRAIN));
    int[] backwards = new int[3000];
    for (int i = 0; i < backwards.length; i++) {
      backwards[i] = backwards.length - 1 - i;
    }
    Dataset turned =
        Dataset.of(
            whole.classNames(),
            Map.of(SplitName.TRAIN, whole.train().select(backwards)),
            whole.normalization(),
            whole.provenance());
    assertThat(images(HoldOutSplitter.missing(turned).test()))
        .isEqualTo(images(HoldOutSplitter.missing(whole).test()));
  }

  /// Whoever wants to correct a label looks for the image in the source, not in what was held out.
  @Test
  void imagesKnowWhereTheSourceHasThem() {
    Dataset whole = data(300, Set.of(SplitName.TRAIN));
    Dataset cut = HoldOutSplitter.missing(whole);
    Set<Integer> seen = new HashSet<>();
    for (Split split : List.of(cut.train(), cut.valid(), cut.test())) {
      Split some = Split.concatenated(List.of(split.named(SplitName.TEST).select(2, 0, 1), split));
      for (int i = 0; i < some.count(); i++) {
        ImageOrigin origin = some.origin(i);
        assertThat(origin).hasToString("train[" + origin.index() + "]");
        assertThat(image(some, i)).isEqualTo(image(whole.train(), origin.index()));
        seen.add(origin.index());
      }
    }
    assertThat(seen).hasSize(300);
    Dataset full = data(100, Set.of(SplitName.TRAIN, SplitName.TEST));
    assertThat(full.test().origin(7)).hasToString("[7]");
    assertThat(full.test().named(SplitName.TEST).origin(7)).hasToString("test[7]");
    Split files = full.test().select(5, 6).withFiles(List.of("a.png", "b.png"));
    assertThat(files.named(SplitName.TEST).select(1).origin(0))
        .isEqualTo(new ImageOrigin(Optional.of(SplitName.TEST), 6, Optional.of("b.png")))
        .hasToString("b.png");
  }

  @Test
  void whatIsThereStays() {
    Dataset full = data(100, Set.of(SplitName.TRAIN, SplitName.VALID, SplitName.TEST));
    assertThat(HoldOutSplitter.missing(full)).isSameAs(full);
    Dataset scoring = data(100, Set.of(SplitName.TEST));
    assertThat(HoldOutSplitter.missing(scoring)).isSameAs(scoring);
    Dataset noValid = HoldOutSplitter.missing(data(100, Set.of(SplitName.TRAIN, SplitName.TEST)));
    assertThat(noValid.test().count()).isEqualTo(100);
    assertThat(noValid.train().count() + noValid.valid().count()).isEqualTo(100);
    assertThat(noValid.warnings()).hasSize(1);
  }

  @Test
  void aHandfulIsNotCut() {
    Dataset cut = HoldOutSplitter.missing(data(4, Set.of(SplitName.TRAIN)));
    assertThat(cut.has(SplitName.VALID) && cut.has(SplitName.TEST)).isFalse();
    assertThat(cut.warnings())
        .anyMatch(
            line -> line.endsWith("split, and too few different training images to hold one out"));
  }

  @Test
  void aSingleImageIsHeldOutInTheSingular() {
    float[] pixels = new float[6 * SHAPE.size()];
    for (int i = 0; i < 6; i++) {
      pixels[i * SHAPE.size()] = i;
    }
    Split train = Split.of(SHAPE, pixels, new int[] {0, 0, 0, 0, 1, 1});
    Dataset cut =
        HoldOutSplitter.missing(
            Dataset.of(
                List.of("a", "b"),
                Map.of(SplitName.TRAIN, train),
                Optional.of(Normalization.UNIT),
                Provenance.ofProgram("made")));
    assertThat(cut.warnings())
        .anyMatch(line -> line.contains("1 of the 6 training images was held out for it"));
  }
}
