package dev.kern.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.testing.AllocatedBytes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EpochBatchesTest {
  private static final ImageShape SHAPE = new ImageShape(1, 2, 1);

  /// Images whose pixels tell which they are; none is black.
  private static Split split(int count) {
    float[] pixels = new float[2 * count];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = 1 + i / 2;
    }
    return Split.of(SHAPE, pixels, IntStream.range(0, count).map(i -> i % 5).toArray());
  }

  /// The images that a loop sees, in order.
  private static List<Integer> seen(EpochBatches batches) {
    List<Integer> samples = new ArrayList<>();
    for (Batch batch : batches) {
      for (int i = 0; i < batch.count(); i++) {
        int sample = (int) batch.images()[2 * i] - 1;
        assertThat(batch.images()[2 * i + 1]).isEqualTo(sample + 1);
        assertThat(batch.labels()[i]).isEqualTo(sample % 5);
        samples.add(sample);
      }
    }
    return samples;
  }

  @Test
  void inOrderEveryImageComesOnceTheLastOneToo() {
    EpochBatches batches = split(10).batches(4);
    assertThat(batches.count()).isEqualTo(3);
    assertThat(seen(batches)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(seen(batches.last(LastBatch.DROP))).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(seen(batches.last(LastBatch.DROP).epochs(2))).hasSize(16);
  }

  @Test
  void theLastBatchEndsInZeros() {
    List<String> texts = new ArrayList<>();
    float[] images = {};
    int[] labels = {};
    for (Batch batch : split(10).batches(4)) {
      texts.add(batch.toString());
      images = batch.images();
      labels = batch.labels();
      assertThat(batch.size()).isEqualTo(4);
    }
    assertThat(texts)
        .containsExactly(
            "batch 0, epoch 0: 4 images of 1 x 2",
            "batch 1, epoch 0: 4 images of 1 x 2",
            "batch 2, epoch 0: 2 images of 1 x 2");
    assertThat(images).containsExactly(9, 9, 10, 10, 0, 0, 0, 0);
    assertThat(labels).containsExactly(3, 4, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 16, 100, 1001})
  void shuffledEveryImageComesAtMostOnceAPass(int count) {
    EpochBatches batches = split(count).batches(4, 7);
    List<Integer> first = seen(batches);
    assertThat(first).doesNotHaveDuplicates().hasSize(count - count % 4);
    assertThat(seen(batches)).isEqualTo(first);
    assertThat(seen(batches.last(LastBatch.PARTIAL))).doesNotHaveDuplicates().hasSize(count);
    List<Integer> three = seen(batches.epochs(3));
    int pass = first.size();
    assertThat(three.subList(0, pass)).isEqualTo(first);
    assertThat(three.subList(2 * pass, 3 * pass)).doesNotHaveDuplicates();
    if (count > 16) {
      assertThat(three.subList(pass, 2 * pass)).isNotEqualTo(first);
      assertThat(seen(split(count).batches(4, 8))).isNotEqualTo(first);
    }
  }

  @Test
  void theFirstPassIsThatOfTraining() {
    Split split = split(40);
    Batches training = Batches.shuffled(split, 8, 3);
    for (Batch batch : split.batches(8, 3)) {
      for (int i = 0; i < 8; i++) {
        assertThat(batch.images()[2 * i]).isEqualTo(1f + training.sample(batch.step(), i));
      }
    }
  }

  @Test
  void aLoopAllocatesNothingPerStep() {
    EpochBatches few = split(100).batches(10, 1);
    EpochBatches many = few.epochs(20);
    long once = AllocatedBytes.eachTime(() -> few.forEach(EpochBatchesTest::expectFull));
    assertThat(AllocatedBytes.eachTime(() -> many.forEach(EpochBatchesTest::expectFull)))
        .isEqualTo(once);
  }

  private static void expectFull(Batch batch) {
    if (batch.count() != 10) {
      throw new AssertionError(batch + " is not full");
    }
  }

  @Test
  void refusesWhatCanNotBe() {
    Split split = split(3);
    assertThatThrownBy(() -> split.batches(4, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a batch of 4, a split of 3 images");
    assertThatThrownBy(() -> split.batches(3, 1).epochs(0))
        .hasMessage("epochs is 1 or more, given 0");
    Iterator<Batch> loop = split.batches(3, 1).iterator();
    loop.next();
    assertThat(loop.hasNext()).isFalse();
    assertThatThrownBy(loop::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void isReadable() {
    assertThat(split(1000).batches(16, 1).epochs(2))
        .hasToString("124 batches of 16, from 1,000 images of 1 x 2");
  }
}
