package dev.kern.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OrderedTasksTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16})
  void resultsComeInTheOrderOfTheTasks(int threads) {
    List<Integer> results = new ArrayList<>();
    Thread caller = Thread.currentThread();
    try (OrderedTasks<Integer> tasks =
        OrderedTasks.on(
            threads,
            result -> {
              assertThat(Thread.currentThread()).isSameAs(caller);
              results.add(result);
            })) {
      for (int i = 0; i < 1000; i++) {
        int number = i;
        tasks.add(
            100,
            () -> {
              if (number % 7 == 0) {
                LockSupport.parkNanos(1_000);
              }
              return number;
            });
      }
      tasks.finish();
    }
    assertThat(results).isEqualTo(IntStream.range(0, 1000).boxed().toList());
  }

  /// The first in the order of the tasks, though the later one is there before.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theFirstFailureIsThrown(int threads) {
    List<Integer> results = new ArrayList<>();
    CountDownLatch later = new CountDownLatch(threads == 1 ? 0 : 1);
    try (OrderedTasks<Integer> tasks = OrderedTasks.on(threads, results::add)) {
      assertThatThrownBy(
              () -> {
                tasks.add(0, () -> 0);
                tasks.add(
                    0,
                    () -> {
                      later.await();
                      throw new IllegalStateException("the first");
                    });
                tasks.add(
                    0,
                    () -> {
                      later.countDown();
                      throw new IllegalStateException("the second");
                    });
                tasks.finish();
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the first");
    }
    assertThat(results).containsExactly(0);
  }

  @Test
  void errorsOfOtherThreadsAreThrownHere() {
    try (OrderedTasks<Integer> tasks = OrderedTasks.on(2, _ -> {})) {
      assertThatThrownBy(
              () -> {
                tasks.add(
                    0,
                    () -> {
                      throw new AssertionError("made"); // JUnit ends with an OutOfMemoryError
                    });
                tasks.finish();
              })
          .isInstanceOf(AssertionError.class)
          .hasMessage("made");
    }
  }

  /// Nothing is read ahead that the threads can't come to soon, or that holds much memory.
  @ParameterizedTest
  @ValueSource(longs = {0, 20 << 20})
  void onlySoManyAreUnderWay(long bytes) {
    AtomicInteger taken = new AtomicInteger();
    int most = bytes == 0 ? 9 : 2;
    try (OrderedTasks<Integer> tasks = OrderedTasks.on(2, _ -> taken.incrementAndGet())) {
      for (int added = 1; added <= 100; added++) {
        tasks.add(bytes, () -> 1);
        assertThat(added - taken.get()).isLessThanOrEqualTo(most);
      }
      tasks.finish();
    }
    assertThat(taken).hasValue(100);
  }

  @Test
  void noThreadsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OrderedTasks.on(0, _ -> {}))
        .withMessage("the number of threads is 1 or more, given 0");
  }
}
