package dev.kern.cli.terminal;

import static java.util.stream.Collectors.joining;

import dev.kern.train.Listener;
import dev.kern.train.event.Epoch;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Failed;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Progress;
import dev.kern.train.event.RateLowered;
import dev.kern.train.event.Resumed;
import dev.kern.train.event.Started;
import dev.kern.train.event.Stopped;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/// A run as the notebook prints it: loss and minibatch accuracy, validation accuracy, at the end
/// the test accuracy.
///
/// @param out where to print
/// @param loss what the losses are called
public record Transcript(PrintWriter out, String loss) implements Listener {
  @Override
  public void on(Event event) {
    String line =
        switch (event) {
          case Started s ->
              String.format(
                  Locale.ROOT,
                  "Initialized %s: %,d parameters, %,d steps of %d, seed %d, %s kernels, threads:"
                      + " %d",
                  s.network(),
                  s.parameters(),
                  s.steps(),
                  s.batch(),
                  s.seed(),
                  s.engine(),
                  s.threads());
          case Progress p ->
              String.format(
                  Locale.ROOT,
                  "Minibatch %s at step %d: %f%nMinibatch accuracy: %.1f%%",
                  loss,
                  p.step(),
                  p.loss(),
                  100 * p.minibatchAccuracy());
          case Evaluated e ->
              accuracy(e.split().equals("test") ? "Test" : "Validation", e.accuracy());
          case Epoch e ->
              String.format(
                  Locale.ROOT,
                  "Epoch %d: mean %s %f, accuracy %.1f%%%s",
                  e.epoch(),
                  loss,
                  e.loss(),
                  100 * e.minibatchAccuracy(),
                  e.validationAccuracy()
                      .map(
                          part ->
                              String.format(
                                  Locale.ROOT, ", validation accuracy %.1f%%", 100 * part))
                      .orElse(""));
          case RateLowered r -> "Learning rate lowered to %s".formatted(r.learningRate());
          case Stopped s ->
              "Stopped at step %d: %s; the best was step %d"
                  .formatted(s.step(), s.reason(), s.bestStep());
          case Finished f ->
              String.format(
                  Locale.ROOT,
                  "%,d steps in %.1f s, %,.0f steps/s",
                  f.steps(),
                  f.seconds(),
                  f.stepsPerSecond());
          case Resumed r ->
              String.format(
                  Locale.ROOT, "Resumed after %,d steps%s", r.step(), skipped(r.skipped()));
          case Failed _ -> "";
        };
    if (!line.isEmpty()) {
      out.println(line);
      out.flush();
    }
  }

  /// `Test accuracy: 97.6%`
  ///
  /// @param split of which images
  public static String accuracy(String split, double part) {
    return String.format(Locale.ROOT, "%s accuracy: %.1f%%", split, 100 * part);
  }

  /// What is wrong with newer checkpoints and lines of the log, a line each.
  private static String skipped(List<String> problems) {
    return problems.stream()
        .map(problem -> "%n  skipped   ".formatted() + problem)
        .collect(joining());
  }
}
