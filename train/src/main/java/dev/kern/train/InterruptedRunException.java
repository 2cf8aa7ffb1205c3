package dev.kern.train;

import java.util.Optional;

/// A run has stopped between two steps because [Run#interrupt] asked it to; the message says how to
/// go on.
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
                    .orElse("name a folder next time, and the run can be resumed")));
  }
}
