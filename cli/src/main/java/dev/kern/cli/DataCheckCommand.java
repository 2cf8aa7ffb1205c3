package dev.kern.cli;

import dev.kern.data.Dataset;
import dev.kern.data.Doubles;
import dev.kern.data.Part;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `kern data check`: what is wrong with a data set.
@Command(
    name = "check",
    description = "Looks for equal pictures, within and across splits, and for conflicting labels.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DataCheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "WHERE", description = "the data set's file or folder")
  private Path where = Path.of("");

  @Mixin private final SizingOption sizing = new SizingOption();

  @Mixin private final Output output = new Output();

  /// What a program reads.
  record Check(
      int surplusCopies,
      Map<Part, Integer> alsoInTraining,
      List<List<Doubles.Place>> conflictingLabels,
      List<String> warnings) {}

  @Override
  public Integer call() {
    Dataset data = sizing.open(where);
    Doubles doubles = Doubles.of(data);
    Map<Part, Integer> leaks = new EnumMap<>(Part.class);
    leaks.putAll(doubles.leaks());
    Check check = new Check(doubles.surplus(), leaks, doubles.conflicts(), data.warnings());
    if (output.json()) {
      output.line(check);
    } else {
      print(check, output.out());
    }
    return 0;
  }

  private static void print(Check check, PrintWriter out) {
    check.warnings.forEach(warning -> out.println("note: " + warning));
    out.printf(Locale.ROOT, "%,d surplus copies of other pictures%n", check.surplusCopies);
    check.alsoInTraining.forEach(
        (part, count) ->
            out.printf(
                Locale.ROOT,
                "%,d %s pictures also stand in the training set%n",
                count,
                part.adjective()));
    out.printf(
        Locale.ROOT,
        "%,d pictures whose copies carry other labels, in %,d groups%n",
        check.conflictingLabels.stream().mapToInt(List::size).sum(),
        check.conflictingLabels.size());
    for (List<Doubles.Place> group : check.conflictingLabels) {
      out.println(
          "  "
              + group.stream()
                  .map(p -> "%s %s[%d]".formatted(p.label(), p.part().key(), p.sample()))
                  .collect(Collectors.joining(", ")));
    }
  }
}
