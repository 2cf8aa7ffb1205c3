package dev.kern.cli;

import dev.kern.cli.terminal.Output;
import dev.kern.data.Dataset;
import dev.kern.data.SplitName;
import dev.kern.data.UnreadableImage;
import dev.kern.data.check.Balance;
import dev.kern.data.check.Check;
import dev.kern.data.check.Groups;
import dev.kern.data.check.SampleLocation;
import dev.kern.data.file.Problem;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Prints what a check has found: a line for each kind of problem and the first few cases below it.
///
/// @param data what was checked
/// @param check what was found
/// @param output where to print it
record CheckText(Dataset data, Check check, Output output) {
  private static final int MOST = 10;
  private static final int MOST_OF_GROUP = 5;

  void print() {
    PrintWriter out = output.out();
    out.println(
        "%s: %s images of %s in %s classes"
            .formatted(
                data.provenance().source(),
                Problem.count(check.images()),
                data.shape(),
                Problem.count(data.classes())));
    if (output.talks()) {
      check.warnings().forEach(warning -> out.println("note: " + warning));
    }
    out.println();
    line("broken files", check.broken().size());
    list(check.broken().stream().map(UnreadableImage::toString).toList());
    line("duplicates of other images", check.copies().surplus());
    alike(check.copies());
    leaks(check.copies(), "are also in the training set");
    conflicts(check.copies(), "whose duplicates have different labels");
    line("near-duplicates of other images", check.near().surplus());
    out.println(
        "           (their pixels correlate at %s or more)".formatted(check.leastCorrelation()));
    alike(check.near());
    leaks(check.near(), "are near-duplicates of training images");
    conflicts(check.near(), "whose near-duplicates have different labels");
    line("images of a single colour", check.constant().size());
    list(perLabel(check.constant()));
    balance(check.balance());
    out.flush();
  }

  private void line(String what, int count) {
    output.out().println("%9s  %s".formatted(Problem.count(count), what));
  }

  private void list(List<String> lines) {
    if (output.talks()) {
      lines.stream().limit(MOST).forEach(line -> output.out().println("             " + line));
      if (lines.size() > MOST) {
        int more = lines.size() - MOST;
        output.out().println("             and " + Problem.count(more) + " more; --json lists all");
      }
    }
  }

  private void leaks(Groups groups, String how) {
    for (Map.Entry<SplitName, Integer> leak : groups.leaks().entrySet()) {
      line(leak.getKey().adjective() + " images " + how, leak.getValue());
    }
  }

  /// Lists the groups, except those that are listed for their labels.
  private void alike(Groups all) {
    list(
        all.groups().stream()
            .filter(group -> !Groups.isConflict(group))
            .map(CheckText::words)
            .toList());
  }

  private void conflicts(Groups all, String how) {
    Groups conflicts = all.conflicts();
    String groups =
        conflicts.count() == 0 ? "" : ", in " + Problem.count(conflicts.count()) + " groups";
    line("images " + how + groups, conflicts.images());
    list(conflicts.groups().stream().map(CheckText::words).toList());
  }

  private static String words(List<SampleLocation> group) {
    String first =
        group.stream()
            .limit(MOST_OF_GROUP)
            .map(place -> place.label() + " " + place)
            .collect(Collectors.joining(", "));
    int more = group.size() - MOST_OF_GROUP;
    return more > 0 ? first + " and " + Problem.count(more) + " more" : first;
  }

  /// `I: 254, the first a/b.png`.
  private static List<String> perLabel(List<SampleLocation> places) {
    Map<String, List<SampleLocation>> byLabel =
        places.stream()
            .collect(
                Collectors.groupingBy(
                    SampleLocation::label, LinkedHashMap::new, Collectors.toList()));
    return byLabel.entrySet().stream()
        .map(
            entry ->
                "%s: %s, the first %s"
                    .formatted(
                        entry.getKey(),
                        Problem.count(entry.getValue().size()),
                        entry.getValue().getFirst()))
        .toList();
  }

  private void balance(Balance balance) {
    int most = balance.most();
    int fewest = balance.fewest();
    if (fewest == most) {
      output.out().printf("%n%s images per class to learn from%n", Problem.count(most));
      return;
    }
    output.out().println();
    output
        .out()
        .println(
            "%s to %s images per class to learn from (fewest: %s, most: %s)"
                .formatted(
                    Problem.count(fewest),
                    Problem.count(most),
                    balance.smallest(),
                    balance.largest()));
  }
}
