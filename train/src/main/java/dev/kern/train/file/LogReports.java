package dev.kern.train.file;

import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Progress;
import dev.kern.train.event.Resumed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What a log reports on each step, without what a resumed run has repeated. The log is read in one
/// pass; the lines of a step are parsed when they are asked for.
public final class LogReports {
  private final Path file;
  private final StepMarks reports = new StepMarks();
  private final StepMarks validations = new StepMarks();

  private LogReports(Path file) {
    this.file = file;
  }

  /// The reports of a log; of one that doesn't exist, there are none.
  ///
  /// Fails with `DataException` if the file can't be read.
  public static LogReports of(Path file) {
    LogReports reports = new LogReports(file);
    if (Files.exists(file)) {
      try {
        EventScanner.scan(file, reports.new Gatherer());
      } catch (IOException e) {
        throw Problem.of(file, e);
      }
    }
    return reports;
  }

  private final class Gatherer implements EventScanner.Visitor {
    @Override
    public void progress(long step, long offset) {
      reports.add(step, offset);
    }

    @Override
    public void evaluated(String split, long step, double accuracy, long offset) {
      if (split.equals(SplitName.VALID.key())) {
        validations.add(step, offset);
      }
    }

    @Override
    public void event(Event event) {
      if (event instanceof Resumed resumed) {
        reports.dropFrom(resumed.step());
        validations.dropFrom(resumed.step());
      }
    }

    @Override
    public void damaged(String sentence) {}
  }

  /// The steps that have a report, in rising order.
  public long[] steps() {
    return reports.steps();
  }

  /// The report on a step, if there is one.
  ///
  /// Fails with `DataException` if the file can't be read.
  public Optional<Progress> progress(long step) {
    try {
      return reports.at(file, step, Progress.class);
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
  }

  /// The evaluation of the validation images after a step, if there is one.
  ///
  /// Fails with `DataException` if the file can't be read.
  public Optional<Evaluated> validation(long step) {
    try {
      return validations.at(file, step, Evaluated.class);
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
  }
}
