package dev.kern.cli;

import dev.kern.cli.option.ModelScaling;
import dev.kern.cli.option.SplitChoice;
import dev.kern.cli.terminal.LoadingLine;
import dev.kern.cli.terminal.Output;
import dev.kern.data.DataPart;
import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.format.DatasetReader;
import dev.kern.json.Key;
import dev.kern.layer.Table;
import dev.kern.metric.McNemarTest;
import dev.kern.metric.Scores;
import dev.kern.metric.WilsonInterval;
import dev.kern.model.Evaluator;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import dev.kern.train.RunFolder;
import dev.kern.train.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What runs make of the same test images.
///
/// @param images how many test images there are
/// @param runs how well each run does on them
/// @param pairs whether two runs differ by more than chance
record TestComparison(int images, List<Tested> runs, List<Pair> pairs) {
  /// A run on the test images.
  ///
  /// @param interval where the accuracy on all images of the kind lies, with a confidence of 95 %
  record Tested(
      String run, double accuracy, @Key(omitEmpty = true) Optional<WilsonInterval> interval) {}

  /// Two runs on the test images.
  record Pair(String first, String second, McNemarTest test) {}

  /// Scores the test images by each of the runs.
  ///
  /// Fails with `DataException` if a run has no model or no test images, or they aren't the same.
  ///
  /// @param data other data to take the test images from; by default those of each run
  static TestComparison of(List<RunFolder> folders, List<DataPart> data, Output output) {
    List<Scores> scores = folders.stream().map(folder -> scores(folder, data, output)).toList();
    List<Tested> runs = new ArrayList<>();
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      Scores own = scores.get(i);
      runs.add(new Tested(folders.get(i).name(), own.accuracy(), own.accuracyInterval()));
      if (!McNemarTest.areAlike(scores.getFirst(), own)) {
        throw different(folders.getFirst(), scores.getFirst(), folders.get(i), own);
      }
      for (int k = 0; k < i; k++) {
        McNemarTest test = McNemarTest.of(scores.get(k), own);
        pairs.add(new Pair(folders.get(k).name(), folders.get(i).name(), test));
      }
    }
    return new TestComparison(scores.getFirst().count(), runs, pairs);
  }

  private static Scores scores(RunFolder folder, List<DataPart> data, Output output) {
    TrainedModel trained = ModelScaling.of(folder.path(), Optional.empty()).trained();
    Dataset opened;
    try (LoadingLine line = LoadingLine.of(output)) {
      DatasetReader reader = folder.reader(line.reader());
      if (trained.model().targets().areClasses()) {
        reader = reader.classes(trained.model().classes());
      }
      opened = data.isEmpty() ? folder.record().data().open(reader) : reader.open(data);
    }
    Split test = SplitChoice.TEST.of(trained.model().fitted(folder.record().part(opened)));
    Training recipe = folder.record().recipe();
    int threads = Runtime.getRuntime().availableProcessors();
    try (Evaluator evaluator =
        Evaluator.open(trained, Engine.VECTOR, threads, recipe.loss(), recipe.metrics())) {
      return evaluator.scores(test);
    }
  }

  private static DataException different(
      RunFolder first, Scores one, RunFolder second, Scores other) {
    boolean values = one.targets().areValues();
    return Problem.at(
            second.path().toString(),
            values
                ? "values are not right or wrong"
                : "not tested on the images of " + first.name())
        .given(
            "%s images of %s"
                .formatted(Problem.count(other.count()), Problem.list(other.targets().names())))
        .expected(
            values
                ? "runs that tell classes or labels"
                : "the same %s images of %s, in the same order"
                    .formatted(Problem.count(one.count()), Problem.list(one.targets().names())))
        .fix(
            values
                ? "compare them without --test"
                : "name the images to test them on: --data WHERE");
  }

  /// The table of the runs, then that of the pairs.
  String text(int columns) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"", "accuracy", "95% interval"});
    for (Tested run : runs) {
      rows.add(
          new String[] {
            run.run,
            String.format(Locale.ROOT, "%.2f%%", 100 * run.accuracy),
            run.interval.map(EvaluationText::percent).orElse("")
          });
    }
    List<String[]> tests = new ArrayList<>();
    tests.add(new String[] {"", "only the first", "only the second", "p"});
    for (Pair pair : pairs) {
      tests.add(
          new String[] {
            pair.first + " and " + pair.second,
            Problem.count(pair.test.onlyFirst()),
            Problem.count(pair.test.onlySecond()),
            String.format(Locale.ROOT, "%.2g", pair.test.p())
          });
    }
    return """

    %s test images

    %s
    Images that one of two runs alone has right; p is how probable at least such a
    difference is by chance (McNemar's exact test)

    %s\
    """
        .formatted(
            Problem.count(images), Table.text(rows, 1, columns), Table.text(tests, 1, columns));
  }
}
