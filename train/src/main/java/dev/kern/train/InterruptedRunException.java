package dev.kern.train;

import java.util.Optional;

/// Thrown when [Run#interrupt] has stopped a run between two steps; the message says how to resume.
public final class InterruptedRunException extends RuntimeException {
  private static final long serialVersionUID = 1;

  InterruptedRunException(long step, long steps, Optional<RunFolder> folder) {
    super(
        """
        interrupted after %,d of %,d steps
          fix       %s\
        """
            .formatted(
                step,
                steps,
                folder
                    .map(run -> "kern train --resume " + run.path())
                    .orElse("train with a run folder to be able to resume")));
  }
}
