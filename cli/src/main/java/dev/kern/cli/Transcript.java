package dev.kern.cli;

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

/// A run as the notebook prints it: loss and minibatch accuracy, validation accuracy, at the end
/// the test accuracy.
record Transcript(PrintWriter out) implements Listener {
  @Override
  public void on(Event event) {
    String line =
        switch (event) {
          case Started s ->
              "Initialized %s: %,d parameters, %,d steps of %d, seed %d, %s kernels, threads: %d"
                  .formatted(
                      s.network(),
                      s.parameters(),
                      s.steps(),
                      s.batch(),
                      s.seed(),
                      s.engine(),
                      s.threads());
          case Progress p ->
              "Minibatch loss at step %d: %f%nMinibatch accuracy: %.1f%%"
                  .formatted(p.step(), p.loss(), 100 * p.minibatchAccuracy());
          case Evaluated e ->
              "%s accuracy: %.1f%%"
                  .formatted(e.split().equals("test") ? "Test" : "Validation", 100 * e.accuracy());
          case Epoch e ->
              "Epoch %d: mean loss %f, accuracy %.1f%%%s"
                  .formatted(
                      e.epoch(),
                      e.loss(),
                      100 * e.minibatchAccuracy(),
                      e.validationAccuracy()
                          .map(part -> ", validation accuracy %.1f%%".formatted(100 * part))
                          .orElse(""));
          case RateLowered r -> "Learning rate lowered to %s".formatted(r.learningRate());
          case Stopped s ->
              "Stopped at step %d: %s; the best was step %d"
                  .formatted(s.step(), s.reason(), s.bestStep());
          case Finished f ->
              "%,d steps in %.1f s, %,.0f steps/s"
                  .formatted(f.steps(), f.seconds(), f.stepsPerSecond());
          case Resumed r -> "Resumed after %,d steps%s".formatted(r.step(), skipped(r.skipped()));
          case Failed _ -> "";
        };
    if (!line.isEmpty()) {
      out.println(line);
      out.flush();
    }
  }

  /// What is wrong with newer checkpoints and lines of the log, a line each.
  private static String skipped(List<String> problems) {
    return problems.stream()
        .map(problem -> "%n  skipped   ".formatted() + problem)
        .collect(joining());
  }
}
