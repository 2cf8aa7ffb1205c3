package dev.kern.cli;

import dev.kern.data.Dataset;
import dev.kern.data.Datasets;
import dev.kern.optimize.Optimizer;
import dev.kern.train.Preset;
import dev.kern.train.Run;
import dev.kern.train.RunFolder;
import dev.kern.train.Training;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Progress;
import dev.kern.train.json.Json;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `kern train`: trains one of the notebook's networks and reports as the notebook does.
@Command(
    name = "train",
    description = "Trains a network on pictures and keeps the run in a folder.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @Option(names = "--data", paramLabel = "WHERE", description = "pickle or IDX files")
  private @Nullable Path data;

  @Option(
      names = "--network",
      defaultValue = "strided",
      description = "strided, maxpool or lenet (default: ${DEFAULT-VALUE})")
  private String network = "strided";

  @Option(names = "--steps", defaultValue = "30000", description = "default: ${DEFAULT-VALUE}")
  private long steps;

  @Option(names = "--batch", defaultValue = "16", description = "default: ${DEFAULT-VALUE}")
  private int batch;

  @Option(names = "--learning-rate", defaultValue = "0.05", description = "default: 0.05")
  private double learningRate;

  @Option(names = "--l2", defaultValue = "0", description = "L2 penalty (default: none)")
  private double l2;

  @Option(names = "--seed", defaultValue = "1", description = "default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--threads", description = "default: one per processor")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--report-every", defaultValue = "5000", description = "steps; default: 5000")
  private long reportEvery;

  @Option(names = "--dropout-at-evaluation", description = "scores as the notebook does")
  private boolean dropoutAtEvaluation;

  @Option(names = "--out", paramLabel = "RUN", description = "default: a new folder in runs")
  private @Nullable Path out;

  @Option(names = "--json", description = "prints events, one JSON object per line")
  private boolean json;

  @Override
  public Integer call() {
    if (data == null) {
      throw new IllegalArgumentException(
          """
          train: no data was given
            expected  --data WHERE, a notMNIST pickle or MNIST's IDX files
            mend      kern train --data notMNIST.pickle.gz\
          """);
    }
    PrintStream print = System.out;
    Dataset pictures = Datasets.open(data);
    if (!json) {
      pictures.shapeLines().forEach(print::println);
      pictures.reformattedShapeLines().forEach(print::println);
    }
    Path folder = out == null ? RunFolder.next(Path.of("runs"), network) : out;
    Training training =
        Preset.named(network)
            .training(pictures.classes())
            .optimizer(Optimizer.gradientDescent(learningRate))
            .steps(steps)
            .batch(batch)
            .l2(l2)
            .seed(seed)
            .threads(threads)
            .reportEvery(reportEvery)
            .dropoutAtEvaluation(dropoutAtEvaluation)
            .out(folder);
    try (Run run = training.start(pictures)) {
      if (!json) {
        print.println("Initialized");
      }
      run.fit(event -> report(event, print));
    }
    if (!json) {
      print.println("Run kept in " + folder);
    }
    return 0;
  }

  private void report(Event event, PrintStream print) {
    if (json) {
      print.println(Json.line(event));
      return;
    }
    switch (event) {
      case Progress p -> {
        print.printf(Locale.ROOT, "Minibatch loss at step %d: %f%n", p.step(), p.loss());
        print.printf(Locale.ROOT, "Minibatch accuracy: %.1f%%%n", 100 * p.minibatchAccuracy());
      }
      case Evaluated e ->
          print.printf(
              Locale.ROOT,
              "%s accuracy: %.1f%%%n",
              e.part().equals("test") ? "Test" : "Validation",
              100 * e.accuracy());
      default -> {}
    }
  }
}
