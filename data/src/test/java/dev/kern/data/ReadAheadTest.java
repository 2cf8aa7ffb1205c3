package dev.kern.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.file.Problem;
import java.util.BitSet;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// Images are touched before they are needed, not too many of them, and by nobody after the end.
final class ReadAheadTest {
  private static final int COUNT = 100_000;
  private static final int BATCH = 16;

  /// Images on a disk that notes what was touched.
  private static final class Disk implements Split {
    private final BitSet touched = new BitSet();
    private boolean broken;

    @Override
    public int count() {
      return COUNT;
    }

    @Override
    public ImageShape shape() {
      return new ImageShape(64, 64, 1);
    }

    @Override
    public int label(int sample) {
      return 0;
    }

    @Override
    public void pixels(int sample, float[] into, int at) {}

    @Override
    public long fingerprint(int sample) {
      return sample;
    }

    @Override
    public boolean isOnDisk() {
      return true;
    }

    @Override
    public synchronized void touch(int from, int count) {
      if (broken) {
        throw Problem.at("disk", "it is broken").fix("another");
      }
      assertThat(from + count).isLessThanOrEqualTo(COUNT);
      touched.set(from, from + count);
    }

    synchronized boolean hasTouched(Batches batches, long step) {
      for (int i = 0; i < BATCH; i++) {
        if (!touched.get(batches.sample(step, i))) {
          return false;
        }
      }
      return true;
    }

    synchronized int touchedCount() {
      return touched.cardinality();
    }
  }

  /// Waits for what another thread does; a minute is for machines that are very busy.
  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
      Thread.sleep(1);
    }
  }

  @Test
  void imagesAreThereWhenTheyAreNeeded() throws InterruptedException {
    for (int kind = 0; kind < 3; kind++) {
      Disk disk = new Disk();
      Batches batches =
          switch (kind) {
            case 0 -> Batches.notebook(disk, BATCH);
            case 1 -> Batches.shuffled(disk, BATCH, 1);
            default -> Batches.windowed(disk, BATCH, 1);
          };
      long epoch = batches.stepsPerEpoch();
      try (ReadAhead ahead = ReadAhead.of(batches, 5)) {
        for (long step = 5; step < 2 * epoch; step += 97) {
          long now = step;
          ahead.reached(now);
          await(() -> disk.hasTouched(batches, now));
        }
      }
    }
  }

  @Test
  void onlySoManyAreReadAhead() throws InterruptedException {
    for (boolean windowed : new boolean[] {false, true}) {
      Disk disk = new Disk();
      Batches batches =
          windowed ? Batches.windowed(disk, BATCH, 1) : Batches.shuffled(disk, BATCH, 1);
      long most = windowed ? 128 * 256 + 2 * 256 : 4096 + BATCH;
      try (ReadAhead ahead = ReadAhead.of(batches, 0)) {
        ahead.reached(0);
        await(() -> disk.touchedCount() >= most - 2 * 256 - BATCH);
        Thread.sleep(20);
        assertThat(disk.touchedCount()).isLessThanOrEqualTo((int) most);
      }
    }
  }

  @Test
  void nothingIsReadThatIsInMemory() throws InterruptedException {
    await(() -> threads() == 0);
    Split split = Split.of(new ImageShape(1, 1, 1), new float[100], new int[100]);
    try (ReadAhead ahead = ReadAhead.of(Batches.shuffled(split, BATCH, 1), 0)) {
      ahead.reached(3);
      assertThat(threads()).isZero();
    }
  }

  @Test
  void theThreadEndsWithTheTrainingOrTheDisk() throws InterruptedException {
    await(() -> threads() == 0);
    Disk disk = new Disk();
    Batches batches = Batches.shuffled(disk, BATCH, 1);
    try (ReadAhead ahead = ReadAhead.of(batches, 0)) {
      ahead.reached(0);
      assertThat(threads()).isOne();
    }
    await(() -> threads() == 0);
    disk.broken = true;
    try (ReadAhead ahead = ReadAhead.of(batches, 0)) {
      ahead.reached(0);
      await(() -> threads() == 0);
    }
  }

  private static int threads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("kern-read-ahead"))
            .count();
  }
}
