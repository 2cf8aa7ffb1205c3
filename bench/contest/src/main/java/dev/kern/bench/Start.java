package dev.kern.bench;

import dev.kern.train.RunFolder;
import dev.kern.train.event.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How soon a training is at full speed: `./kern train` is started some times, and the lines that
/// it prints are timed.
///
/// Speed is counted in windows of 250 steps, without the validations between them. Full speed is
/// the median of the last windows; nine tenths of it are reached when the first window ends that
/// was so fast.
///
/// | option      | default                                                      |
/// |-------------|--------------------------------------------------------------|
/// | `--network` | `maxpool`                                                    |
/// | `--data`    | `glyphs`                                                     |
/// | `--starts`  | 6, and one before, which builds Kern if it must              |
/// | `--folder`  | where temporary files are; the runs are deleted              |
public final class Start {
  private static final int WINDOW = 250;
  private static final int STEPS = 24 * WINDOW;
  private static final int LAST = 8;
  private static final String LOSS = "Minibatch loss at step ";

  /// The first line that begins so tells of the moment.
  private static final Map<String, String> BEGINNINGS =
      Map.of(
          "Training set",
          "data read",
          LOSS + "0:",
          "first step",
          "Validation accuracy",
          "first validation",
          LOSS + WINDOW + ":",
          "step " + WINDOW);

  private final Map<String, String> options;
  private final Map<String, List<Double>> moments = new LinkedHashMap<>();

  private Start(Map<String, String> options) {
    this.options = options;
  }

  /// Runs it.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Start starts = new Start(Options.parse(arguments, "network", "data", "starts", "folder"));
    starts.once();
    starts.moments.clear();
    int count = Integer.parseInt(starts.options.getOrDefault("starts", "6"));
    for (int i = 0; i < count; i++) {
      starts.once();
    }
    starts.print(count);
  }

  private void once() throws IOException, InterruptedException {
    String place = options.getOrDefault("folder", System.getProperty("java.io.tmpdir"));
    Path folder = Files.createTempDirectory(Path.of(place), "kern-start");
    try {
      time(folder.resolve("run"));
    } finally {
      Folders.delete(folder);
    }
  }

  private void time(Path run) throws IOException, InterruptedException {
    Path kern = Path.of(System.getProperty("kern.bench")).resolveSibling("kern");
    List<String> command =
        List.of(
            kern.toString(),
            "train",
            "--network=" + options.getOrDefault("network", "maxpool"),
            "--data=" + options.getOrDefault("data", "glyphs"),
            "--report-every=" + WINDOW,
            "--steps=" + STEPS,
            "--no-report",
            "--out=" + run);
    Map<String, Double> told = new LinkedHashMap<>();
    Map<Long, Double> steps = new HashMap<>();
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        double now = (System.nanoTime() - start) / 1e9;
        if (line.startsWith(LOSS)) {
          steps.put(Long.parseLong(line.substring(LOSS.length(), line.indexOf(':'))), now);
        }
        for (Map.Entry<String, String> beginning : BEGINNINGS.entrySet()) {
          if (line.startsWith(beginning.getKey())) {
            told.putIfAbsent(beginning.getValue(), now);
          }
        }
      }
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException("%s ended with %d".formatted(command, process.exitValue()));
    }
    told.put("nine tenths of full speed", steps.get(fast(run)));
    told.forEach((moment, at) -> moments.computeIfAbsent(moment, m -> new ArrayList<>()).add(at));
  }

  /// The step at the end of the first window that was fast.
  private static long fast(Path run) {
    List<Progress> windows =
        RunFolder.open(run).history().stream()
            .filter(Progress.class::isInstance)
            .map(Progress.class::cast)
            .skip(1)
            .toList();
    double full =
        Pairs.median(
            windows.stream()
                .skip(windows.size() - LAST)
                .mapToDouble(Progress::stepsPerSecond)
                .toArray());
    return windows.stream()
        .filter(window -> window.stepsPerSecond() >= 0.9 * full)
        .findFirst()
        .orElseThrow()
        .step();
  }

  private void print(int count) {
    System.out.printf("seconds after the start, medians of %d%n", count);
    moments.forEach(
        (moment, seconds) -> {
          double[] values = seconds.stream().mapToDouble(s -> s).sorted().toArray();
          System.out.printf(
              Locale.ROOT,
              "%-26s %.2f (%.2f to %.2f)%n",
              moment,
              Pairs.median(values),
              values[0],
              values[values.length - 1]);
        });
  }
}
