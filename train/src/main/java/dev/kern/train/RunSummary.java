package dev.kern.train;

import dev.kern.data.file.Problem;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Progress;
import dev.kern.train.event.Started;
import dev.kern.train.file.FolderLock;
import dev.kern.train.file.LogSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A run in one line: its settings, progress and results.
///
/// @param run the folder
/// @param started when it began, as in `2026-11-24T10:05:17Z`
/// @param network the network's name
/// @param data the data as it was named
/// @param steps the steps that its log or its last checkpoint tells of
/// @param plannedSteps how many it was to have; 0 if it has not begun
/// @param loss the last one reported, of a minibatch
/// @param validationLoss the last one measured
/// @param validationAccuracy the last one measured, from 0 to 1; there is none for values
/// @param bestValidationAccuracy the highest one measured
/// @param testAccuracy of the final network
/// @param stepsPerSecond the speed of the steps, without evaluations
/// @param seconds how long it took, with evaluations
/// @param state how it stands
public record RunSummary(
    String run,
    String started,
    String network,
    String data,
    long steps,
    long plannedSteps,
    Optional<Double> loss,
    Optional<Double> validationLoss,
    Optional<Double> validationAccuracy,
    Optional<Double> bestValidationAccuracy,
    Optional<Double> testAccuracy,
    Optional<Double> stepsPerSecond,
    Optional<Double> seconds,
    State state) {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /// The state of a run.
  public enum State {
    /// A program is running it.
    RUNNING,
    /// It is complete.
    FINISHED,
    /// It diverged: a number was no longer finite.
    FAILED,
    /// It can be resumed.
    INTERRUPTED
  }

  /// The summary of a run.
  ///
  /// Fails with `DataException` if its files can't be read.
  public static RunSummary of(RunFolder folder) {
    RunRecord record = folder.record();
    LogSummary log = folder.summary();
    Optional<Finished> end = log.finished();
    Optional<Progress> report = log.progress();
    return new RunSummary(
        folder.path().toString(),
        record.started(),
        record.recipe().network().name(),
        record.data().source(),
        end.map(Finished::steps).orElseGet(() -> done(folder, report)),
        log.started().map(Started::steps).orElse(0L),
        report.map(Progress::loss),
        log.validation().map(Evaluated::loss),
        log.validationAccuracy(),
        log.bestValidationAccuracy(),
        end.flatMap(Finished::testAccuracy),
        end.map(Finished::stepsPerSecond).or(() -> report.map(Progress::stepsPerSecond)),
        end.map(Finished::seconds).or(() -> report.map(Progress::seconds)),
        state(folder, log));
  }

  private static long done(RunFolder folder, Optional<Progress> report) {
    long told = report.map(progress -> progress.step() + 1).orElse(0L);
    return Math.max(told, folder.checkpoints().lastStep());
  }

  private static State state(RunFolder folder, LogSummary log) {
    if (FolderLock.isTaken(folder.path())) {
      return State.RUNNING;
    }
    if (log.finished().isPresent()) {
      return State.FINISHED;
    }
    return log.failed().isPresent() ? State.FAILED : State.INTERRUPTED;
  }

  /// The runs in a folder, by name; the folder itself if it is a run.
  ///
  /// Fails with `DataException` if it can't be read.
  public static List<RunFolder> in(Path folder) {
    if (RunFolder.isRun(folder)) {
      return List.of(RunFolder.open(folder));
    }
    List<RunFolder> runs = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      entries
          .filter(RunFolder::isRun)
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .map(RunFolder::open)
          .forEach(runs::add);
    } catch (UncheckedIOException e) {
      throw Problem.of(folder, e);
    } catch (IOException e) {
      throw Problem.of(folder, e);
    }
    runs.sort(Comparator.comparing(RunSummary::sortKey));
    return runs;
  }

  /// The name with numbers filled up, so that `lenet-9` comes before `lenet-10`.
  private static String sortKey(RunFolder folder) {
    return NUMBER
        .matcher(folder.name())
        .replaceAll(
            number -> "0".repeat(Math.max(0, 19 - number.group().length())) + number.group());
  }
}
