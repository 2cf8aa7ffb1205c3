package dev.kern.cli;

import dev.kern.cli.option.DataOption;
import dev.kern.cli.option.DataSize;
import dev.kern.cli.option.EarlyStoppingOption;
import dev.kern.cli.option.FoldOption;
import dev.kern.cli.option.NamedSetting;
import dev.kern.cli.option.ReportEveryOption;
import dev.kern.cli.option.ScheduleOption;
import dev.kern.cli.option.StepOptions;
import dev.kern.cli.terminal.Output;
import dev.kern.cli.terminal.ProgressBar;
import dev.kern.cli.terminal.Transcript;
import dev.kern.data.DataPart;
import dev.kern.data.Dataset;
import dev.kern.data.Fold;
import dev.kern.data.Split;
import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.file.ShellWord;
import dev.kern.graph.RateSchedule;
import dev.kern.optimize.EarlyStopping;
import dev.kern.optimize.Monitor;
import dev.kern.report.tensorboard.TensorBoardLog;
import dev.kern.train.CsvLog;
import dev.kern.train.InterruptedRunException;
import dev.kern.train.Listener;
import dev.kern.train.Order;
import dev.kern.train.OverfitCheck;
import dev.kern.train.Run;
import dev.kern.train.RunFolder;
import dev.kern.train.RunSummary;
import dev.kern.train.Training;
import dev.kern.train.TrainingWarmup;
import dev.kern.train.recipe.Recipe;
import dev.kern.watch.LivePage;
import dev.kern.watch.LiveRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE",
      description = "YAML file with data, network and settings; options override it")
  private @Nullable Path recipe;

  @Option(
      names = "--data",
      paramLabel = "WHERE",
      converter = DataOption.class,
      description =
          "data set file or folder (default: glyphs, the built-in data set); " + DataOption.JOINED)
  private List<DataPart> data = List.of();

  @Mixin private final StepOptions step = new StepOptions();

  @Option(
      names = "--steps",
      description =
          "number of training steps (default: the network's own; 6000 where none is named)")
  private @Nullable Long steps;

  @Option(
      names = "--epochs",
      description =
          "passes over the training images, instead of --steps (resnet, convnext and airbench: 10"
              + " or more)")
  private @Nullable Integer epochs;

  @Option(
      names = "--groups",
      paramLabel = "N",
      description =
          "cut each batch into N groups, whose gradients are computed one after the other and"
              + " added in a fixed order (default: 1)")
  private @Nullable Integer groups;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "default: 0.05, 0.001 with adam and adamw, 0.02 with muon")
  private @Nullable Double learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "SCHEDULE",
      converter = ScheduleOption.class,
      description = ScheduleOption.WORDS)
  private @Nullable RateSchedule schedule;

  @Option(
      names = "--report-every",
      paramLabel = "STEPS|epoch",
      converter = ReportEveryOption.Converter.class,
      description =
          "steps between reports, or epoch for one per epoch (default: epoch with --epochs; else"
              + " about 50 reports, with the notebook's networks every 5000 steps)")
  private @Nullable ReportEveryOption reportEvery;

  @Option(
      names = "--early-stopping",
      paramLabel = "N[:RESULT]",
      converter = EarlyStoppingOption.class,
      description = EarlyStoppingOption.WORDS)
  private @Nullable EarlyStopping earlyStopping;

  @Option(
      names = "--keep-best",
      paramLabel = "RESULT",
      converter = NamedSetting.MonitorConverter.class,
      description =
          "the validation result by which best.safetensors is kept: accuracy (default), loss,"
              + " precision, recall, f1 or a metric")
  private @Nullable Monitor keepBest;

  @Option(
      names = "--metrics",
      paramLabel = "LIST",
      converter = NamedSetting.MetricsConverter.class,
      description = "what to measure besides loss and accuracy, such as macroF1,topAccuracy")
  private NamedSetting.@Nullable Metrics metrics;

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
      names = "--folds",
      paramLabel = "K",
      description =
          "cross-validate: K runs, each scored on a Kth of the training and validation images that"
              + " it has not learned from")
  private @Nullable Integer folds;

  @Option(
      names = "--fold",
      paramLabel = "N/K",
      converter = FoldOption.class,
      description = "only one of these runs, such as 2/5")
  private @Nullable Fold fold;

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

  @Option(
      names = "--watch",
      arity = "0..1",
      fallbackValue = WatchOption.USUAL,
      paramLabel = "PORT",
      converter = WatchOption.Converter.class,
      description =
          "follow, pause and stop the training on a live page in your browser (default port: 7411,"
              + " or a free one if that is in use)")
  private @Nullable WatchOption watch;

  @Option(names = "--no-report", description = "don't write report.html and the plots")
  private boolean withoutReport;

  @Mixin private final ResumeOption resume = new ResumeOption();

  @Mixin private final Output output = new Output();

  private @Nullable LivePage page;

  @Override
  public Integer call() {
    if (watch == null) {
      return work();
    }
    OverfitOption.refusePage(overfit);
    try (LivePage live = watch.open(runs(), output)) {
      page = live;
      return work();
    }
  }

  /// The folder of the run that is to be trained, and of those to compare it with.
  private Path runs() {
    return resume
        .folder()
        .or(() -> Optional.ofNullable(out))
        .map(RunFolder::parent)
        .orElse(Path.of("runs"));
  }

  private Integer work() {
    Optional<Path> resumed = resume.folder();
    if (resumed.isPresent()) {
      Path folder = resumed.get();
      Run run = resume.run(folder, data, step.threads(), checkpointEvery, output);
      return train(run, folder) ? tell(folder, ResumeOption.data(folder, data)) : INTERRUPTED;
    }
    Optional<Recipe> written =
        Optional.ofNullable(recipe).map(file -> RecipeOptions.read(file, output.command()));
    List<DataPart> sources = DataOption.of(data, written);
    if (overfit != null) {
      return overfit(written, sources, overfit);
    }
    if (csv != null) {
      AtomicOutput.expectNew(csv);
      AtomicOutput.expectWritable(csv);
    }
    RunFolder.expectRoom(out == null ? RunFolder.next(Path.of("runs"), "run") : out);
    if (folds != null) {
      return crossValidate(written, sources, folds);
    }
    Run run;
    try (@Nullable TrainingWarmup _ = step.startsFromModel() ? null : warmUp(written)) {
      Dataset images = open(sources);
      Training training = training(written, DataSize.of(images));
      if (training.fold().isPresent()) {
        tellUnused(images);
      }
      run = begin(images, out == null ? training.outIn(Path.of("runs")) : training.out(out));
    }
    Path folder = run.folder().orElseThrow().path();
    return train(run, folder) ? tell(folder, sources) : INTERRUPTED;
  }

  private int overfit(Optional<Recipe> written, List<DataPart> sources, int count) {
    OverfitOption.refuseFolder(out);
    Dataset images = step.open(sources, output);
    OverfitCheck check = training(written, DataSize.of(images)).overfit(count);
    return OverfitOption.run(steps == null ? check : check.steps(steps), images, output);
  }

  private int crossValidate(Optional<Recipe> written, List<DataPart> sources, int count) {
    CrossValidation.refuse(csv, fold);
    Dataset images = open(sources);
    Training training = training(written, DataSize.of(images));
    CrossValidation validation = CrossValidation.of(training, count, out, output);
    tellUnused(images);
    return validation.run(
            one -> {
              Run run = begin(images, one);
              Path folder = run.folder().orElseThrow().path();
              return train(run, folder);
            })
        ? 0
        : INTERRUPTED;
  }

  /// The images are probably like the notebook's. If not, a second of one processor is lost.
  private TrainingWarmup warmUp(Optional<Recipe> written) {
    DataSize usual = DataSize.USUAL;
    return training(written, usual).warmUp(usual.image(), usual.classes());
  }

  private Dataset open(List<DataPart> sources) {
    Dataset images = step.open(sources, output);
    if (output.talks()) {
      describe(images, output.out());
    }
    return images;
  }

  private void tellUnused(Dataset images) {
    if (output.talks()) {
      TrainingNotes.unused(images).ifPresent(output.out()::println);
    }
  }

  private Run begin(Dataset images, Training training) {
    if (keepBest != null && training.fold().isEmpty()) { // which holds out images of its own
      Training.expectValidation(images, "--keep-best");
    }
    if (output.talks()) {
      outgrown(images.train(), training.order(), Runtime.getRuntime().maxMemory())
          .ifPresent(output.out()::println);
    }
    Run run = training.start(images);
    if (output.talks()) {
      run.inherited().ifPresent(part -> output.out().println(part.words()));
      step.newHead().ifPresent(output.out()::println);
    }
    return run;
  }

  /// Trains, and writes the report; whether it came to its end.
  private boolean train(Run begun, Path folder) {
    if (output.talks()) {
      TrainingNotes.of(begun.training()).forEach(output.out()::println);
    }
    try (Run run = begun;
        @Nullable CsvLog results = csv == null ? null : csvLog(csv);
        TensorBoardLog log = TensorBoardLog.in(folder.resolve("tensorboard"));
        Interruption _ = Interruption.of(run::interrupt);
        @Nullable LiveRun live = page == null ? null : page.follow(run)) {
      try {
        run.fit(listeners(run, log, results, live));
      } catch (InterruptedRunException e) {
        output.err().println("kern train: " + e.getMessage());
        return false;
      } catch (DataException e) {
        throw e.isFailure() ? e.then("kern train --resume " + ShellWord.of(folder)) : e;
      }
    }
    if (!withoutReport) {
      Optional<Path> report = ReportAfterTraining.write(folder, begun.data(), output.err());
      if (output.talks()) {
        report.ifPresent(page -> output.out().println("Report in " + page));
      }
    }
    return true;
  }

  private int tell(Path folder, List<DataPart> sources) {
    if (output.json()) {
      return 0;
    }
    RunFolder run = RunFolder.open(folder);
    if (!output.talks()) {
      RunSummary result = RunSummary.of(run);
      result
          .testAccuracy()
          .map(part -> Transcript.accuracy("Test", part))
          .or(() -> result.validationAccuracy().map(p -> Transcript.accuracy("Validation", p)))
          .ifPresent(output.out()::println);
    }
    output.out().println("Saved in " + folder);
    if (output.talks()) {
      String known = run.record().data().source();
      String moved = DataPart.words(sources).equals(known) ? "" : DataOption.words(sources);
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
  Training training(Optional<Recipe> written, DataSize size) {
    Training training = step.training(written, size, learningRate);
    training = dropoutAtEvaluation ? training.dropoutAtEvaluation(true) : training;
    training = schedule == null ? training : training.schedule(schedule);
    training = steps == null ? training : training.steps(steps);
    training = epochs == null ? training : training.epochs(bothOrOne(epochs));
    training = groups == null ? training : training.groups(groups);
    training = metrics == null ? training : training.metrics(metrics.metrics());
    training = keepBest == null ? training : training.keepBest(keepBest);
    training = earlyStopping == null ? training : training.earlyStopping(earlyStopping);
    training = fold == null ? training : training.fold(fold);
    training = checkpointEvery == null ? training : training.checkpointEvery(checkpointEvery);
    if (reportEvery != null) {
      return reportEvery.apply(training);
    }
    boolean usually = epochs != null && !written.filter(Recipe::saysWhenToReport).isPresent();
    return usually ? training.usualReports() : training;
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

  private Listener[] listeners(
      Run run, TensorBoardLog log, @Nullable CsvLog results, @Nullable LiveRun live) {
    List<Listener> listeners = new ArrayList<>();
    if (output.talks() && Output.isTerminal()) {
      listeners.add(new ProgressBar(output.err()));
    }
    if (output.talks()) {
      listeners.add(new Transcript(output.out(), TrainingNotes.loss(run.training())));
    } else if (output.json()) {
      listeners.add(output::line);
    }
    if (tensorBoard) {
      listeners.add(log);
    }
    if (results != null) {
      listeners.add(results);
    }
    if (live != null) {
      listeners.add(live);
    }
    return listeners.toArray(Listener[]::new);
  }
}
