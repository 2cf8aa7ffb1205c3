package dev.kern.bench;

import dev.kern.data.Dataset;
import dev.kern.data.format.Datasets;
import dev.kern.train.Listener;
import dev.kern.train.Run;
import dev.kern.train.Training;
import dev.kern.train.event.Event;
import dev.kern.train.notebook.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// What checkpoints cost: a run is timed window by window, and writes a checkpoint in the middle of
/// every second one.
///
/// What is written on another thread is written within the window that it belongs to. Each window
/// with a checkpoint is compared with the two beside it. It is one run, since of two equal ones
/// either may be the faster, by where their arrays lie, and by more than what is sought.
///
/// | option      | default                                                        |
/// |-------------|----------------------------------------------------------------|
/// | `--network` | `strided`; or `maxpool`, `lenet`                               |
/// | `--threads` | 2                                                              |
/// | `--every`   | 1,000 steps to a window                                        |
/// | `--rounds`  | 150 windows with a checkpoint, and 10 before, to warm up       |
/// | `--folder`  | where temporary files are; the run is deleted at the end       |
public final class Checkpointing implements Listener {
  private static final int WARM = 10;

  private final Training training;
  private final long every;
  private final int rounds;
  private final Path folder;
  private final Dataset data = Datasets.open(Path.of("glyphs"));
  private final List<Double> rates = new ArrayList<>();
  private long start = System.nanoTime();

  private Checkpointing(Map<String, String> options) throws IOException {
    every = Long.parseLong(options.getOrDefault("every", "1000"));
    rounds = Integer.parseInt(options.getOrDefault("rounds", "150"));
    String place = options.getOrDefault("folder", System.getProperty("java.io.tmpdir"));
    folder = Files.createTempDirectory(Path.of(place), "kern-checkpointing");
    long steps = (2L * (WARM + rounds) + 2) * every;
    training =
        Preset.named(options.getOrDefault("network", "strided"))
            .training(data.classes())
            .steps(steps)
            .reportEvery(2 * steps)
            .checkpointEvery(2 * every)
            .threads(Integer.parseInt(options.getOrDefault("threads", "2")));
  }

  /// Runs it.
  public static void main(String[] arguments) throws IOException {
    Checkpointing measurement =
        new Checkpointing(
            Options.parse(arguments, "network", "threads", "every", "rounds", "folder"));
    try (Run run =
        measurement.training.out(measurement.folder.resolve("run")).start(measurement.data)) {
      run.fit(measurement);
      measurement.print();
    } finally {
      Folders.delete(measurement.folder);
    }
  }

  @Override
  public void on(Event event) {}

  @Override
  public void step(long done, long steps) {
    if (done % every == every / 2) {
      long now = System.nanoTime();
      rates.add(every * 1e9 / (now - start));
      start = now;
    }
  }

  private void print() {
    // The window that ends half-way behind a checkpoint is one with an even number.
    Pairs pairs =
        new Pairs(
            IntStream.range(WARM, WARM + rounds)
                .map(i -> 2 * i)
                .mapToObj(i -> new Pairs.Pair(rates.get(i - 1), rates.get(i), rates.get(i + 1)))
                .toList());
    System.out.printf(
        Locale.ROOT,
        "%s, threads: %d; with a checkpoint %,.0f steps/s; one every %,d steps costs %.2f %%,"
            + " median of %d windows (%.2f to %.2f)%n",
        training.network().name(),
        training.threads(),
        pairs.peerRate(),
        every,
        percent(pairs.ratio()),
        rounds,
        percent(pairs.least()),
        percent(pairs.most()));
  }

  /// How much longer a step takes, of a ratio of speeds.
  private static double percent(double ratio) {
    return 100 * (ratio - 1);
  }
}
