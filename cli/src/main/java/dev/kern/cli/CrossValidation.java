package dev.kern.cli;

import dev.kern.cli.terminal.Output;
import dev.kern.data.Fold;
import dev.kern.data.file.ShellWord;
import dev.kern.train.RunFolder;
import dev.kern.train.RunSummary;
import dev.kern.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// `--folds K`: a run for each fold, in a folder of its own, and what their accuracies have in
/// common.
///
/// @param training how to train
/// @param folds how many there are
/// @param folder where the runs go: `fold-1`, `fold-2` and so on
/// @param output where to print
record CrossValidation(Training training, int folds, Path folder, Output output) {
  /// Runs in this folder, or in a new one in `runs`.
  ///
  /// Fails with [IllegalArgumentException] if there are fewer than two folds, with `DataException`
  /// if the folder can't be made.
  static CrossValidation of(Training training, int folds, @Nullable Path out, Output output) {
    Fold first = new Fold(1, folds);
    Path folder =
        out == null ? NewFolder.in(Path.of("runs"), training.network().name() + "-folds") : out;
    return new CrossValidation(training.fold(first), folds, folder, output);
  }

  /// What `--json` prints last.
  ///
  /// @param accuracies of the folds, on the images left out of each
  /// @param mean of these
  /// @param deviation the standard deviation of these
  record Folds(String folder, List<Double> accuracies, double mean, double deviation) {
    static Folds of(Path folder, List<Double> accuracies) {
      double mean = accuracies.stream().mapToDouble(a -> a).average().orElse(Double.NaN);
      double squares = accuracies.stream().mapToDouble(a -> (a - mean) * (a - mean)).sum();
      return new Folds(
          folder.toString(), accuracies, mean, Math.sqrt(squares / (accuracies.size() - 1)));
    }

    /// `Accuracy of 5 folds: 93.1%, 92.0%, ...; mean 92.4%, standard deviation 0.5 points`
    String words() {
      return String.format(
          Locale.ROOT,
          "Accuracy of %d folds: %s; mean %.1f%%, standard deviation %.1f points",
          accuracies.size(),
          String.join(
              ", ",
              accuracies.stream().map(a -> String.format(Locale.ROOT, "%.1f%%", 100 * a)).toList()),
          100 * mean,
          100 * deviation);
    }
  }

  /// Refuses what a single run has.
  static void refuse(@Nullable Path csv, @Nullable Fold fold) {
    if (csv != null || fold != null) {
      throw new IllegalArgumentException(
          """
          kern train: --folds trains several runs
            given     --folds and %s
            fix       remove one of them\
          """
              .formatted(csv == null ? "--fold " + fold : "--csv " + csv));
    }
  }

  /// Trains them one after the other; whether all came to their end.
  ///
  /// @param run trains one; false if it was interrupted
  boolean run(Predicate<Training> run) {
    try {
      return runAll(run);
    } finally {
      deleteIfEmpty();
    }
  }

  /// Leaves nothing behind if not even the first run could begin.
  private void deleteIfEmpty() {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException _) {
      // it holds runs
    }
  }

  private boolean runAll(Predicate<Training> run) {
    List<Double> accuracies = new ArrayList<>();
    for (int number = 1; number <= folds; number++) {
      Path place = folder.resolve("fold-" + number);
      if (output.talks()) {
        output.out().printf("%n== fold %d of %d%n", number, folds);
      }
      if (!run.test(training.fold(new Fold(number, folds)).out(place))) {
        return false;
      }
      Optional<Double> accuracy = RunSummary.of(RunFolder.open(place)).testAccuracy();
      accuracy.ifPresent(accuracies::add);
    }
    if (output.talks()) {
      output.out().println();
    }
    if (!accuracies.isEmpty()) {
      Folds result = Folds.of(folder, accuracies);
      if (output.json()) {
        output.line(result);
      } else {
        output.out().println(result.words());
      }
    }
    if (!output.json()) {
      output.out().println("Saved in " + folder);
    }
    if (output.talks()) {
      output.out().println("  kern runs list " + ShellWord.of(folder));
      output.out().println("  kern evaluate " + ShellWord.of(folder));
    }
    return true;
  }
}
