package dev.kern.cli;

import dev.kern.cli.option.AnswerOptions;
import dev.kern.cli.option.DataOption;
import dev.kern.cli.option.EnsembleOption;
import dev.kern.cli.option.ModelScaling;
import dev.kern.cli.option.OnnxOption;
import dev.kern.cli.option.SizingOption;
import dev.kern.cli.option.SplitChoice;
import dev.kern.cli.option.TopClasses;
import dev.kern.cli.option.ViewsOption;
import dev.kern.cli.terminal.LoadingLine;
import dev.kern.cli.terminal.Output;
import dev.kern.data.DataPart;
import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.Targets;
import dev.kern.data.augment.View;
import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.DataException;
import dev.kern.data.file.ShellWord;
import dev.kern.data.format.DatasetReader;
import dev.kern.loss.Loss;
import dev.kern.metric.Calibration;
import dev.kern.metric.ConfusionMatrix;
import dev.kern.metric.Metric;
import dev.kern.metric.Scores;
import dev.kern.model.Answered;
import dev.kern.model.Evaluation;
import dev.kern.model.Evaluator;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import dev.kern.train.DataRecord;
import dev.kern.train.RunFolder;
import dev.kern.train.RunRecord;
import dev.kern.train.Training;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern evaluate`: evaluates a trained network on a split of a data set.
@Command(
    name = "evaluate",
    description = {
      "Evaluate a trained network: accuracy, confusion matrix, worst mistakes.",
      "The loss and metrics are those that its run was trained with.",
      "In the folder of a cross-validation (kern train --folds K), each image is",
      "scored by a network that has not learned from it: this finds wrong labels."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  private static final String CHANGED =
      "note: the data has changed since the run began, so images that it learned from may be among"
          + " those that are scored";

  private static final int USUAL = 10;
  private static final int USUAL_IN_JSON = 20;

  @Parameters(
      paramLabel = "RUN|MODEL|FOLDS",
      description = "run folder, model file, or folder of a cross-validation")
  private Path model = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "WHERE",
      converter = DataOption.class,
      description = "default: the data the run was trained on; several are joined")
  private List<DataPart> data = List.of();

  @Option(
      names = "--split",
      description =
          "test, train, valid or all (default: test); for folds test or all (default: the images of"
              + " the folds)")
  private @Nullable SplitChoice split;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "also count images as correct whose class is among the N most probable")
  private @Nullable Integer top;

  @Option(
      names = "--mistakes",
      paramLabel = "N",
      description = "number of mistakes to list (default: 10, with --json 20)")
  private @Nullable Integer mistakes;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description =
          "write all mistakes to a CSV file, those with the largest loss first, with the file of"
              + " each image, or its number in the data; replaces an existing file")
  private @Nullable Path csv;

  @Option(
      names = "--confusion",
      paramLabel = "FILE",
      description = "write the whole confusion matrix to a CSV file; replaces an existing file")
  private @Nullable Path confusion;

  @Option(
      names = "--engine",
      defaultValue = "vector",
      description = "vector, exact, scalar or reference")
  private Engine engine = Engine.VECTOR;

  @Option(names = "--threads", description = "worker threads (default: one per processor)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--threshold-for",
      paramLabel = "PART",
      description =
          "find the lowest --threshold at which PART of the answers are right, such as 0.99, on the"
              + " validation images or those of --split")
  private @Nullable Double thresholdFor;

  @Option(
      names = "--calibrate",
      description =
          "find the temperature at which probabilities are as often right as they say, on the"
              + " validation images or those of --split")
  private boolean calibrate;

  @Option(
      names = "--tta",
      paramLabel = "VIEWS",
      converter = ViewsOption.Converter.class,
      description = ViewsOption.WORDS)
  private ViewsOption views = new ViewsOption(List.of(View.PLAIN));

  @Mixin private final EnsembleOption ensemble = new EnsembleOption();

  @Mixin private final AnswerOptions answers = new AnswerOptions();

  @Mixin private final SizingOption sizing = new SizingOption();

  @Mixin private final OnnxOption onnx = new OnnxOption();

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    if (csv != null) {
      AtomicOutput.expectWritable(csv);
    }
    if (confusion != null) {
      AtomicOutput.expectWritable(confusion);
    }
    Optional<FoldRuns> folds = FoldRuns.in(model);
    folds.ifPresent(_ -> refuseSplit());
    folds.ifPresent(_ -> refuseEnsemble());
    Path network = folds.map(FoldRuns::first).orElse(model);
    ModelScaling scaling =
        scaling(network).with(first -> ensemble.of(first, other -> scaling(other).trained()));
    TrainedModel trained = scaling.trained();
    if (thresholdFor != null) {
      expectPart(thresholdFor, trained.model().targets());
    }
    if (calibrate) {
      expectClasses(trained.model().targets());
    }
    if (csv != null || confusion != null) {
      EvaluationCsv.expectClasses(trained.model().targets());
    }
    Optional<Metric> topAccuracy = topAccuracy(trained.model().targets());
    Dataset opened;
    try (LoadingLine line = LoadingLine.of(output)) {
      DatasetReader reader =
          reader(scaling.reader(line.reader()), network, trained.model())
              .sizing(sizing.sizing(trained.model()))
              .advising(trained.model().image());
      opened = data.isEmpty() ? ofRun(network).open(reader) : reader.open(data);
    }
    scaling.tellUnknown(opened, output);
    Optional<RunRecord> run = record(network);
    Optional<Training> recipe = run.map(RunRecord::recipe);
    Loss loss = recipe.map(Training::loss).orElseGet(() -> Loss.usual(trained.model().targets()));
    List<Metric> metrics =
        Stream.concat(
                recipe.map(Training::metrics).orElse(List.of()).stream(), topAccuracy.stream())
            .distinct()
            .toList();
    if (folds.isPresent()) {
      FoldRuns runs = folds.get();
      tellWarnings(opened, Set.of());
      Scores scores = scores(runs, opened, own -> evaluator(own, loss, metrics));
      String what =
          "%s of %d folds, each scored by a network that has not learned from it"
              .formatted(split == SplitChoice.TEST ? "test images" : "images", runs.runs().size());
      print(scores, loss, metrics, what, trained.model(), trained.model().fitted(opened));
      return 0;
    }
    Dataset images = trained.model().fitted(run.map(own -> own.part(opened)).orElse(opened));
    SplitChoice usual = thresholdFor == null && !calibrate ? SplitChoice.TEST : SplitChoice.VALID;
    SplitChoice choice = split == null ? usual : split;
    tellWarnings(images, choice.alone());
    Split chosen = choice.of(images);
    tellHeldOut(choice, chosen);
    run.filter(own -> data.isEmpty() && own.hasChanged(opened))
        .ifPresent(_ -> output.err().println(CHANGED));
    try (Evaluator evaluator = evaluator(trained, loss, metrics)) {
      Scores scores = evaluator.scores(chosen);
      print(scores, loss, metrics, choice.images(), trained.model(), images);
    }
    return 0;
  }

  private Evaluator evaluator(TrainedModel trained, Loss loss, List<Metric> metrics) {
    return Evaluator.open(trained, engine, threads, loss, metrics).views(views.views());
  }

  private void tellWarnings(Dataset images, Set<SplitName> alone) {
    if (output.talks()) {
      images.warningsForScores(alone).forEach(warning -> output.out().println("note: " + warning));
    }
  }

  private Scores scores(
      FoldRuns folds, Dataset opened, Function<TrainedModel, Evaluator> evaluators) {
    return folds.scores(
        opened,
        split != SplitChoice.TEST,
        split != null,
        run -> scaling(run).trained(),
        evaluators);
  }

  private ModelScaling scaling(Path network) {
    return ModelScaling.of(network, sizing.scale(), onnx.options(sizing.size()))
        .with(read -> answers.applied(read, output));
  }

  private static void expectClasses(Targets targets) {
    if (!targets.areClasses()) {
      throw new IllegalArgumentException(
          """
          kern evaluate: --calibrate is about the probabilities of classes
            given     a network for %s
            expected  a classifier
            fix       remove --calibrate\
          """
              .formatted(targets));
    }
  }

  private static void expectPart(double part, Targets targets) {
    if (!(part > 0 && part <= 1 && targets.areClasses())) {
      throw new IllegalArgumentException(
          """
          kern evaluate: --threshold-for is a part of the answers of a classifier
            given     --threshold-for %s, and a network for %s
            expected  a number above 0, up to 1, and classes
            fix       %s\
          """
              .formatted(
                  part,
                  targets,
                  targets.areClasses() ? "--threshold-for 0.99" : "remove --threshold-for"));
    }
  }

  /// Folds are made of training and validation images together.
  private void refuseSplit() {
    if (split == SplitChoice.TRAIN || split == SplitChoice.VALID) {
      throw new IllegalArgumentException(
          """
          kern evaluate: the folds are made of training and validation images together
            given     --split %s, and the folds in %s
            expected  --split test or --split all, or no --split for the images of the folds
            fix       leave it out, or evaluate one of the runs in that folder\
          """
              .formatted(split, model));
    }
  }

  /// Each image has a network of its own.
  private void refuseEnsemble() {
    if (!ensemble.others().isEmpty()) {
      throw new IllegalArgumentException(
          """
          kern evaluate: no ensemble is made of the runs of a cross-validation
            given     --with %s, and the folds in %s
            fix       leave it out, or evaluate runs with one another\
          """
              .formatted(ensemble.others().getFirst(), model));
    }
  }

  /// Prints how well it went, and writes the files.
  ///
  /// @param what which images were scored
  /// @param images the data that they are from
  private void print(
      Scores scores,
      Loss loss,
      List<Metric> metrics,
      String what,
      Model answering,
      Dataset images) {
    int usual = output.json() ? USUAL_IN_JSON : USUAL;
    int listed = Math.max(0, mistakes == null ? usual : mistakes);
    Evaluation evaluation = Evaluation.of(scores, metrics, listed);
    Optional<Answered> found =
        thresholdFor == null ? Optional.empty() : Answered.lowest(scores, thresholdFor);
    Optional<Answered> answered =
        thresholdFor == null && answering.targets().areClasses()
            ? answering.decision().threshold().map(least -> Answered.of(scores, least))
            : found;
    Optional<Calibration> calibrated =
        calibrate ? Optional.of(Calibration.best(scores)) : Optional.empty();
    if (output.json()) {
      output.line(evaluation);
      answered.ifPresent(output::line);
      calibrated.ifPresent(output::line);
    } else {
      EvaluationText text = new EvaluationText(scores, evaluation, loss, output.out());
      text.summary(what);
      if (output.talks()) {
        text.interval();
      }
      answered.ifPresent(text::answered);
      calibrated.ifPresent(best -> text.calibrated(best, model));
      if (thresholdFor != null && output.talks()) {
        tellThreshold(found, thresholdFor);
      }
      if (output.talks()) {
        text.details(listed);
        weak(scores, data.isEmpty() ? images.split(SplitName.TRAIN) : Optional.empty());
      }
      output.out().flush();
    }
    write(EvaluationCsv.of(scores));
  }

  /// How to keep the threshold that was found.
  private void tellThreshold(Optional<Answered> found, double part) {
    output
        .out()
        .println(
            found
                .map(
                    answered ->
                        "  kern export %s model.safetensors --threshold %s"
                            .formatted(ShellWord.of(model), answered.threshold()))
                .orElse(
                    "note: no threshold makes %s of the answers right; ask for less"
                        .formatted(part)));
  }

  /// Other data may be meant for a test as a whole, though it has no split of that name.
  private void tellHeldOut(SplitChoice choice, Split chosen) {
    boolean heldOut =
        chosen.count() > 0 && chosen.origin(0).splitName().equals(Optional.of(SplitName.TRAIN));
    if (!data.isEmpty() && choice == SplitChoice.TEST && heldOut && output.talks()) {
      output
          .out()
          .printf(
              Locale.ROOT,
              "note: scored are the %,d images held out for a test; --split all scores all%n",
              chosen.count());
    }
  }

  /// The metric that `--top` asks for.
  private Optional<Metric> topAccuracy(Targets targets) {
    if (top == null) {
      return Optional.empty();
    }
    return Optional.of(Metric.topAccuracy(TopClasses.expect("kern evaluate", top, targets)));
  }

  /// Names the classes, of each head, that are seldom recognised.
  private void weak(Scores scores, Optional<Split> train) {
    List<String> notes = new ArrayList<>();
    EvaluationCsv.classes(scores)
        .forEach(
            (head, own) -> {
              String place = head.isEmpty() ? "" : "head " + head + ": ";
              new WeakClasses(ConfusionMatrix.of(own), head.isEmpty() ? train : Optional.empty())
                  .notes()
                  .forEach(note -> notes.add(place + note));
            });
    if (!notes.isEmpty()) {
      output.out().println();
      notes.forEach(note -> output.out().println("note: " + note));
    }
  }

  private void write(EvaluationCsv files) {
    if (csv != null) {
      files.mistakes(csv);
      tell("Mistakes written to " + csv);
    }
    if (confusion != null) {
      files.confusion(confusion);
      tell("Confusion matrix written to " + confusion);
    }
  }

  private void tell(String what) {
    if (output.talks()) {
      output.out().println(what);
    }
  }

  /// The run that the model belongs to, which says on which images and by what it is measured.
  private Optional<RunRecord> record(Path network) {
    try {
      return RunFolder.around(network).map(RunFolder::record);
    } catch (DataException e) {
      output
          .err()
          .println("note: the run's settings can't be read; loss and metrics are the usual ones");
      output.err().println(e.getMessage());
      return Optional.empty();
    }
  }

  /// A reader of data for the model; names are read as those of the run's own data were.
  private DatasetReader reader(DatasetReader usual, Path network, Model trained) {
    DatasetReader reader =
        trained.targets().areClasses() ? usual.classes(trained.classes()) : usual;
    return sizing.named(data.isEmpty() ? ofRun(network).reader(reader) : reader);
  }

  private DataRecord ofRun(Path network) {
    return RunFolder.around(network)
        .map(run -> run.record().data())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    """
                    kern evaluate: no data given
                      given     the model %s, which doesn't record what it was trained on
                      fix       --data WHERE, or a model in its run folder\
                    """
                        .formatted(network)));
  }
}
