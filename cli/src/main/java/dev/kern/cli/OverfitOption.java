package dev.kern.cli;

import dev.kern.cli.terminal.Output;
import dev.kern.data.Dataset;
import dev.kern.train.Listener;
import dev.kern.train.OverfitCheck;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `--overfit N`: memorises N images and says whether that works.
final class OverfitOption {
  private OverfitOption() {}

  /// Runs the check and prints what comes of it; gives the exit status: 1 if the network can't.
  static int run(OverfitCheck check, Dataset images, Output output) {
    if (output.talks()) {
      output.out().println(check.describe(images));
    }
    Listener[] listeners =
        output.talks() ? new Listener[] {event -> tell(event, output.out())} : new Listener[0];
    OverfitCheck.Result result = check.run(images, listeners);
    if (output.json()) {
      output.line(result);
    } else {
      output.out().println(result.words());
    }
    return result.learned() ? 0 : 1;
  }

  private static void tell(Event event, PrintWriter out) {
    if (event instanceof Evaluated score) {
      out.println(
          String.format(
              Locale.ROOT,
              "Step %d: loss %f, accuracy %.1f%%",
              score.step(),
              score.loss(),
              100 * score.accuracy()));
      out.flush();
    }
  }

  /// Refuses a live page.
  ///
  /// @param overfit how many images, if the network is checked
  static void refusePage(@Nullable Integer overfit) {
    if (overfit != null) {
      throw new IllegalArgumentException(
          """
          kern train: --overfit is a check, which has no live page
            given     --overfit %d and --watch
            fix       leave one of them out\
          """
              .formatted(overfit));
    }
  }

  /// Refuses a folder: the check keeps nothing.
  static void refuseFolder(@Nullable Path out) {
    if (out != null) {
      throw new IllegalArgumentException(
          """
          kern train: --overfit is a check, which keeps no run
            given     --overfit and --out %s
            fix       leave one of them out\
          """
              .formatted(out));
    }
  }
}
