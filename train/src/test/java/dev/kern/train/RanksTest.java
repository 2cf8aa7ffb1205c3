package dev.kern.train;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.adam;
import static dev.kern.optimize.Optimizer.sgd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.augment.Augmentation;
import dev.kern.exchange.ExchangeException;
import dev.kern.exchange.Meeting;
import dev.kern.graph.Tensor;
import dev.kern.layer.Network;
import dev.kern.optimize.EarlyStopping;
import dev.kern.optimize.Monitor;
import dev.kern.optimize.Optimizer;
import dev.kern.testing.AllocatedBytes;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Several ranks, as threads over the loopback interface, beside one process.
@Timeout(300)
final class RanksTest {
  private static final Dataset DATA = Toys.bars(60, 30, 12);
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Network NETWORK =
      Network.of(conv(6, 3), batchNorm(), relu(), flatten(), dense(12), relu(), dropout(), dense(3))
          .named("bars");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Meeting> meetings = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    threads.shutdownNow();
    meetings.forEach(Meeting::close);
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  private static Training training(Optimizer optimizer) {
    return Training.of(NETWORK)
        .batch(14)
        .groups(7)
        .optimizer(optimizer)
        .augment(Augmentation.shift(1), Augmentation.rotate(10))
        .steps(12)
        .reportEvery(4)
        .seed(5)
        .threads(1);
  }

  private static Map<String, Tensor> weights(Training training) {
    try (Run run = training.start(DATA)) {
      run.fit();
      return run.trained().weights();
    }
  }

  private interface Rank<T> {
    T run(Run run, Ranks ranks) throws Exception;
  }

