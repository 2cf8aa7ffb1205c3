package dev.kern.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.convert.Conversion;
import dev.kern.data.convert.OutputFormat;
import dev.kern.data.file.DataException;
import dev.kern.data.format.DatasetReader;
import dev.kern.testing.Fixtures;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatasetJoinTest {
  private static final ImageShape SHAPE = new ImageShape(2, 3, 1);

  /// Each class has images in all splits; the pixels tell set, split and place.
  private static Dataset set(int number, ImageShape shape, int count, String... classes) {
    Map<SplitName, Split> splits = new EnumMap<>(SplitName.class);
    for (SplitName name : SplitName.values()) {
      byte[] pixels = new byte[count * shape.size()];
      int[] labels = new int[count];
      for (int i = 0; i < count; i++) {
        pixels[i * shape.size()] = (byte) i;
        pixels[i * shape.size() + 1] =
            (byte) (number + 10 * List.of(SplitName.values()).indexOf(name));
        labels[i] = i % classes.length;
      }
      splits.put(name, Split.of(shape, pixels, labels, Normalization.COURSE));
    }
    return Dataset.of(
        List.of(classes), splits, Normalization.COURSE, Provenance.ofProgram("set" + number));
  }

  private static Dataset joined(String part, Dataset... sets) {
    List<DataPart> parts =
        IntStream.rangeClosed(1, sets.length)
            .mapToObj(i -> DataPart.parse("set" + i + (i == sets.length ? part : "")))
            .toList();
    return Dataset.joined(parts, List.of(sets));
  }

  private static List<String> labels(Dataset data, Split split) {
    return IntStream.range(0, split.count())
        .mapToObj(i -> data.classNames().get(split.label(i)))
        .toList();
  }

  @Test
  void joinsSplitBySplitAndClassesByName() {
    Dataset data = Dataset.joined(List.of(set(1, SHAPE, 4, "A", "B"), set(2, SHAPE, 6, "C", "B")));
    assertThat(data.classNames()).containsExactly("A", "B", "C");
    for (SplitName name : SplitName.values()) {
      assertThat(labels(data, data.split(name).orElseThrow()))
          .containsExactly("A", "B", "A", "B", "C", "B", "C", "B", "C", "B");
    }
    float[] pixels = new float[SHAPE.size()];
    data.test().pixels(9, pixels, 0);
    assertThat(pixels[0]).isEqualTo(Normalization.COURSE.apply(5));
    assertThat(pixels[1]).isEqualTo(Normalization.COURSE.apply(22));
    assertThat(data.test().origin(9).file()).hasValue("set2:test[5]");
    assertThat(data.warnings())
        .containsExactly(
            "classes that set1 lacks, though others have them: C",
            "classes that set2 lacks, though others have them: A");
  }

  @Test
  void namesThatDifferInCaseStayApart() {
    Dataset data = Dataset.joined(List.of(set(1, SHAPE, 4, "A", "B"), set(2, SHAPE, 4, "a", "B")));
    assertThat(data.classNames()).containsExactly("A", "B", "a");
    assertThat(data.warnings())
        .contains("different classes, though only case or spaces differ: A, a");
  }

  @Test
  void aSetMayBeForTrainingAlone() {
    Dataset data = joined(":train", set(1, SHAPE, 4, "A", "B"), set(2, SHAPE, 6, "A", "B"));
    assertThat(data.train().count()).isEqualTo(10);
    assertThat(data.valid().count()).isEqualTo(4);
    assertThat(data.test().count()).isEqualTo(4);
  }

  /// How often each image is drawn within some epochs.
  private static int[] draws(Split split, int epochs) {
    Batches batches = Batches.shuffled(split, 5, 7);
    int[] counts = new int[split.count()];
    for (long i = 0; i < (long) epochs * split.perEpoch(); i++) {
      counts[batches.sample(i / 5, (int) (i % 5))]++;
    }
    return counts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "2", "1.5"})
  void imagesAreDrawnByTheirWeights(String weight) {
    Dataset data =
        joined(":weight=" + weight, set(1, SHAPE, 8, "A", "B"), set(2, SHAPE, 6, "A", "B"));
    double w = Double.parseDouble(weight);
    assertThat(data.train().perEpoch()).isEqualTo((int) (8 + 6 * w));
    for (int epochs : new int[] {1, 2, 4}) {
      int[] counts = draws(data.train(), epochs);
      assertThat(Arrays.copyOf(counts, 8)).containsOnly(epochs);
      assertThat(Arrays.stream(counts, 8, 14).sum()).isEqualTo((int) (6 * w * epochs));
      assertThat(Arrays.stream(counts, 8, 14).max().getAsInt())
          .isEqualTo((int) Math.ceil(w * epochs));
      assertThat(Arrays.stream(counts, 8, 14).min().getAsInt())
          .isEqualTo((int) Math.floor(w * epochs));
    }
    assertThat(data.warnings())
        .contains(
            "an epoch draws %d of 14 training images, by the weights of the data sets"
                .formatted((int) (8 + 6 * w)));
  }

  @Test
  void weightsOutliveSelectionScalingAndFolds() {
    Dataset data = joined(":weight=2", set(1, SHAPE, 8, "A", "B"), set(2, SHAPE, 6, "A", "B"));
    assertThat(data.train().select(0, 8, 9).perEpoch()).isEqualTo(5);
    Dataset scaled = data.scaled(Normalization.parse("0..1"));
    assertThat(scaled.train().perEpoch()).isEqualTo(20);
    Dataset fold = new Fold(1, 2).cut(data);
    Split train = fold.train();
    long twice = IntStream.range(0, train.count()).filter(i -> train.weight(i) == 2).count();
    assertThat(train.perEpoch()).isEqualTo(train.count() + (int) twice);
    assertThat(twice).isPositive();
  }

  @Test
  void customLoopsDrawByWeightsToo() {
    Dataset data = joined(":weight=2", set(1, SHAPE, 8, "A", "B"), set(2, SHAPE, 6, "A", "B"));
    assertThat(data.train().batches(5, 1).epochs(2).count()).isEqualTo(8);
    assertThat(data.train().batches(7).count()).isEqualTo(2);
  }

  @Test
  void refusesOrdersThatCantWeigh() {
    Split train =
        joined(":weight=2", set(1, SHAPE, 8, "A", "B"), set(2, SHAPE, 6, "A", "B")).train();
    for (Runnable order :
        List.<Runnable>of(
            () -> Batches.notebook(train, 2),
            () -> Batches.windowed(train, 2, 1),
            () -> Batches.balanced(train, 2, 1, true))) {
      assertThatThrownBy(order::run)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("can't draw images by the weights of their data sets");
    }
  }

  @Test
  void saysWhichSizesDiffer() {
    assertThatThrownBy(
            () ->
                joined(
                    "", set(1, SHAPE, 4, "A", "B"), set(2, new ImageShape(4, 4, 3), 4, "A", "B")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            set1 + set2: data sets with images of different sizes and channels can't be joined
              given     set1: images of 2 x 3, set2: images of 4 x 4 x 3
              expected  images of one size, with as many channels
              fix       resize or convert them all: --size 2x3 --channels 1\
            """);
  }

  @Test
  void refusesOtherTargetsUnknownScalingsAndFoldsOfTrainingSets() {
    Dataset letters = set(1, SHAPE, 4, "A", "B");
    Dataset angles = Dataset.ofValues(List.of("angle"), SHAPE, new float[60], new float[10][1]);
    assertThatThrownBy(() -> Dataset.joined(List.of(letters, angles)))
        .isInstanceOf(DataException.class);
    Dataset unscaled =
        Dataset.of(
            List.of("A", "B"),
            Map.of(SplitName.TRAIN, Split.of(SHAPE, new float[12], new int[2])),
            Provenance.ofProgram("floats"));
    assertThatThrownBy(() -> Dataset.joined(List.of(letters, unscaled)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("it isn't known of all data sets how they are scaled")
        .hasMessageContaining("floats: unknown");
    Dataset training = joined(":train", letters, set(2, SHAPE, 6, "A", "B"));
    assertThatThrownBy(() -> new Fold(1, 2).cut(training))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no folds are cut of data sets for training alone");
  }

  @Test
  void tellsTestImagesAmongTheTrainingImagesOfOthers() {
    Dataset one = set(1, SHAPE, 4, "A", "B");
    Map<SplitName, Split> other = new EnumMap<>(SplitName.class);
    other.put(SplitName.TRAIN, one.test());
    Dataset two =
        Dataset.of(one.classNames(), other, Normalization.COURSE, Provenance.ofProgram("set2"));
    assertThat(Dataset.joined(List.of(one, two)).warnings())
        .contains(
            "4 validation or test images of set1 are also training images of set2, so scores will"
                + " be too good");
  }

  /// The set has bytes, the other floats made of them in any scaling.
  @ParameterizedTest
  @ValueSource(strings = {"-0.5..0.5", "0..1", "mean=.4,std=.3"})
  void tellsThemInAnyFormAndScaling(String words) {
    Dataset one = set(1, SHAPE, 4, "A", "B");
    Normalization scaling = Normalization.parse(words);
    Split test = one.test().scaled(Normalization.COURSE, scaling);
    float[] pixels = new float[test.count() * SHAPE.size()];
    test.copy(0, test.count(), pixels, 0, new int[test.count()], 0);
    Map<SplitName, Split> other =
        Map.of(SplitName.TRAIN, Split.of(SHAPE, pixels, new int[test.count()]));
    Dataset two = Dataset.of(one.classNames(), other, scaling, Provenance.ofProgram("set2"));
    Dataset both = Dataset.joined(List.of(one, two));
    assertThat(both.warnings())
        .anyMatch(line -> line.startsWith("4 validation or test images of set1 are also training"));
    Split learned = both.train();
    assertThat(learned.fingerprint(learned.count() - 1)).isEqualTo(both.test().fingerprint(3));
  }

  @Test
  void theChecksumCoversSetsWeightsAndUses() {
    Path letters = Fixtures.letters();
    List<String> sums =
        Stream.of("", ":weight=2", ":train", ":weight=2:train")
            .map(use -> List.of(DataPart.of(letters), DataPart.parse(letters + use)))
            .map(parts -> DatasetReader.usual().open(parts).provenance().sha256())
            .distinct()
            .toList();
    assertThat(sums).hasSize(4);
  }

  @Test
  void nothingIsHeldOutOfASetForTrainingAlone(@TempDir Path folder) {
    Dataset letters = DatasetReader.usual().open(Fixtures.letters());
    Path file = folder.resolve("more.npz");
    Dataset more = letters.withSplits(Map.of(SplitName.TRAIN, letters.train()));
    Conversion.usual().write(more, OutputFormat.NPZ, file);
    assertThat(DatasetReader.usual().open(file).train().count()).isLessThan(2000);
    Dataset data =
        DatasetReader.usual()
            .open(List.of(DataPart.of(Fixtures.letters()), DataPart.parse(file + ":train")));
    assertThat(data.train().count()).isEqualTo(4000);
    assertThat(data.test().count()).isEqualTo(letters.test().count());
  }

  @Test
  void wordsOfAPart() {
    assertThat(DataPart.parse("a.npz")).isEqualTo(new DataPart("a.npz", 1, false));
    assertThat(DataPart.parse("a.npz:weight=0.5:train"))
        .isEqualTo(new DataPart("a.npz", 0.5, true));
    assertThat(DataPart.parse("C:\\a.npz:train")).isEqualTo(new DataPart("C:\\a.npz", 1, true));
    for (String words : new String[] {"a", "a:train", "a:weight=2", "a:weight=0.5:train"}) {
      assertThat(DataPart.parse(words)).hasToString(words);
    }
    assertThatThrownBy(() -> DataPart.parse("a:weight=0"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected  a number from 0.001 to 1000");
    assertThatThrownBy(() -> DataPart.parse("a:weight=much"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("given     'much'");
  }
}
