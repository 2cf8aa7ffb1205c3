package dev.kern.cli;

import dev.kern.cli.option.DataOption;
import dev.kern.cli.terminal.Output;
import dev.kern.data.DataPart;
import dev.kern.data.file.Problem;
import dev.kern.data.file.ShellWord;
import dev.kern.layer.Table;
import dev.kern.report.SweepPage;
import dev.kern.train.RunSummary.State;
import dev.kern.train.recipe.Recipe;
import dev.kern.train.sweep.Axis;
import dev.kern.train.sweep.SearchSpace;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern sweep`: a recipe trained with many settings, to find those that are best.
@Command(
    name = "sweep",
    description = {
      "Train a recipe with other settings, a run for each choice, and rank the runs.",
      "They are ranked by the validation images; test images stay for the end.",
      "The same command with --out goes on where an earlier one was interrupted.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;
  private static final Path PARENT = Path.of("sweeps");

  @Parameters(paramLabel = "RECIPE", description = "YAML file with data, network and settings")
  private Path recipe = Path.of("");

  @Option(
      names = "--over",
      required = true,
      paramLabel = "KEY=VALUES",
      description =
          "a setting of the recipe and its values, such as batch=16,64 or"
              + " optimizer.learningRate=0.001..0.1 (a range, with --trials); for each setting"
              + " once. Runs that differ by seed=1,2,3 alone are averaged")
  private List<String> over = List.of();

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "draw N choices at random (default: all choices)")
  private @Nullable Integer trials;

  @Option(
      names = "--draw-seed",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "the seed of that draw (default: ${DEFAULT-VALUE})")
  private long drawSeed;

  @Option(
      names = "--halving",
      paramLabel = "F",
      description =
          "train in rounds: each keeps the best one of F and trains it anew, F times as long; the"
              + " last round trains as long as the recipe says")
  private @Nullable Integer halving;

  @Option(
      names = "--data",
      paramLabel = "WHERE",
      converter = DataOption.class,
      description = "data set file or folder (default: that of the recipe); several are joined")
  private List<DataPart> data = List.of();

  @Option(names = "--threads", description = "worker threads (default: one per processor)")
  private @Nullable Integer threads;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "new folder for the runs (default: sweeps/RECIPE-N)")
  private @Nullable Path out;

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    Recipe base = Recipe.read(recipe);
    if (base.options().containsKey("folds")) {
      throw Problem.at(base.place("folds"), "a sweep trains one run for each choice")
          .given("folds")
          .fix("remove it; to average over the order of the images, sweep over seed=1,2,3");
    }
    SearchSpace space = new SearchSpace(over.stream().map(Axis::parse).toList());
    List<Map<String, Object>> choices =
        trials == null ? space.grid() : space.random(trials, drawSeed);
    Sweep plan = plan(base, choices);
    plan.check(recipe.toString());
    Sweep sweep = out == null ? plan.in(NewFolder.in(PARENT, name())) : plan;
    sweep.begin();
    // What a signal interrupts is the training; this waits until there is nothing left to say.
    try (Interruption _ = Interruption.of(() -> {})) {
      return run(sweep);
    }
  }

  /// What the recipe's file is called, without its ending.
  private String name() {
    return recipe.getFileName().toString().replaceFirst("\\.ya?ml$", "");
  }

  private Sweep plan(Recipe base, List<Map<String, Object>> choices) {
    Path folder = out == null ? PARENT.resolve(name()) : out;
    int keep = halving == null ? 1 : expectHalving(halving);
    int rounds = 1;
    for (long left = choices.size(); keep > 1 && left >= keep; left = Math.ceilDiv(left, keep)) {
      rounds++;
    }
    return new Sweep(folder, base.tree(), choices, rounds, keep);
  }

  private static int expectHalving(int keep) {
    if (keep < 2) {
      throw new IllegalArgumentException(
          """
          kern sweep: --halving keeps one of so many trials
            given     --halving %d
            expected  2 or more
            fix       --halving 3\
          """
              .formatted(keep));
    }
    return keep;
  }

  private int run(Sweep sweep) {
    Map<Integer, SweepResult.Row> rows = new TreeMap<>();
    List<Sweep.Trial> now = sweep.first();
    for (int round = 1; round <= sweep.rounds(); round++) {
      now.forEach(sweep::write);
      if (output.talks() && sweep.rounds() > 1) {
        output.out().printf("Round %d of %d: %d trials%n", round, sweep.rounds(), now.size());
      }
      List<SweepResult.Row> own = new ArrayList<>();
      for (Sweep.Trial trial : now) {
        boolean begun = sweep.hasBegun(trial);
        boolean done = begun && isDone(sweep.result(trial).state());
        int status = done ? 0 : train(sweep, trial, begun);
        if (status != 0 && !sweep.hasBegun(trial)) {
          return stopped(sweep, status);
        }
        SweepResult.Row row = sweep.result(trial);
        if (status != 0 && row.state() != State.FAILED) { // one that diverged is ranked last
          return stopped(sweep, status);
        }
        if (!done && status == 0) {
          tell(row);
        }
        own.add(expectScored(row));
      }
      own.forEach(row -> rows.put(row.trial().number(), row));
      now = kept(SweepResult.of(own), sweep.keep());
    }
    SweepResult result = SweepResult.of(List.copyOf(rows.values()));
    Path page = sweep.folder().resolve("sweep.html");
    SweepPage.write(page, sweep.folder().toString(), result.head(), result.table(), points(result));
    if (output.json()) {
      output.line(result);
    } else {
      tell(sweep, result, page);
    }
    return 0;
  }

  /// Trains one, or goes on; the exit status.
  private int train(Sweep sweep, Sweep.Trial trial, boolean begun) {
    if (output.talks()) {
      output.out().printf("%s: %s%n", sweep.name(trial), Sweep.words(trial.settings()));
      output.out().flush();
    }
    List<String> words = new ArrayList<>(List.of("train"));
    if (begun) {
      words.addAll(List.of("--resume", sweep.run(trial).toString()));
    } else {
      words.addAll(List.of(sweep.recipe(trial).toString(), "--out", sweep.run(trial).toString()));
    }
    words.add("--no-report");
    data.forEach(part -> words.addAll(List.of("--data", part.toString())));
    if (threads != null) {
      words.addAll(List.of("--threads", threads.toString()));
    }
    if (!output.talks()) {
      words.add("--quiet");
    }
    return Kern.run(Writer.nullWriter(), output.err(), words.toArray(String[]::new));
  }

  private void tell(SweepResult.Row row) {
    if (output.talks()) {
      row.validationAccuracy()
          .ifPresent(
              part ->
                  output
                      .out()
                      .println(
                          String.format(Locale.ROOT, "  validation accuracy %.2f%%", 100 * part)));
    }
  }

  private static boolean isDone(State state) {
    return state == State.FINISHED || state == State.FAILED;
  }

  private static SweepResult.Row expectScored(SweepResult.Row row) {
    if (row.finished() && row.validationAccuracy().isEmpty() && row.validationLoss().isEmpty()) {
      throw Problem.at(row.run(), "there are no validation images to choose by")
          .given("a run without validation results")
          .fix("use data with a split called valid, or larger data, of which a part is held out");
    }
    return row;
  }

  /// The trials of the next round.
  private static List<Sweep.Trial> kept(SweepResult result, int keep) {
    List<SweepResult.Group> finished =
        result.groups().stream()
            .filter(group -> group.rows().stream().allMatch(SweepResult.Row::finished))
            .toList();
    return finished.stream()
        .limit(Math.ceilDiv(finished.size(), keep))
        .flatMap(group -> group.rows().stream())
        .map(row -> Sweep.next(row.trial()))
        .toList();
  }

  private int stopped(Sweep sweep, int status) {
    if (status == INTERRUPTED) {
      output
          .err()
          .println(
              """
              kern sweep: interrupted
                fix       the same command with --out %s goes on\
              """
                  .formatted(ShellWord.of(sweep.folder())));
    }
    return status;
  }

  /// Accuracy by the values of each setting that is a number.
  private static Map<String, List<SweepPage.Point>> points(SweepResult result) {
    Map<String, List<SweepPage.Point>> points = new TreeMap<>();
    for (SweepResult.Group group : result.groups()) {
      group
          .mean(SweepResult.Row::validationAccuracy)
          .ifPresent(
              accuracy ->
                  group
                      .settings()
                      .forEach(
                          (key, value) -> {
                            if (value instanceof Number number) {
                              points
                                  .computeIfAbsent(key, _ -> new ArrayList<>())
                                  .add(new SweepPage.Point(number.doubleValue(), accuracy));
                            }
                          }));
    }
    return points;
  }

  private void tell(Sweep sweep, SweepResult result, Path page) {
    List<String[]> rows = new ArrayList<>();
    rows.add(result.head().toArray(String[]::new));
    result.table().forEach(row -> rows.add(row.toArray(String[]::new)));
    if (output.talks()) {
      output.out().println();
    }
    output.out().print(Table.text(rows, result.keys().size(), Output.columns()));
    if (output.talks()) {
      output.out().println("Accuracy and loss are those of the validation images.");
      output.out().println("Page in " + page);
      SweepResult.Row best = result.groups().getFirst().rows().getFirst();
      if (best.finished()) {
        output.out().println("  kern train " + ShellWord.of(sweep.recipe(best.trial())));
        output.out().println("  kern evaluate " + ShellWord.of(Path.of(best.run())));
      }
    }
    output.out().flush();
  }
}
