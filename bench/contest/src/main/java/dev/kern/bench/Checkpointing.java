package dev.kern.bench;

import dev.kern.data.Dataset;
import dev.kern.data.Datasets;
import dev.kern.train.Listener;
import dev.kern.train.Preset;
import dev.kern.train.Run;
import dev.kern.train.Training;
import dev.kern.train.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What checkpoints cost: two runs that are the same but for them, in folders on one disk, take
/// turns, so that a disturbance hits both alike.
///
/// A turn begins and ends half-way between two checkpoints, so that what is written on another
/// thread is written within the turn that it belongs to. Each turn with checkpoints is compared
/// with the two beside it.
///
/// | option      | default                                                        |
/// |-------------|----------------------------------------------------------------|
/// | `--network` | `strided`; or `maxpool`, `lenet`                               |
/// | `--threads` | 2                                                              |
/// | `--every`   | 1,000 steps from one checkpoint to the next                    |
/// | `--turn`    | 4 checkpoints long                                             |
/// | `--rounds`  | 15 turns with checkpoints, and 3 before, to warm up            |
/// | `--folder`  | where temporary files are; the runs are deleted at the end     |
public final class Checkpointing {
  private static final int WARM = 3;

  private final Training training;
  private final long every;
  private final long turn;
  private final int rounds;
  private final Path folder;
  private final Dataset data = Datasets.open(Path.of("glyphs"));

  private Checkpointing(Map<String, String> options) throws IOException {
    every = Long.parseLong(options.getOrDefault("every", "1000"));
    turn = every * Long.parseLong(options.getOrDefault("turn", "4"));
    rounds = Integer.parseInt(options.getOrDefault("rounds", "15"));
    String place = options.getOrDefault("folder", System.getProperty("java.io.tmpdir"));
    folder = Files.createTempDirectory(Path.of(place), "kern-checkpointing");
    long steps = every / 2 + (WARM + rounds + 1) * turn;
    training =
        Preset.named(options.getOrDefault("network", "strided"))
            .training(data.classes())
            .steps(steps + 1)
            .reportEvery(2 * steps)
            .threads(Integer.parseInt(options.getOrDefault("threads", "2")));
  }

  /// Runs it.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Checkpointing measurement =
        new Checkpointing(
            Options.parse(arguments, "network", "threads", "every", "turn", "rounds", "folder"));
    try {
      measurement.run();
    } finally {
      measurement.delete();
    }
  }

  /// A run that trains while it is its turn.
  private final class Player implements Listener {
    private final Run run;
    private final Semaphore go = new Semaphore(0);
    private final List<Double> rates = new ArrayList<>();
    private Semaphore other = go;
    private long start;

    Player(String name, long checkpointEvery) {
      run = training.checkpointEvery(checkpointEvery).out(folder.resolve(name)).start(data);
    }

    Thread against(Player player) {
      other = player.go;
      return Thread.ofPlatform().start(this::play);
    }

    private void play() {
      try (run) {
        go.acquireUninterruptibly();
        start = System.nanoTime();
        run.fit(this);
      } finally {
        other.release();
      }
    }

    @Override
    public void on(Event event) {}

    @Override
    public void step(long done, long steps) {
      if (done % turn == every / 2) {
        rates.add(turn * 1e9 / (System.nanoTime() - start));
        other.release();
        go.acquireUninterruptibly();
        start = System.nanoTime();
      }
    }
  }

  private void run() throws InterruptedException {
    Player without = new Player("without", Long.MAX_VALUE);
    Player with = new Player("with", every);
    List<Thread> threads = List.of(without.against(with), with.against(without));
    without.go.release();
    for (Thread thread : threads) {
      thread.join();
    }
    // The first entry is the half of a turn.
    Pairs pairs =
        new Pairs(
            IntStream.rangeClosed(WARM + 1, WARM + rounds)
                .mapToObj(
                    i ->
                        new Pairs.Pair(
                            without.rates.get(i), with.rates.get(i), without.rates.get(i + 1)))
                .toList());
    System.out.printf(
        Locale.ROOT,
        "%s, threads: %d; with a checkpoint every %,d steps %,.0f steps/s;"
            + " checkpoints cost %.2f %%, median of %d turns of %,d steps (%.2f to %.2f)%n",
        training.network().name(),
        training.threads(),
        every,
        pairs.peerRate(),
        percent(pairs.ratio()),
        rounds,
        turn,
        percent(pairs.least()),
        percent(pairs.most()));
  }

  /// How much longer a step takes, of a ratio of speeds.
  private static double percent(double ratio) {
    return 100 * (ratio - 1);
  }

  private void delete() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
