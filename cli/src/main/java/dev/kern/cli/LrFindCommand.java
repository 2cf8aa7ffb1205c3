package dev.kern.cli;

import dev.kern.cli.option.DataOption;
import dev.kern.cli.option.DataSize;
import dev.kern.cli.option.StepOptions;
import dev.kern.cli.terminal.LossPlot;
import dev.kern.cli.terminal.Output;
import dev.kern.cli.terminal.ProgressBar;
import dev.kern.data.DataPart;
import dev.kern.data.Dataset;
import dev.kern.data.file.Problem;
import dev.kern.report.LearningRatePlot;
import dev.kern.train.LearningRateFinder;
import dev.kern.train.Listener;
import dev.kern.train.Training;
import dev.kern.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern lr-find`: a learning rate range test.
@Command(
    name = "lr-find",
    description = {
      "Find a good learning rate: let it rise until the loss explodes.",
      "Trains for a few hundred steps and keeps no run.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class LrFindCommand implements Callable<Integer> {
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
          "data set file or folder (default: glyphs, the built-in data set); several are joined")
  private List<DataPart> data = List.of();

  @Mixin private final StepOptions step = new StepOptions();

  @Option(
      names = "--steps",
      defaultValue = "200",
      description = "training steps at most (default: ${DEFAULT-VALUE})")
  private int steps;

  @Option(
      names = "--min",
      paramLabel = "RATE",
      defaultValue = "1e-6",
      description = "the first learning rate (default: ${DEFAULT-VALUE})")
  private double least;

  @Option(
      names = "--max",
      paramLabel = "RATE",
      defaultValue = "10",
      description = "the last learning rate (default: ${DEFAULT-VALUE})")
  private double greatest;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      defaultValue = "lr-find.svg",
      description = "where to draw the losses, replacing the file (default: ${DEFAULT-VALUE})")
  private Path svg = Path.of("");

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    Optional<Recipe> written =
        Optional.ofNullable(recipe).map(file -> RecipeOptions.read(file, output.command()));
    Dataset images = step.open(DataOption.of(data, written), output);
    Training training = step.training(written, DataSize.of(images), null);
    LearningRateFinder finder = LearningRateFinder.of(training).rates(least, greatest).steps(steps);
    if (output.talks()) {
      output
          .out()
          .println(
              String.format(
                  Locale.ROOT,
                  "Learning rates of %s with %s: %s steps of %d, from %.0e to %.0e",
                  training.network().name(),
                  training.optimizer().rule().getClass().getSimpleName().toLowerCase(Locale.ROOT),
                  Problem.count(steps),
                  training.batch(),
                  least,
                  greatest));
      output.out().flush();
    }
    Listener[] listeners =
        output.talks() && Output.isTerminal()
            ? new Listener[] {new ProgressBar(output.err())}
            : new Listener[0];
    LearningRateFinder.Result result = finder.run(images, listeners);
    LearningRatePlot.write(svg, result);
    if (output.json()) {
      output.line(result);
    } else {
      tell(result);
    }
    return result.suggested().isPresent() ? 0 : 1;
  }

  private void tell(LearningRateFinder.Result result) {
    if (output.talks()) {
      output.out().println(LossPlot.of(result));
      output
          .out()
          .printf(
              Locale.ROOT,
              "Lowest loss at %.2g; %s%n",
              result.lowest().rate(),
              result.exploded()
                  ? String.format(Locale.ROOT, "exploded at %.2g", result.points().getLast().rate())
                  : "it didn't explode: try a greater --max");
      output.out().println("Plot in " + svg);
    }
    output
        .out()
        .println(
            result
                .suggested()
                .map(rate -> "Suggested: --learning-rate " + rate)
                .orElse(
                    "No rate made the loss fall: try more --steps, larger batches, or kern train"
                        + " --overfit 16"));
  }
}
