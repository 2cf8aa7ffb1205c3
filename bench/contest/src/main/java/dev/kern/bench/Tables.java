package dev.kern.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Findings as a Markdown table that also reads well as text.
final class Tables {
  private Tables() {}

  /// The table: a line per job and number of threads, a column per peer with its steps per second
  /// and Kern's speed as a multiple of that, and one for memory where that was measured.
  static String of(List<Finding> findings) {
    Set<String> peers = new LinkedHashSet<>();
    findings.forEach(finding -> peers.addAll(finding.peers().keySet()));
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("job", "threads", "Kern, steps/s", "of peak"));
    peers.forEach(peer -> head.add(peer + ", Kern ×"));
    Set<String> measured = new LinkedHashSet<>();
    findings.forEach(finding -> measured.addAll(finding.megabytes().keySet()));
    measured.forEach(contestant -> head.add(contestant + ", MB"));
    lines.add(head);
    for (Finding finding : findings) {
      List<String> line =
          new ArrayList<>(
              List.of(
                  finding.job(),
                  Integer.toString(finding.threads()),
                  rate(finding.kern()),
                  "%.0f %%".formatted(100 * finding.shareOfPeak())));
      peers.forEach(peer -> line.add(cell(finding.peers().get(peer))));
      measured.forEach(contestant -> line.add(memory(finding.megabytes().get(contestant))));
      lines.add(line);
    }
    return markdown(lines);
  }

  private static String cell(Finding.@Nullable Beside beside) {
    return beside == null
        ? ""
        : String.format(Locale.ROOT, "%s, **%.1f**", rate(beside.rate()), beside.ratio());
  }

  private static String memory(@Nullable Long megabytes) {
    return megabytes == null ? "" : String.format(Locale.ROOT, "%,d", megabytes);
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond < 100 ? "%.1f" : "%,.0f", perSecond);
  }

  private static String markdown(List<List<String>> lines) {
    int columns = lines.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int k = 0; k < columns; k++) {
        widths[k] = Math.max(widths[k], line.get(k).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < lines.size(); row++) {
      for (int k = 0; k < columns; k++) {
        String format = k == 0 ? "| %-" + widths[k] + "s " : "| %" + widths[k] + "s ";
        text.append(format.formatted(lines.get(row).get(k)));
      }
      text.append("|\n");
      if (row == 0) {
        for (int k = 0; k < columns; k++) {
          text.append(
              k == 0 ? "|" + "-".repeat(widths[k] + 2) : "|" + "-".repeat(widths[k] + 1) + ":");
        }
        text.append("|\n");
      }
    }
    return text.toString();
  }
}
