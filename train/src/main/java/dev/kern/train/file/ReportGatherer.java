package dev.kern.train.file;

import dev.kern.data.SplitName;
import dev.kern.train.event.Event;
import dev.kern.train.event.Resumed;

/// Where the reports of a log are, by step, without what a resumed run has repeated.
class ReportGatherer implements EventScanner.Visitor {
  final StepMarks reports = new StepMarks();
  final StepMarks validations = new StepMarks();

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
      resume(resumed.step());
    }
  }

  /// Drops what a run resumed at this step does over.
  void resume(long step) {
    reports.dropFrom(step);
    validations.dropFrom(step);
  }

  @Override
  public void damaged(String sentence) {}
}
