package dev.kern.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The team of threads: every block once, whoever is free.
@Timeout(60)
class WorkersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void everyBlockOfEveryJobRunsOnceBeforeRunReturns(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int job = 0; job < 5_000; job++) {
        int blocks = job % 13;
        AtomicIntegerArray runs = new AtomicIntegerArray(blocks);
        workers.run(blocks, (block, worker) -> runs.incrementAndGet(block));
        assertThat(IntStream.range(0, blocks).map(runs::get)).allMatch(n -> n == 1);
      }
    }
  }

  @Test
  void parkedThreadsAreWoken() {
    try (Workers workers = new Workers(2)) {
      for (int job = 0; job < 20; job++) {
        LockSupport.parkNanos(5_000_000);
        CountDownLatch bothAreThere = new CountDownLatch(2);
        workers.run(2, (block, worker) -> meet(bothAreThere));
        assertThat(bothAreThere.getCount()).isZero();
      }
    }
  }

  @Test
  void whoIsFreeTakesBlocksOfOneWhoIsHeldUp() {
    try (Workers workers = new Workers(2)) {
      CountDownLatch others = new CountDownLatch(7);
      int[] ranBy = new int[8];
      workers.run(
          8,
          (block, worker) -> {
            ranBy[block] = worker;
            if (block == 0) {
              await(others);
            } else {
              others.countDown();
            }
          });
      int holder = ranBy[0];
      assertThat(IntStream.range(1, 4).map(block -> ranBy[block])).allMatch(w -> w != holder);
    }
  }

  @Test
  void aFailedBlockIsToldAfterTheOthersEnded() {
    try (Workers workers = new Workers(2)) {
      AtomicIntegerArray runs = new AtomicIntegerArray(6);
      assertThatThrownBy(
              () ->
                  workers.run(
                      6,
                      (block, worker) -> {
                        runs.incrementAndGet(block);
                        if (block == 3) {
                          throw new IllegalArgumentException("block 3");
                        }
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("block 3");
      assertThat(IntStream.range(0, 6).map(runs::get)).allMatch(n -> n == 1);
      workers.run(6, (block, worker) -> runs.incrementAndGet(block));
      assertThat(IntStream.range(0, 6).map(runs::get)).allMatch(n -> n == 2);
    }
  }

  private static void meet(CountDownLatch all) {
    all.countDown();
    await(all);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
