package dev.kern.cli;

import dev.kern.data.Dataset;
import dev.kern.data.file.ShellWord;
import dev.kern.report.Report;
import dev.kern.train.RunFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/// Writes the report after training. The run is saved by then, so a failure here is only a warning.
final class ReportAfterTraining {
  private ReportAfterTraining() {}

  /// Writes the report on a run.
  ///
  /// @param err where warnings go
  /// @return the page, if there is one
  static Optional<Path> write(Path run, Dataset data, PrintWriter err) {
    Optional<Path> page = Optional.empty();
    try {
      Report report = Report.of(RunFolder.open(run), data);
      page = Optional.of(report.writePage());
      report.writePlots();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      String what = page.isEmpty() ? "has no report" : "has a report without plots";
      err.println("warning: the run is saved, but " + what);
      err.println(String.valueOf(e.getMessage()).indent(2).stripTrailing());
      err.println("  fix       kern runs report " + ShellWord.of(run));
    }
    return page;
  }
}
