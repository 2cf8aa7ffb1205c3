package dev.kern.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.SplitName;
import dev.kern.model.Evaluation;
import dev.kern.testing.ProcessorTime;
import dev.kern.train.Listener;
import dev.kern.train.Run;
import dev.kern.train.event.Event;
import dev.kern.train.notebook.Preset;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the live page takes of the processors while a client reads all that it sends, and draws
/// nothing. Runs with and without it take turns in one process.
@Tag("slow")
final class WatchCostTest {
  private static final int PAIRS = Integer.getInteger("watch.pairs", 3);
  private static final int STEPS = Integer.getInteger("watch.steps", 4_000);
  private static final int CLASSES = 10;
  private static final ImageShape IMAGE = new ImageShape(28, 28, 1);
  private static final int THREADS = 2;
  private static final String CLIENT = "client";

  /// What takes longer than this on the training thread is the scoring of a sample.
  private static final long SCORING_NANOS = 1_000_000;

  /// All threads that work for the page alone; virtual ones are those of its server.
  private static final String PAGE =
      "kern-live-page|kern-web.*|ForkJoinPool.*|.*[Pp]oller.*|VirtualThread.*|.*(helidon|server|@default).*";

  @TempDir private Path folder;
  private final Dataset data =
      Dataset.builder(IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList(), IMAGE)
          .add(SplitName.TRAIN, pixels(2_000), labels(2_000))
          .add(SplitName.VALID, pixels(1_000), labels(1_000))
          .build();

  private static float[] pixels(int count) {
    Random random = new Random(count);
    float[] pixels = new float[count * IMAGE.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat() - 0.5f;
    }
    return pixels;
  }

  private static int[] labels(int count) {
    return IntStream.range(0, count).map(i -> i % CLASSES).toArray();
  }

  /// What a run took, in seconds of processor time.
  ///
  /// @param all of the process, without the client
  /// @param page of the page's threads, and of the training thread on its behalf
  /// @param passed the time that passed meanwhile
  private record Cost(double all, double page, double passed) {
    /// The part of the processors' time that the page took. It works by the clock, ten times a
    /// second: where others have the processors too, it does so for the longer that a run takes.
    double share() {
      return page / Math.max(all, THREADS * passed);
    }
  }

  @Test
  void thePageTakesLessThanTwoPerCent() throws IOException {
    run("warm", true);
    List<Double> shares = new ArrayList<>();
    for (int pair = 0; pair < PAIRS; pair++) {
      Cost without = run("without-" + pair, false);
      Cost with = run("with-" + pair, true);
      shares.add(with.share());
      System.out.printf(
          "watched: %.2f s in %.2f s, of which the page %.3f (%.2f %%); unwatched: %.2f s%n",
          with.all, with.passed, with.page, 100 * with.share(), without.all);
    }
    assertThat(median(shares)).isLessThan(0.02);
  }

  private static double median(List<Double> numbers) {
    return numbers.stream().sorted().toList().get(numbers.size() / 2);
  }

  private Cost run(String name, boolean watched) throws IOException {
    try (Run run =
        Preset.MAXPOOL
            .training(CLASSES)
            .steps(STEPS)
            .reportEvery(STEPS / 4)
            .threads(THREADS)
            .out(folder.resolve(name))
            .start(data)) {
      if (!watched) {
        double before = ProcessorTime.ofProcess();
        run.fit();
        return new Cost(ProcessorTime.ofProcess() - before, 0, 0);
      }
      try (LivePage page = LivePage.start(folder, 0);
          LiveRun live = page.follow(run)) {
        Thread client = Thread.ofPlatform().name(CLIENT).start(() -> read(page));
        OnBehalf listener = new OnBehalf(live);
        double before = ProcessorTime.ofProcess() - ProcessorTime.ofThreads(CLIENT::equals);
        double pageBefore = page();
        long begun = System.nanoTime();
        run.fit(listener);
        double passed = (System.nanoTime() - begun) * 1e-9;
        double after = ProcessorTime.ofProcess() - ProcessorTime.ofThreads(CLIENT::equals);
        double pageAfter = page();
        assertThat(client.isAlive()).isTrue();
        return new Cost(after - before, pageAfter - pageBefore + listener.seconds, passed);
      }
    }
  }

  private static double page() {
    return ProcessorTime.ofThreads(thread -> thread.matches(PAGE));
  }

  private static void read(LivePage page) {
    try (InputStream in = page.address().resolve("/events").toURL().openStream()) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Passes on what a run tells, and counts the time.
  private static final class OnBehalf implements Listener {
    private final LiveRun live;
    private double seconds;

    OnBehalf(LiveRun live) {
      this.live = live;
    }

    private void count(long since) {
      seconds += (System.nanoTime() - since) / 1e9;
    }

    @Override
    public void on(Event event) {
      long start = System.nanoTime();
      live.on(event);
      count(start);
    }

    @Override
    public void measured(long step, double loss, int correct, double learningRate) {
      long start = System.nanoTime();
      live.measured(step, loss, correct, learningRate);
      count(start);
    }

    @Override
    public void evaluated(SplitName split, Evaluation evaluation) {
      long start = System.nanoTime();
      live.evaluated(split, evaluation);
      count(start);
    }

    /// The other threads help with scoring a sample.
    @Override
    public void step(long done, long steps) {
      long start = System.nanoTime();
      live.step(done, steps);
      long took = System.nanoTime() - start;
      count(took > SCORING_NANOS ? start - (THREADS - 1) * took : start);
    }
  }
}
