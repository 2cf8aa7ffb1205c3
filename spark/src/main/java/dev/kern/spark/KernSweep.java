package dev.kern.spark;

import dev.kern.data.Dataset;
import dev.kern.data.file.Problem;
import dev.kern.data.format.Datasets;
import dev.kern.train.Run;
import dev.kern.train.RunFolder;
import dev.kern.train.RunSummary;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/// Many trainings on the same data, each a task of its own: a sweep over settings.
///
/// ```java
/// Map<String, String> recipes = new TreeMap<>();
/// for (double rate : new double[] {0.01, 0.03, 0.1}) {
///   recipes.put("rate-" + rate, "network: lenet\noptimizer: {type: adam, learningRate: %s}".formatted(rate));
/// }
/// KernSweep.run(spark, recipes, "/shared/letters", "/shared/runs");
/// ```
///
/// A training runs on the threads of one task (`spark.task.cpus`) and has the bits of `kern train`
/// with the same settings. Its run folder, as `kern runs list` shows it, holds a checkpoint: if its
/// task is killed or its executor dies, the task's next try goes on from there, and the others
/// aren't touched. A sweep that is run again skips what has finished.
public final class KernSweep {
  private KernSweep() {}

  /// What came of a training.
  ///
  /// @param name the recipe's
  /// @param run the run's folder
  /// @param steps how many it did
  /// @param validationAccuracy of the final network, if there is one
  /// @param testAccuracy of the final network, if there is one
  /// @param failure why there is no result, or empty
  public record Result(
      String name,
      String run,
      long steps,
      OptionalDouble validationAccuracy,
      OptionalDouble testAccuracy,
      String failure) {}

  /// Trains by each recipe.
  ///
  /// The data and the folder for runs are on a file system that all executors have under the same
  /// path. A training that fails, because its loss isn't finite any more for instance, doesn't keep
  /// the others from their end: its result says why.
  ///
  /// Fails with `DataException` if a recipe is wrong or its name is no folder's.
  ///
  /// @param recipes the texts of recipes by name: a network and settings, as
  ///   [KernClassifier#recipe]
  /// @param data as `kern train --data` takes it
  /// @param out the folder for the runs, one for each recipe, called as that is
  /// @return the results in the order of the recipes
  public static List<Result> run(
      SparkSession spark, Map<String, String> recipes, String data, String out) {
    SparkContext context = spark.sparkContext();
    int threads = context.getConf().getInt("spark.task.cpus", 1);
    List<Trial> trials = new ArrayList<>();
    recipes.forEach((name, recipe) -> trials.add(trial(name, recipe, data, out, threads)));
    if (!trials.isEmpty()) {
      JavaCheck.expectSound(spark);
    }
    List<Outcome> outcomes =
        trials.isEmpty()
            ? List.of()
            : JavaSparkContext.fromSparkContext(context)
                .parallelize(trials, trials.size())
                .map(new Training())
                .collect();
    return outcomes.stream().map(Outcome::result).toList();
  }

  private static Trial trial(String name, String recipe, String data, String out, int threads) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._=-]{0,99}")) {
      throw Problem.at("sweep, recipe " + Problem.quote(name), "the name is no run folder's")
          .given(Problem.quote(name))
          .expected("letters, digits, dots, hyphens, underscores and equals signs")
          .fix("give it another name");
    }
    TrainingSettings settings =
        new TrainingSettings("", recipe, "", null, null, null, null, null, threads, List.of());
    settings.expectSound("sweep, recipe '" + name + "'");
    return new Trial(name, settings, data, out);
  }

  /// A training on its way to an executor.
  private record Trial(String name, TrainingSettings settings, String data, String out)
      implements Serializable {}

  /// A result on its way back.
  private record Outcome(
      String name,
      String run,
      long steps,
      @Nullable Double validation,
      @Nullable Double test,
      String failure)
      implements Serializable {
    static Outcome of(String name, RunFolder folder, String failure) {
      RunSummary summary = RunSummary.of(folder);
      return new Outcome(
          name,
          folder.path().toString(),
          summary.steps(),
          summary.validationAccuracy().orElse(null),
          summary.testAccuracy().orElse(null),
          failure);
    }

    Result result() {
      return new Result(name, run, steps, optional(validation), optional(test), failure);
    }

    private static OptionalDouble optional(@Nullable Double value) {
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
  }

  /// Trains, or goes on.
  private static final class Training implements Function<Trial, Outcome> {
    private static final long serialVersionUID = 1;

    @Override
    public Outcome call(Trial trial) {
      Path place = Path.of(trial.out, trial.name);
      Optional<RunFolder> before =
          RunFolder.isRun(place) ? Optional.of(RunFolder.open(place)) : Optional.empty();
      if (before.isPresent() && RunSummary.of(before.get()).state() == RunSummary.State.FINISHED) {
        return Outcome.of(trial.name, before.get(), "");
      }
      Dataset data = Datasets.open(Path.of(trial.data));
      dev.kern.train.Training training = trial.settings.training(data).out(place);
      try (Run run =
          before.isPresent()
              ? Run.resume(place, data, training.threads(), training.checkpointEvery())
              : training.start(data)) {
        try {
          run.fit(TrainingTask.stopping(run, TaskContext.get()));
          return Outcome.of(trial.name, RunFolder.open(place), "");
        } catch (dev.kern.train.DivergedException e) {
          return Outcome.of(trial.name, RunFolder.open(place), String.valueOf(e.getMessage()));
        }
      }
    }
  }
}
