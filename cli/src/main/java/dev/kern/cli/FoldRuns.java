package dev.kern.cli;

import dev.kern.cli.option.SplitChoice;
import dev.kern.data.Dataset;
import dev.kern.data.Fold;
import dev.kern.data.Split;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.file.ShellWord;
import dev.kern.metric.Scores;
import dev.kern.model.Evaluator;
import dev.kern.model.TrainedModel;
import dev.kern.train.RunFolder;
import dev.kern.train.RunRecord;
import dev.kern.train.RunSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/// The runs of a cross-validation, as `kern train --folds K` leaves them in a folder.
///
/// @param folder where they are
/// @param runs one for each fold, in their order
record FoldRuns(Path folder, List<RunFolder> runs) {
  /// The runs in a folder; empty if it holds none, or others too.
  ///
  /// Fails with `DataException` if there isn't one run for each fold, or a record can't be read.
  static Optional<FoldRuns> in(Path folder) {
    if (!Files.isDirectory(folder) || RunFolder.isRun(folder)) {
      return Optional.empty();
    }
    List<RunFolder> all = RunSummary.in(folder);
    TreeMap<Integer, RunFolder> runs = new TreeMap<>();
    List<Integer> folds = new ArrayList<>();
    for (RunFolder run : all) {
      Optional<Fold> fold = run.record().recipe().fold();
      fold.ifPresent(one -> runs.put(one.number(), run));
      fold.ifPresent(one -> folds.add(one.folds()));
    }
    if (all.isEmpty() || folds.size() < all.size()) {
      return Optional.empty();
    }
    int count = folds.getFirst();
    boolean alike = folds.stream().allMatch(other -> other == count);
    if (!alike || runs.size() < count || all.size() > count) {
      throw incomplete(folder, runs, count, alike);
    }
    return Optional.of(new FoldRuns(folder, List.copyOf(runs.values())));
  }

  private static DataException incomplete(
      Path folder, TreeMap<Integer, RunFolder> runs, int count, boolean alike) {
    List<Integer> missing =
        IntStream.rangeClosed(1, count).filter(n -> !runs.containsKey(n)).boxed().toList();
    String fix =
        alike && !missing.isEmpty()
            ? "train it with the settings of the others and --fold %d/%d --out %s"
                .formatted(
                    missing.getFirst(),
                    count,
                    ShellWord.of(folder.resolve("fold-" + missing.getFirst())))
            : "keep the runs of one cross-validation in a folder of their own";
    return Problem.at(folder.toString(), "not one run for each fold")
        .given(
            runs.values().stream()
                .map(run -> run.name() + " of fold " + run.record().recipe().fold().orElseThrow())
                .toList()
                .toString())
        .expected("fold 1/%d to %d/%d, a run each".formatted(count, count, count))
        .fix(fix);
  }

  /// The first of them, which stands for all where they are alike: data, classes, scaling.
  Path first() {
    return runs.getFirst().path();
  }

  /// What the networks say about images that they haven't learned from: each image is scored by one
  /// of them, a training or validation image by that of the fold that left it out.
  ///
  /// Fails with `DataException` if the data has changed, so that nobody knows who has learned what.
  ///
  /// @param own whether to score the training and validation images
  /// @param tests whether to score the test images, which no network has learned from: each network
  ///   gets some of them
  /// @param models the network of a run
  Scores scores(
      Dataset data,
      boolean own,
      boolean tests,
      Function<Path, TrainedModel> models,
      Function<TrainedModel, Evaluator> evaluators) {
    List<Scores> parts = new ArrayList<>();
    for (int f = 0; f < runs.size(); f++) {
      RunRecord run = runs.get(f).record();
      expectUnchanged(run, data);
      TrainedModel trained = models.apply(runs.get(f).path());
      List<Split> images = new ArrayList<>();
      if (own) {
        images.add(trained.model().fitted(run.part(data)).test());
      }
      if (tests) {
        images.add(dealt(SplitChoice.TEST.of(trained.model().fitted(data)), f));
      }
      Split all = Split.concatenated(images);
      if (all.count() > 0) {
        try (Evaluator evaluator = evaluators.apply(trained)) {
          parts.add(evaluator.scores(all));
        }
      }
    }
    return Scores.joined(parts);
  }

  private Split dealt(Split images, int fold) {
    return images.select(
        IntStream.range(0, images.count()).filter(i -> i % runs.size() == fold).toArray());
  }

  private void expectUnchanged(RunRecord run, Dataset data) {
    if (run.hasChanged(data)) {
      throw Problem.at(data.provenance().source(), "not the data that the folds were made of")
          .given("checksum " + data.provenance().sha256())
          .expected("checksum " + run.data().sha256())
          .fix("train anew with --folds %d, or evaluate one of the runs".formatted(runs.size()));
    }
  }
}
