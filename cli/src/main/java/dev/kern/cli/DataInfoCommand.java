package dev.kern.cli;

import dev.kern.cli.option.DataOption;
import dev.kern.cli.option.SizingOption;
import dev.kern.cli.terminal.Output;
import dev.kern.data.Dataset;
import dev.kern.data.Normalization;
import dev.kern.data.SplitName;
import dev.kern.data.SplitSummary;
import dev.kern.data.format.Datasets;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `kern data info`: describes a data set.
@Command(
    name = "info",
    description =
        "Describe a data set: its format, splits, images per class and range of pixel values.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DataInfoCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "WHERE",
      description =
          "file or folder of the data set (default: glyphs, the built-in data set); several are"
              + " joined, as kern train joins them")
  private List<String> where = List.of(Datasets.LETTERS);

  @Mixin private final SizingOption sizing = new SizingOption();

  @Mixin private final Output output = new Output();

  /// The JSON output; the names are a contract.
  record Contents(String format, Map<String, SplitSummary> splits, List<String> warnings) {}

  @Override
  public Integer call() {
    Dataset data = sizing.open(DataOption.of(where), output);
    Map<String, SplitSummary> splits = new LinkedHashMap<>();
    for (SplitName splitName : SplitName.values()) {
      data.split(splitName)
          .ifPresent(
              split -> splits.put(splitName.key(), SplitSummary.of(split, data.classNames())));
    }
    if (output.json()) {
      output.line(new Contents(data.provenance().format(), splits, data.warnings()));
    } else {
      print(data, splits, output.out());
    }
    return 0;
  }

  private static void numbers(
      String name,
      int width,
      Collection<SplitSummary> splits,
      ToDoubleFunction<SplitSummary> number,
      PrintWriter out) {
    out.printf("%-" + width + "s", name);
    splits.forEach(s -> out.printf(Locale.ROOT, "  %9.4f", number.applyAsDouble(s)));
    out.println();
  }

  private void print(Dataset data, Map<String, SplitSummary> splits, PrintWriter out) {
    String scaling = data.normalization().map(Normalization::toString).orElse("unknown");
    out.println(
        "%s: format %s, images of %s, scaling %s"
            .formatted(
                String.join(" + ", where), data.provenance().format(), data.shape(), scaling));
    out.println();
    int width = data.classNames().stream().mapToInt(String::length).max().orElse(1);
    width = Math.max(width, "pixels".length());
    out.print("class" + " ".repeat(width - 5));
    splits.keySet().forEach(splitName -> out.printf("  %9s", splitName));
    out.println();
    for (String name : data.classNames()) {
      out.print(name + " ".repeat(width - name.length()));
      splits.values().forEach(s -> out.printf(Locale.ROOT, "  %,9d", s.perClass().get(name)));
      out.println();
    }
    out.print("all" + " ".repeat(width - 3));
    splits.values().forEach(s -> out.printf(Locale.ROOT, "  %,9d", s.count()));
    out.printf("%n%n%-" + width + "s", "pixels");
    splits.keySet().forEach(splitName -> out.printf("  %9s", splitName));
    out.println();
    numbers("min", width, splits.values(), SplitSummary::min, out);
    numbers("max", width, splits.values(), SplitSummary::max, out);
    numbers("mean", width, splits.values(), SplitSummary::mean, out);
    if (output.talks()) {
      data.warnings().forEach(warning -> out.println("note: " + warning));
    }
  }
}
