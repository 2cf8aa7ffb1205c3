package dev.kern.train.file;

import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// What a log reports on each step, without what a resumed run has repeated. The log is read in one
/// pass; the lines of a step are parsed when they are asked for.
public final class LogReports {
  private final Path file;
  private final ReportGatherer gathered = new ReportGatherer();

  private LogReports(Path file) {
    this.file = file;
  }

  /// The reports of a log; of one that doesn't exist, there are none.
  ///
  /// Fails with `DataException` if the file can't be read.
  public static LogReports of(Path file) {
    LogReports reports = new LogReports(file);
    if (FileStatus.exists(file)) {
      try {
        EventScanner.scan(file, reports.gathered);
      } catch (IOException e) {
        throw Problem.of(file, e);
      }
    }
    return reports;
  }

  /// The steps that have a report, in rising order.
  public long[] steps() {
    return gathered.reports.steps();
  }

  /// The report on a step, if there is one.
  ///
  /// Fails with `DataException` if the file can't be read.
  public Optional<Progress> progress(long step) {
    try {
      return gathered.reports.at(file, step, Progress.class);
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
  }

  /// The evaluation of the validation images after a step, if there is one.
  ///
  /// Fails with `DataException` if the file can't be read.
  public Optional<Evaluated> validation(long step) {
    try {
      return gathered.validations.at(file, step, Evaluated.class);
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
  }
}