  private <T> List<Future<T>> together(
      int count, Duration timeout, IntFunction<Run> runs, Rank<T> body) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    List<Meeting> doors = new ArrayList<>();
    for (int rank = 0; rank < count; rank++) {
      doors.add(Meeting.open(InetAddress.getLoopbackAddress()));
      addresses.add(doors.getLast().address());
    }
    meetings.addAll(doors);
    List<Future<T>> results = new ArrayList<>();
    for (int rank = 0; rank < count; rank++) {
      int own = rank;
      results.add(
          threads.submit(
              () -> {
                try (Run run = runs.apply(own)) {
                  return body.run(run, new Ranks(doors.get(own), own, addresses, timeout));
                }
              }));
    }
    return results;
  }

  private void expectBits(int count, IntFunction<Run> runs, Map<String, Tensor> expected)
      throws Exception {
    List<Future<Map<String, Tensor>>> results =
        together(
            count,
            LONG,
            runs,
            (run, ranks) -> {
              run.fit(ranks);
              return run.trained().weights();
            });
    for (Future<Map<String, Tensor>> weights : results) {
      assertThat(weights.get()).as("%d ranks", count).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"sgd, 1", "sgd, 2", "adam, 1", "adam, 2"})
  void anyNumberOfRanksGivesTheBitsOfOneProcess(String optimizer, int threads) throws Exception {
    Training training = training(optimizer.equals("sgd") ? sgd(0.1) : adam(0.01));
    Map<String, Tensor> alone = weights(training);
    for (int count = 1; count <= 4; count++) {
      expectBits(count, _ -> training.threads(threads).start(DATA), alone);
    }
  }

  @Test
  void mixedImagesAndTheirTargetsGiveTheSameBits() throws Exception {
    Training training = training(sgd(0.1)).augment(Augmentation.mixup(0.3)).order(Order.SEQUENTIAL);
    expectBits(2, _ -> training.start(DATA), weights(training));
  }

  /// What validation results decide, each rank decides alike.
  @Test
  void allRanksStopEarlyAtTheSameStep() throws Exception {
    Training training =
        training(sgd(0.001))
            .earlyStopping(EarlyStopping.after(1).monitor(Monitor.ACCURACY))
            .reportEvery(1);
    expectBits(3, _ -> training.start(DATA), weights(training));
  }

  @Test
  void reportsWhatOneProcessReports() throws Exception {
    Training training = training(sgd(0.1));
    List<Event> alone = new ArrayList<>();
    try (Run run = training.start(DATA)) {
      run.fit((Event event) -> alone.add(event));
    }
    List<Future<List<Event>>> together =
        together(
            2,
            LONG,
            _ -> training.start(DATA),
            (run, ranks) -> {
              List<Event> events = new ArrayList<>();
              run.fit(ranks, (Event event) -> events.add(event));
              return events;
            });
    List<Event> expected = alone.stream().filter(Evaluated.class::isInstance).toList();
    assertThat(expected).isNotEmpty();
    for (Future<List<Event>> events : together) {
      assertThat(events.get()).filteredOn(Evaluated.class::isInstance).isEqualTo(expected);
      assertThat(events.get()).hasSameSizeAs(alone);
    }
  }

  /// A rank dies. What was done is kept, and fewer ranks go on with the same bits, then one more.
  @Test
  void goesOnWithOtherRanks(@TempDir Path folder) throws Exception {
    Training training = training(adam(0.01));
    Map<String, Tensor> alone = weights(training);
    Path out = folder.resolve("run");
    List<Future<Boolean>> died =
        together(
            3,
            LONG,
            rank -> (rank == 0 ? training.out(out) : training).start(DATA),
            (run, ranks) -> {
              Listener last =
                  new AfterStep(
                      5,
                      () -> {
                        if (ranks.rank() == 1) {
                          throw new IllegalStateException("killed");
                        }
                      });
              run.fit(ranks, last);
              return true;
            });
    for (int rank : new int[] {0, 2}) {
      assertThatThrownBy(() -> died.get(rank).get())
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(ExchangeException.class)
          .hasMessageContaining("is gone");
    }
    assertThat(RunFolder.open(out).checkpoints().lastStep()).isEqualTo(5);
    IntFunction<Run> again = rank -> rank == 0 ? Run.resume(out, DATA) : Run.follow(out, DATA, 1);
    // An interrupt at one rank counts for all.
    List<Future<Long>> interrupted =
        together(
            2,
            LONG,
            again,
            (run, ranks) -> {
              if (ranks.rank() == 1) {
                run.fit(ranks, new AfterStep(8, run::interrupt));
              }
              run.fit(ranks);
              return 0L;
            });
    for (Future<Long> rank : interrupted) {
      assertThatThrownBy(rank::get).cause().isInstanceOf(InterruptedRunException.class);
    }
    assertThat(RunFolder.open(out).checkpoints().lastStep()).isEqualTo(9);
    expectBits(4, again, alone);
    assertThat(RunSummary.of(RunFolder.open(out)).state()).isEqualTo(RunSummary.State.FINISHED);
  }

  @Test
  void oneRankEndsAll() throws Exception {
    Training training = training(sgd(0.1));
    List<Future<Long>> steps =
        together(
            2,
            LONG,
            _ -> training.start(DATA),
            (run, ranks) ->
                run.fit(
                        ranks,
                        new AfterStep(
                            4,
                            () -> {
                              if (ranks.rank() == 1) {
                                run.stop("good enough");
                              }
                            }))
                    .steps());
    for (Future<Long> done : steps) {
      assertThat(done.get()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @CsvSource({"settings", "data", "state"})
  void refusesRanksWhoseBitsWouldDiffer(String what) {
    Training training = training(sgd(0.1));
    List<Future<Boolean>> results =
        together(
            2,
            Duration.ofSeconds(20),
            rank -> {
              boolean other = rank == 1;
              Run run =
                  (other && what.equals("settings") ? training.l2(0.1) : training)
                      .start(other && what.equals("data") ? Toys.withPixel(DATA, 3, 0.5f) : DATA);
              if (other && what.equals("state")) {
                run.variables().values()[0] += 1;
              }
              return run;
            },
            (run, ranks) -> {
              run.fit(ranks);
              return true;
            });
    assertThatThrownBy(() -> results.get(1).get())
        .cause()
        .isInstanceOf(ExchangeException.class)
        .message()
        .containsPattern(
            "rank 1: rank 0 at .* computes something else\n  given     Kern .*, fused sums 1;"
                + " settings [0-9a-f]{16}; data [0-9a-f]{16}; step 0, state [0-9a-f]{16}; 2 ranks");
    assertThatThrownBy(() -> results.get(0).get()).cause().isInstanceOf(ExchangeException.class);
  }

  @Test
  void refusesMoreRanksThanGroups() {
    List<Future<Boolean>> results =
        together(
            2,
            LONG,
            _ -> training(sgd(0.1)).groups(1).start(DATA),
            (run, ranks) -> {
              run.fit(ranks);
              return true;
            });
    assertThatThrownBy(() -> results.get(0).get())
        .cause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rank 0 of 2, 1 groups");
  }

  /// Each rank looks for the cause by itself.
  @Test
  void allRanksFindWhatIsNotFinite() {
    Training training = training(sgd(0.1)).augment(List.of()).order(Order.SEQUENTIAL);
    Dataset data = Toys.withPixel(DATA, 12, Float.NaN);
    List<Future<Boolean>> results =
        together(
            2,
            LONG,
            _ -> training.start(data),
            (run, ranks) -> {
              run.fit(ranks);
              return true;
            });
    for (Future<Boolean> rank : results) {
      assertThatThrownBy(rank::get)
          .cause()
          .isInstanceOf(DivergedException.class)
          .hasMessageStartingWith("step 0: NaN in the batch's images");
    }
  }

  @Test
  void aStepAllocatesNothing() throws Exception {
    Training training = training(adam(0.001)).steps(3000).reportEvery(100_000);
    List<Future<Long>> results =
        together(
            2,
            LONG,
            _ -> training.start(DATA),
            (run, ranks) -> {
              long[] before = {0, Long.MAX_VALUE};
              run.fit(
                  ranks,
                  new Listener() {
                    @Override
                    public void on(Event event) {}

                    @Override
                    public void step(long done, long steps) {
                      long now = AllocatedBytes.bytes();
                      before[1] = Math.min(before[1], now - before[0]);
                      before[0] = AllocatedBytes.bytes();
                    }
                  });
              return before[1] - AllocatedBytes.of(() -> {});
            });
    for (Future<Long> bytes : results) {
      assertThat(bytes.get()).isNotPositive();
    }
  }
}
