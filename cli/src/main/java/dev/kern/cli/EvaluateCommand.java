package dev.kern.cli;

import dev.kern.cli.option.ModelScaling;
import dev.kern.cli.option.SizingOption;
import dev.kern.cli.option.SplitChoice;
import dev.kern.cli.option.TopClasses;
import dev.kern.cli.terminal.LoadingLine;
import dev.kern.cli.terminal.Output;
import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.Targets;
import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.DataException;
import dev.kern.data.format.DatasetReader;
import dev.kern.loss.Loss;
import dev.kern.metric.ConfusionMatrix;
import dev.kern.metric.Metric;
import dev.kern.metric.Scores;
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
import java.util.concurrent.Callable;
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
      "The loss and metrics are those that its run was trained with."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  private static final String CHANGED =
      "note: the data has changed since the run began, so images that it learned from may be among"
          + " those that are scored";

  private static final int USUAL = 10;
  private static final int USUAL_IN_JSON = 20;

  @Parameters(paramLabel = "RUN|MODEL", description = "run folder or model file")
  private Path model = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "WHERE",
      description = "default: the data the run was trained on")
  private @Nullable Path data;

  @Option(
      names = "--split",
      defaultValue = "test",
      description = "test, train, valid or all (default: ${DEFAULT-VALUE})")
  private SplitChoice split = SplitChoice.TEST;

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

  @Mixin private final SizingOption sizing = new SizingOption();

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    if (csv != null) {
      AtomicOutput.expectWritable(csv);
    }
    if (confusion != null) {
      AtomicOutput.expectWritable(confusion);
    }
    ModelScaling scaling = ModelScaling.of(model, sizing.scale());
    TrainedModel trained = scaling.trained();
    if (csv != null || confusion != null) {
      EvaluationCsv.expectClasses(trained.model().targets());
    }
    Optional<Metric> topAccuracy = topAccuracy(trained.model().targets());
    Dataset opened;
    try (LoadingLine line = LoadingLine.of(output)) {
      DatasetReader reader =
          reader(scaling.reader(line.reader()), trained.model())
              .sizing(sizing.sizing(trained.model()))
              .advising(trained.model().image());
      opened = data == null ? ofRun().open(reader) : reader.open(data);
    }
    scaling.tellUnknown(opened, output);
    Optional<RunRecord> run = record();
    Dataset images = trained.model().fitted(run.map(own -> own.part(opened)).orElse(opened));
    if (output.talks()) {
      images
          .warningsForScores(split.alone())
          .forEach(warning -> output.out().println("note: " + warning));
    }
    Split chosen = split.of(images);
    tellHeldOut(chosen);
    run.filter(own -> data == null && own.hasChanged(opened))
        .ifPresent(_ -> output.err().println(CHANGED));
    Optional<Training> recipe = run.map(RunRecord::recipe);
    Loss loss = recipe.map(Training::loss).orElseGet(() -> Loss.usual(trained.model().targets()));
    List<Metric> metrics =
        Stream.concat(
                recipe.map(Training::metrics).orElse(List.of()).stream(), topAccuracy.stream())
            .distinct()
            .toList();
    try (Evaluator evaluator = Evaluator.open(trained, engine, threads, loss, metrics)) {
      Scores scores = evaluator.scores(chosen);
      int usual = output.json() ? USUAL_IN_JSON : USUAL;
      int listed = Math.max(0, mistakes == null ? usual : mistakes);
      Evaluation evaluation = evaluator.evaluation(scores, listed);
      if (output.json()) {
        output.line(evaluation);
      } else {
        EvaluationText text = new EvaluationText(scores, evaluation, loss, output.out());
        text.summary(split.images());
        if (output.talks()) {
          text.details(listed);
          weak(scores, data == null ? images.split(SplitName.TRAIN) : Optional.empty());
        }
        output.out().flush();
      }
      write(EvaluationCsv.of(scores));
    }
    return 0;
  }

  /// Other data may be meant for a test as a whole, though it has no split of that name.
  private void tellHeldOut(Split chosen) {
    boolean heldOut =
        chosen.count() > 0 && chosen.origin(0).splitName().equals(Optional.of(SplitName.TRAIN));
    if (data != null && split == SplitChoice.TEST && heldOut && output.talks()) {
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
  private Optional<RunRecord> record() {
    try {
      return RunFolder.around(model).map(RunFolder::record);
    } catch (DataException e) {
      output
          .err()
          .println("note: the run's settings can't be read; loss and metrics are the usual ones");
      output.err().println(e.getMessage());
      return Optional.empty();
    }
  }

  /// A reader of data for the model; names are read as those of the run's own data were.
  private DatasetReader reader(DatasetReader usual, Model trained) {
    DatasetReader reader =
        trained.targets().areClasses() ? usual.classes(trained.classes()) : usual;
    return sizing.named(data == null ? ofRun().reader(reader) : reader);
  }

  private DataRecord ofRun() {
    return RunFolder.around(model)
        .map(run -> run.record().data())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    """
                    kern evaluate: no data given
                      given     the model %s, which doesn't record what it was trained on
                      fix       --data WHERE, or a model in its run folder\
                    """
                        .formatted(model)));
  }
}
