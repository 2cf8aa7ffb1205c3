package dev.kern.cli;

import dev.kern.cli.option.AugmentOption;
import dev.kern.cli.option.OptimizerOption;
import dev.kern.cli.option.ReportEveryOption;
import dev.kern.cli.option.ScheduleOption;
import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.file.ShellWord;
import dev.kern.graph.RateSchedule;
import dev.kern.optimize.Optimizer;
import dev.kern.report.tensorboard.TensorBoardLog;
import dev.kern.run.Engine;
import dev.kern.train.CsvLog;
import dev.kern.train.InterruptedRunException;
import dev.kern.train.Listener;
import dev.kern.train.Order;
import dev.kern.train.OverfitCheck;
import dev.kern.train.Run;
import dev.kern.train.RunFolder;
import dev.kern.train.Training;
import dev.kern.train.TrainingWarmup;
import dev.kern.train.recipe.Recipe;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern train`: trains a network on images and saves the run in a folder.
@Command(
    name = "train",
    description = {
      "Train a network on images and save the run in a folder.",
      "The built-in networks come with the notebook's settings, a recipe with its",
      "own; options override single settings.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  /// The exit status of a program that SIGINT has ended.
  private static final int INTERRUPTED = 130;

  private static final ImageShape USUAL_IMAGE = new ImageShape(28, 28, 1);
  private static final int USUAL_CLASSES = 10;

  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE",
      description = "YAML file with data, network and settings; options override it")
  private @Nullable Path recipe;

  @Option(
      names = "--data",
      paramLabel = "WHERE",
      description = "data set file or folder (default: glyphs, the built-in data set)")
  private @Nullable Path data;

  @Option(
      names = "--network",
      paramLabel = "NAME|FILE",
      description = "strided, maxpool, lenet or a network file (default: strided)")
  private @Nullable String network;

  @Option(
      names = "--from",
      paramLabel = "RUN|MODEL",
      description = "start from a trained model instead of random weights")
  private @Nullable Path from;

  @Option(names = "--steps", description = "number of training steps (default: 30000)")
  private @Nullable Long steps;

  @Option(names = "--epochs", description = "passes over the training images (instead of --steps)")
  private @Nullable Integer epochs;

  @Option(names = "--batch", description = "images per step (default: 16)")
  private @Nullable Integer batch;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "default: 0.05, or 0.001 with adam and adamw")
  private @Nullable Double learningRate;

  @Option(
      names = "--optimizer",
      paramLabel = "OPTIMIZER",
      converter = OptimizerOption.Converter.class,
      description = OptimizerOption.WORDS)
  private @Nullable OptimizerOption optimizer;

  @Option(
      names = "--schedule",
      paramLabel = "SCHEDULE",
      converter = ScheduleOption.class,
      description = ScheduleOption.WORDS)
  private @Nullable RateSchedule schedule;

  @Option(
      names = "--l2",
      paramLabel = "FACTOR",
      description =
          "L2 penalty on the weights of all layers; for the notebook's networks, of the last two"
              + " dense layers")
  private @Nullable Double l2;

  @Option(
      names = "--clip-norm",
      paramLabel = "NORM",
      description = "clip gradients to this global norm")
  private @Nullable Double clipNorm;

  @Option(
      names = "--order",
      description =
          "sequential (as in the notebook), shuffled, or windowed (for data larger than memory)")
  private @Nullable Order order;

  @Option(
      names = "--augment",
      paramLabel = "LIST",
      converter = AugmentOption.Converter.class,
      description = AugmentOption.WORDS)
  private @Nullable AugmentOption augment;

  @Option(names = "--seed", description = "random seed (default: 1)")
  private @Nullable Long seed;

  @Option(
      names = "--threads",
      description = "worker threads (default: one per processor); results don't depend on it")
  private @Nullable Integer threads;

  @Option(names = "--engine", description = "vector (default), exact, scalar or reference")
  private @Nullable Engine engine;

  @Option(
      names = "--exact",
      description = "disable fast convolution algorithms (Winograd); same as --engine exact")
  private boolean exact;

  @Option(
      names = "--report-every",
      paramLabel = "STEPS|epoch",
      converter = ReportEveryOption.Converter.class,
      description = "steps between reports, or epoch for one per epoch (default: 5000)")
  private @Nullable ReportEveryOption reportEvery;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "STEPS",
      description = "steps between checkpoints, the most that a killed run loses (default: 1000)")
  private @Nullable Long checkpointEvery;

  @Option(
      names = "--dropout-at-evaluation",
      description = "keep dropout on during evaluation, as the notebook does")
  private boolean dropoutAtEvaluation;

  @Option(
      names = "--out",
      paramLabel = "RUN",
      description = "new folder for the run (default: runs/NETWORK-N)")
  private @Nullable Path out;

  @Option(
      names = "--overfit",
      paramLabel = "N",
      description = {
        "check that the network can memorise the first N training images;",
        "keeps no run (--steps: at most that many, default: 1000)"
      })
  private @Nullable Integer overfit;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "write the results of each epoch and evaluation to a CSV file")
  private @Nullable Path csv;

  @Option(names = "--tensorboard", description = "write TensorBoard event files to the run folder")
  private boolean tensorBoard;

  @Option(names = "--no-report", description = "don't write report.html and the plots")
  private boolean withoutReport;

  @Mixin private final SizingOption sizing = new SizingOption();

  @Mixin private final ResumeOption resume = new ResumeOption();

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    Optional<Path> resumed = resume.folder();
    if (resumed.isPresent()) {
      Path folder = resumed.get();
      Path source = ResumeOption.data(folder, data);
      Run run = resume.run(folder, source, threads, checkpointEvery, output);
      return train(run, folder, source);
    }
    Optional<Recipe> written = Optional.ofNullable(recipe).map(Recipe::read);
    Path source = data != null ? data : Path.of(written.flatMap(Recipe::data).orElse("glyphs"));
    if (overfit != null) {
      return overfit(written, source, overfit);
    }
    if (csv != null) {
      AtomicOutput.expectNew(csv);
      AtomicOutput.expectWritable(csv);
    }
    Run run;
    try (@Nullable TrainingWarmup _ = from == null ? warmUp(written) : null) {
      run = begin(written, source);
    }
    return train(run, run.folder().orElseThrow().path(), source);
  }

  private int overfit(Optional<Recipe> written, Path source, int count) {
    OverfitOption.refuseFolder(out);
    Dataset images = sizing.open(source, output);
    OverfitCheck check = training(written, images.classes()).overfit(count);
    return OverfitOption.run(steps == null ? check : check.steps(steps), images, output);
  }

  /// The images are probably like the notebook's. If not, a second of one processor is lost.
  private TrainingWarmup warmUp(Optional<Recipe> written) {
    return training(written, USUAL_CLASSES).warmUp(USUAL_IMAGE, USUAL_CLASSES);
  }

  private Run begin(Optional<Recipe> written, Path source) {
    RunFolder.expectRoom(out == null ? RunFolder.next(Path.of("runs"), "run") : out);
    Dataset images = sizing.open(source, output);
    if (output.talks()) {
      describe(images, output.out());
    }
    Training training = training(written, images.classes());
    if (output.talks()) {
      outgrown(images.train(), training.order(), Runtime.getRuntime().maxMemory())
          .ifPresent(output.out()::println);
    }
    Training placed = out == null ? training.outIn(Path.of("runs")) : training.out(out);
    Run run = placed.start(images);
    if (output.talks()) {
      run.inherited().ifPresent(part -> output.out().println(part.words()));
    }
    return run;
  }

  private int train(Run begun, Path folder, Path source) {
    try (Run run = begun;
        @Nullable CsvLog results = csv == null ? null : csvLog(csv);
        TensorBoardLog log = TensorBoardLog.in(folder.resolve("tensorboard"));
        Interruption _ = Interruption.of(run)) {
      try {
        run.fit(listeners(log, results));
      } catch (InterruptedRunException e) {
        output.err().println("kern train: " + e.getMessage());
        return INTERRUPTED;
      } catch (DataException e) {
        throw e.isFailure() ? e.then("kern train --resume " + ShellWord.of(folder)) : e;
      }
    }
    Optional<Path> report =
        withoutReport
            ? Optional.empty()
            : ReportAfterTraining.write(folder, begun.data(), output.err());
    if (output.talks()) {
      report.ifPresent(page -> output.out().println("Report in " + page));
      output.out().println("Saved in " + folder);
      String known = RunFolder.open(folder).record().data().source();
      String moved = source.toString().equals(known) ? "" : " --data " + ShellWord.of(source);
      output.out().println("  kern evaluate " + ShellWord.of(folder) + moved);
    }
    return 0;
  }

  private static void describe(Dataset images, PrintWriter out) {
    images.shapeLines().forEach(out::println);
    images.reformattedShapeLines().forEach(out::println);
    images.warnings().forEach(line -> out.println("note: " + line));
  }

  /// Advice for shuffled training on images that may not fit into memory.
  ///
  /// @param most the maximum size of the Java heap in bytes
  static Optional<String> outgrown(Split images, Order order, long most) {
    long bytes = (long) images.count() * images.shape().size();
    return order != Order.SHUFFLED || bytes <= most
        ? Optional.empty()
        : Optional.of(
            ("note: the training images take %s MiB, more than the Java heap's maximum of %s MiB;"
                    + " if they don't fit into memory, --order windowed is faster")
                .formatted(Problem.count(bytes >> 20), Problem.count(most >> 20)));
  }

  /// The network's own settings, overridden by those of the recipe, then by options.
  private Training training(Optional<Recipe> written, int classes) {
    Training own = usual(written, classes);
    Training usual = written.map(text -> text.settings(own)).orElse(own);
    Training training = usual.optimizer(optimizer(usual));
    training = seed == null ? training : training.seed(seed);
    training = threads == null ? training : training.threads(threads);
    training = engine == null ? training : training.engine(engine);
    boolean exactly = exact && training.engine() == Engine.VECTOR;
    training = exactly ? training.engine(Engine.EXACT) : training;
    training = dropoutAtEvaluation ? training.dropoutAtEvaluation(true) : training;
    training = schedule == null ? training : training.schedule(schedule);
    training = steps == null ? training : training.steps(steps);
    training = epochs == null ? training : training.epochs(bothOrOne(epochs));
    training = batch == null ? training : training.batch(batch);
    training = l2 == null ? training : training.l2(l2);
    training = clipNorm == null ? training : training.clipNorm(clipNorm);
    training = order == null ? training : training.order(order);
    training = augment == null ? training : training.augment(augment.augmentations());
    training = checkpointEvery == null ? training : training.checkpointEvery(checkpointEvery);
    return reportEvery == null ? training : reportEvery.apply(training);
  }

  /// What is trained, with its usual settings.
  private Training usual(Optional<Recipe> written, int classes) {
    if (from != null) {
      refuseNetwork(from);
      return Training.of(ModelSource.trained(from)).source(from);
    }
    return NetworkSource.training(Optional.ofNullable(network), written, classes);
  }

  private void refuseNetwork(Path model) {
    if (network != null) {
      throw new IllegalArgumentException(
          """
          kern train: a trained model already has a network
            given     --from %s and --network %s
            fix       remove one of them\
          """
              .formatted(model, network));
    }
  }

  private Optimizer optimizer(Training usual) {
    if (optimizer != null) {
      return optimizer.optimizer(
          learningRate == null ? OptionalDouble.empty() : OptionalDouble.of(learningRate));
    }
    return learningRate == null ? usual.optimizer() : usual.optimizer().learningRate(learningRate);
  }

  private int bothOrOne(int given) {
    if (steps != null) {
      throw new IllegalArgumentException(
          """
          kern train: --steps and --epochs exclude each other
            given     --steps %d and --epochs %d
            fix       remove one of them\
          """
              .formatted(steps, given));
    }
    return given;
  }

  private CsvLog csvLog(Path file) {
    return resume.folder().isPresent() ? CsvLog.append(file) : CsvLog.to(file);
  }

  private Listener[] listeners(TensorBoardLog log, @Nullable CsvLog results) {
    List<Listener> listeners = new ArrayList<>();
    if (output.talks() && Output.isTerminal()) {
      listeners.add(new ProgressBar(output.err()));
    }
    if (output.talks()) {
      listeners.add(new Transcript(output.out()));
    } else if (output.json()) {
      listeners.add(output::line);
    }
    if (tensorBoard) {
      listeners.add(log);
    }
    if (results != null) {
      listeners.add(results);
    }
    return listeners.toArray(Listener[]::new);
  }
}
