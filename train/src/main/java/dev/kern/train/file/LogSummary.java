package dev.kern.train.file;

import dev.kern.data.SplitName;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.OrderedTasks;
import dev.kern.data.file.Problem;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Failed;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Progress;
import dev.kern.train.event.Started;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a log tells of how a run stands, without what a resumed run has repeated; read in one pass
/// without parsing every line.
///
/// @param started the last beginning
/// @param finished the end
/// @param failed the last failure, unless the run was resumed after it
/// @param progress the last report
/// @param validation the last evaluation of the validation images
/// @param validationAccuracy the last one measured, from 0 to 1; there is none for values
/// @param bestValidationAccuracy the highest one measured
/// @param damaged a sentence about each line that can't be read; if they are many, about the first
public record LogSummary(
    Optional<Started> started,
    Optional<Finished> finished,
    Optional<Failed> failed,
    Optional<Progress> progress,
    Optional<Evaluated> validation,
    Optional<Double> validationAccuracy,
    Optional<Double> bestValidationAccuracy,
    List<String> damaged) {
  private static final int MOST_TOLD = 10;

  /// A shorter piece of a log is read before another thread has started.
  private static final long LEAST_BYTES = 16 << 20;

  /// The summary of a log; of one that doesn't exist, it is empty.
  ///
  /// Fails with `DataException` if the file can't be read.
  public static LogSummary of(Path file) {
    if (!FileStatus.exists(file)) {
      return new Gatherer().summary(file, Optional.empty(), Optional.empty());
    }
    try {
      long pieces = Files.size(file) / LEAST_BYTES;
      return of(file, Math.clamp(pieces, 1, Runtime.getRuntime().availableProcessors()));
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
  }

  /// The summary of a log that is read in so many pieces at once.
  static LogSummary of(Path file, int pieces) throws IOException {
    Gatherer gatherer = gathered(file, pieces);
    return gatherer.summary(
        file,
        gatherer.reports.last(file, Progress.class),
        gatherer.validations.last(file, Evaluated.class));
  }

  private static Gatherer gathered(Path file, int pieces) throws IOException {
    long[] cuts = EventScanner.cuts(file, pieces);
    List<Gatherer> gatherers = new ArrayList<>();
    try (OrderedTasks<Gatherer> tasks = OrderedTasks.on(pieces, gatherers::add)) {
      for (int i = 0; i < pieces; i++) {
        long from = cuts[i];
        long to = cuts[i + 1];
        tasks.add(0, () -> gathered(file, from, to));
      }
      tasks.finish();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Gatherer whole = gatherers.getFirst();
    if (pieces > 1 && gatherers.stream().anyMatch(gatherer -> gatherer.damagedLines > 0)) {
      return gathered(file, 1); // which knows the numbers of the lines
    }
    gatherers.stream().skip(1).forEach(whole::append);
    return whole;
  }

  private static Gatherer gathered(Path file, long from, long to) {
    Gatherer gatherer = new Gatherer();
    try {
      EventScanner.scan(file, from, to, gatherer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return gatherer;
  }

  private static final class Gatherer extends ReportGatherer {
    private Optional<Started> started = Optional.empty();
    private Optional<Finished> finished = Optional.empty();
    private Optional<Failed> failed = Optional.empty();
    private final StepMarks accuracies = new StepMarks();
    private final List<String> damaged = new ArrayList<>();
    private long damagedLines;
    private long resumedAt = Long.MAX_VALUE; // the first step that is done over

    @Override
    public void evaluated(String split, long step, double accuracy, long offset) {
      super.evaluated(split, step, accuracy, offset);
      if (split.equals(SplitName.VALID.key()) && !Double.isNaN(accuracy)) {
        accuracies.add(step, Double.doubleToRawLongBits(accuracy));
      }
    }

    @Override
    public void event(Event event) {
      super.event(event);
      switch (event) {
        case Started start -> started = Optional.of(start);
        case Finished end -> finished = Optional.of(end);
        case Failed failure -> failed = Optional.of(failure);
        default -> {}
      }
    }

    @Override
    void resume(long step) {
      super.resume(step);
      resumedAt = Math.min(resumedAt, step);
      accuracies.dropFrom(step);
      finished = Optional.empty();
      failed = Optional.empty();
    }

    /// Takes what the next piece of the log holds.
    void append(Gatherer later) {
      if (later.resumedAt < Long.MAX_VALUE) {
        resume(later.resumedAt);
      }
      started = later.started.or(() -> started);
      finished = later.finished.or(() -> finished);
      failed = later.failed.or(() -> failed);
      reports.append(later.reports);
      validations.append(later.validations);
      accuracies.append(later.accuracies);
    }

    @Override
    public void damaged(String sentence) {
      damagedLines++;
      if (damaged.size() <= MOST_TOLD) {
        damaged.add(sentence);
      }
    }

    LogSummary summary(Path file, Optional<Progress> progress, Optional<Evaluated> validation) {
      Optional<Double> best = Optional.empty();
      for (int i = 0; i < accuracies.count(); i++) {
        double accuracy = Double.longBitsToDouble(accuracies.value(i));
        if (best.isEmpty() || Double.compare(accuracy, best.get()) > 0) {
          best = Optional.of(accuracy);
        }
      }
      Optional<Double> last =
          accuracies.count() == 0
              ? Optional.empty()
              : Optional.of(Double.longBitsToDouble(accuracies.value(accuracies.count() - 1)));
      if (damagedLines > damaged.size()) {
        damaged.set(
            MOST_TOLD,
            "%s: %s more lines".formatted(file, Problem.count(damagedLines - MOST_TOLD)));
      }
      return new LogSummary(
          started, finished, failed, progress, validation, last, best, List.copyOf(damaged));
    }
  }
}
