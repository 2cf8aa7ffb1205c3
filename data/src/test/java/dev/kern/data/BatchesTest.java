package dev.kern.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.data.order.CounterRandom;
import dev.kern.data.order.Shuffle;
import dev.kern.testing.AllocatedBytes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BatchesTest {
  private static final ImageShape SHAPE = new ImageShape(2, 3, 1);

  /// Images whose pixels tell which they are.
  private static Split split(int count) {
    float[] pixels = new float[count * SHAPE.size()];
    int[] labels = new int[count];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i;
    }
    Arrays.setAll(labels, i -> i % 10);
    return Split.of(SHAPE, pixels, labels);
  }

  @Test
  void notebookBatchesBeginWhereTheNotebooksDo() {
    Batches batches = Batches.notebook(split(100), 16);
    float[] pixels = new float[16 * SHAPE.size()];
    int[] labels = new int[16];
    for (long step = 0; step < 1000; step++) {
      int offset = (int) (step * 16 % (100 - 16));
      batches.fill(step, pixels, labels);
      for (int i = 0; i < 16; i++) {
        assertThat(batches.sample(step, i)).isEqualTo(offset + i);
        assertThat(pixels[i * SHAPE.size()]).isEqualTo((offset + i) * SHAPE.size());
        assertThat(labels[i]).isEqualTo((offset + i) % 10);
      }
    }
  }

  @Test
  void aBatchMayBeTheWholeSplit() {
    assertThat(Batches.notebook(split(16), 16).sample(7, 3)).isEqualTo(3);
    assertThat(Batches.sequential(split(16), 16).sample(7, 3)).isEqualTo(3);
  }

  @Test
  void sequentialBatchesTakeEveryImageInItsPlace() {
    Batches batches = Batches.sequential(split(100), 16);
    float[] pixels = new float[16 * SHAPE.size()];
    int[] labels = new int[16];
    for (long step = 0; step < 100; step++) {
      batches.fill(step, pixels, labels);
      for (int i = 0; i < 16; i++) {
        int sample = (int) ((step * 16 + i) % 100);
        assertThat(batches.sample(step, i)).isEqualTo(sample);
        assertThat(pixels[i * SHAPE.size()]).isEqualTo(sample * SHAPE.size());
        assertThat(labels[i]).isEqualTo(sample % 10);
      }
    }
  }

  /// 30 images of class 0, 5 of class 2, 1 of class 3; none of class 1.
  private static Split uneven() {
    int[] labels = new int[36];
    Arrays.fill(labels, 30, 35, 2);
    labels[35] = 3;
    return Split.of(SHAPE, new float[36 * SHAPE.size()], labels);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void balancedBatchesTakeEachClassEquallyOftenAndEachOfItsImages(boolean shuffled) {
    Split split = uneven();
    Batches batches = Batches.balanced(split, 6, 4, shuffled);
    int[] drawn = new int[36];
    for (int i = 0; i < 900; i++) {
      drawn[batches.sample(Math.floorDiv(i, 6), i % 6)]++;
    }
    for (int i = 0; i < 36; i++) {
      assertThat(drawn[i]).isEqualTo(i < 30 ? 10 : i < 35 ? 60 : 300);
    }
    int[] first = new int[9];
    Arrays.setAll(first, i -> batches.sample(Math.floorDiv(i, 6), i % 6));
    if (shuffled) {
      Batches again = Batches.balanced(uneven(), 6, 4, true);
      Batches other = Batches.balanced(split, 6, 5, true);
      int[] same = new int[9];
      int[] others = new int[9];
      Arrays.setAll(same, i -> again.sample(Math.floorDiv(i, 6), i % 6));
      Arrays.setAll(others, i -> other.sample(Math.floorDiv(i, 6), i % 6));
      assertThat(same).isEqualTo(first);
      assertThat(others).isNotEqualTo(first);
    } else {
      assertThat(first).containsExactly(0, 30, 35, 1, 31, 35, 2, 32, 35);
    }
    assertThat(batches.epoch(5)).isZero();
    assertThat(batches.epoch(6)).isOne();
  }

  @Test
  void refusesToBalanceImagesWithoutClasses() {
    Split values = uneven().withTargets(new float[36], 1);
    assertThatThrownBy(() -> Batches.balanced(values, 6, 1, true))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            balanced sampling: the images have no classes to balance
              given     rows of 1 numbers
              expected  one class per image
              fix       leave out balanced sampling\
            """);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 16, 100, 1000, 15230})
  void everyEpochTakesEveryImageOnce(int count) {
    int batch = Math.min(count, 7);
    Batches batches = Batches.shuffled(split(count), batch, 3);
    long drawn = 0;
    for (int epoch = 0; epoch < 3; epoch++) {
      boolean[] seen = new boolean[count];
      for (int i = 0; i < count; i++, drawn++) {
        int sample = batches.sample(drawn / batch, (int) (drawn % batch));
        assertThat(seen[sample]).as("%d taken twice", sample).isFalse();
        seen[sample] = true;
      }
    }
  }

  @Test
  void ordersDifferByEpochAndSeed() {
    Split split = split(1000);
    Batches batches = Batches.shuffled(split, 1000, 1);
    int[] first = order(batches, 0);
    assertThat(order(batches, 0)).containsExactly(first);
    assertThat(order(Batches.shuffled(split, 1000, 1), 0)).containsExactly(first);
    assertThat(order(batches, 1)).isNotEqualTo(first);
    assertThat(order(Batches.shuffled(split, 1000, 2), 0)).isNotEqualTo(first);
    assertThat(batches.epoch(0)).isZero();
    assertThat(batches.epoch(1)).isEqualTo(1);
    assertThat(Batches.shuffled(split, 16, 1).stepsPerEpoch()).isEqualTo(63);
  }

  private static int[] order(Batches batches, long step) {
    int[] order = new int[batches.batch()];
    Arrays.setAll(order, i -> batches.sample(step, i));
    return order;
  }

  /// Every image is as likely as any other at every place: chi-square of 200,000 orders, which
  /// exceeds its degrees of freedom by six standard deviations once in a billion.
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 7, 8, 13})
  void ordersAreFair(int count) {
    int orders = 200_000;
    Shuffle shuffle = new Shuffle(count);
    int[][] times = new int[count][count];
    int[][] pairs = new int[count][count];
    for (int order = 0; order < orders; order++) {
      long key = CounterRandom.of(9, order);
      for (int place = 0; place < count; place++) {
        times[place][shuffle.at(key, place)]++;
      }
      pairs[shuffle.at(key, 0)][shuffle.at(key, 1)]++;
    }
    double expected = (double) orders / count;
    double square = 0;
    for (int[] place : times) {
      for (int n : place) {
        square += (n - expected) * (n - expected) / expected;
      }
    }
    double freedom = (count - 1.0) * (count - 1);
    assertThat(square).isLessThan(freedom + 6 * Math.sqrt(2 * freedom) + 6);
    expected = (double) orders / (count * (count - 1));
    square = 0;
    for (int a = 0; a < count; a++) {
      for (int b = 0; b < count; b++) {
        if (a != b) {
          square += (pairs[a][b] - expected) * (pairs[a][b] - expected) / expected;
        }
      }
    }
    freedom = count * (count - 1.0) - 1;
    assertThat(square).as("pairs").isLessThan(freedom + 6 * Math.sqrt(2 * freedom) + 6);
  }

  @Test
  void fillingAllocatesNothing() {
    Batches shuffled = Batches.shuffled(split(1000), 16, 1);
    Batches sequential = Batches.sequential(split(1000), 16);
    Batches notebook = Batches.notebook(split(1000), 16);
    float[] pixels = new float[16 * SHAPE.size()];
    int[] labels = new int[16];
    Runnable steps =
        () -> {
          for (long step = 0; step < 1000; step++) {
            shuffled.fill(step, pixels, labels);
            sequential.fill(step, pixels, labels);
            notebook.fill(step, pixels, labels);
          }
        };
    steps.run();
    AllocatedBytes.of(() -> {});
    long nothing = AllocatedBytes.of(() -> {});
    assertThat(AllocatedBytes.of(steps)).isEqualTo(nothing);
  }

  @Test
  void aBatchLargerThanItsSplitIsAnError() {
    Split split = split(10);
    assertThatThrownBy(() -> Batches.sequential(split, 16))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            batches: the batch is larger than the split
              given     a batch of 16, a split of 10 images
              expected  at most 10
              fix       use a smaller batch (--batch), or more images\
            """);
  }
}
