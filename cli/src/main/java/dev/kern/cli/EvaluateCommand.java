package dev.kern.cli;

import dev.kern.data.Dataset;
import dev.kern.data.ImageTarget;
import dev.kern.data.Split;
import dev.kern.data.format.Datasets;
import dev.kern.metric.ClassScore;
import dev.kern.model.Evaluation;
import dev.kern.model.Evaluator;
import dev.kern.model.Mistake;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import dev.kern.train.RunFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern evaluate`: evaluates a trained network on a split of a data set.
@Command(
    name = "evaluate",
    description = "Evaluate a trained network: accuracy, confusion matrix, worst mistakes.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
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
      names = "--mistakes",
      defaultValue = "10",
      description = "number of mistakes to list (default: 10)")
  private int mistakes = 10;

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
    TrainedModel trained = ModelSource.trained(model);
    ImageTarget given = sizing.sizing();
    Dataset images =
        Datasets.openFor(
            trained.model().image(),
            data == null ? ofRun() : data,
            given.isNone() ? trained.model().sizing() : given);
    if (output.talks() && images.provenance().fit().isPresent()) {
      images.warnings().forEach(warning -> output.out().println("note: " + warning));
    }
    trained.model().expectFits(images);
    Split chosen = split.of(images);
    try (Evaluator evaluator = Evaluator.open(trained, engine, threads)) {
      Evaluation evaluation = evaluator.evaluate(chosen);
      if (output.json()) {
        output.line(evaluation);
      } else {
        print(evaluation, output.out());
      }
    }
    return 0;
  }

  private Path ofRun() {
    return RunFolder.around(model)
        .map(run -> Path.of(run.record().data().source()))
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

  private void print(Evaluation e, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "Accuracy %.2f%%, loss %.4f, on %,d %s images%n",
        100 * e.accuracy(),
        e.loss(),
        e.count(),
        split);
    if (!output.talks()) {
      return;
    }
    int width = e.classes().stream().mapToInt(String::length).max().orElse(1);
    int cell = Math.max(width, Integer.toString(e.count()).length()) + 1;
    out.printf("%nConfusion matrix (rows: true class, columns: predicted class)%n");
    out.print(" ".repeat(width));
    e.classes().forEach(name -> out.print(" ".repeat(cell - name.length()) + name));
    out.println();
    for (int row = 0; row < e.classes().size(); row++) {
      String name = e.classes().get(row);
      out.print(name + " ".repeat(width - name.length()));
      for (int count : e.confusion().get(row)) {
        String text = count == 0 ? "." : Integer.toString(count);
        out.print(" ".repeat(cell - text.length()) + text);
      }
      out.println();
    }
    scores(e, Math.max(width, 5), out);
    worst(e, out);
    out.flush();
  }

  private static void scores(Evaluation e, int width, PrintWriter out) {
    String name = "%-" + width + "s";
    out.printf(
        "%n" + name + "  %9s  %6s  %6s  %8s%n", "class", "precision", "recall", "F1", "images");
    for (ClassScore s : e.scores()) {
      row(name, s.name(), s, out);
    }
    row(name, "mean", e.macroAverage(), out);
  }

  private static void row(String name, String title, ClassScore s, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        name + "  %9.3f  %6.3f  %6.3f  %,8d%n",
        title,
        s.precision(),
        s.recall(),
        s.f1(),
        s.support());
  }

  private void worst(Evaluation e, PrintWriter out) {
    if (e.mistakes().isEmpty() || mistakes < 1) {
      return;
    }
    out.printf("%nWorst mistakes (largest loss first; image numbers within the split, from 0)%n");
    for (Mistake m : e.mistakes().subList(0, Math.min(mistakes, e.mistakes().size()))) {
      out.printf(
          Locale.ROOT,
          "  %6d  %s classified as %s, %.1f%% confident%n",
          m.image(),
          m.label(),
          m.predicted(),
          100 * m.probability());
    }
  }
}
