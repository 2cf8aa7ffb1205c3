package dev.kern.cli;

import dev.kern.data.Dataset;
import dev.kern.data.Normalization;
import dev.kern.data.Part;
import dev.kern.data.SplitSummary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `kern data info`: counts, shapes and sums.
@Command(
    name = "info",
    description = "Prints what a data set holds: format, splits, pictures per class, sums.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DataInfoCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "WHERE",
      description = "the data set's file or folder (default: glyphs, which come with Kern)")
  private Path where = Path.of("glyphs");

  @Mixin private final SizingOption sizing = new SizingOption();

  @Mixin private final Output output = new Output();

  /// What a program reads; the names are a contract.
  record Contents(String format, Map<String, SplitSummary> splits, List<String> warnings) {}

  @Override
  public Integer call() {
    Dataset data = sizing.open(where);
    Map<String, SplitSummary> splits = new LinkedHashMap<>();
    for (Part part : Part.values()) {
      data.split(part)
          .ifPresent(split -> splits.put(part.key(), SplitSummary.of(split, data.classNames())));
    }
    if (output.json()) {
      output.line(new Contents(data.provenance().format(), splits, data.warnings()));
    } else {
      print(data, splits, output.out());
    }
    return 0;
  }

  private void print(Dataset data, Map<String, SplitSummary> splits, PrintWriter out) {
    String scaling = data.normalization().map(Normalization::toString).orElse("unknown");
    out.printf(
        "%s: format %s, pictures of %s, scaling %s%n%n",
        where, data.provenance().format(), data.shape(), scaling);
    int width = data.classNames().stream().mapToInt(String::length).max().orElse(1);
    width = Math.max(width, "class".length());
    out.print("class" + " ".repeat(width - 5));
    splits.keySet().forEach(part -> out.printf("  %9s", part));
    out.println();
    for (String name : data.classNames()) {
      out.print(name + " ".repeat(width - name.length()));
      splits.values().forEach(s -> out.printf(Locale.ROOT, "  %,9d", s.perClass().get(name)));
      out.println();
    }
    out.print("all" + " ".repeat(width - 3));
    splits.values().forEach(s -> out.printf(Locale.ROOT, "  %,9d", s.count()));
    out.println();
    if (output.talks()) {
      data.warnings().forEach(warning -> out.println("note: " + warning));
    }
  }
}
