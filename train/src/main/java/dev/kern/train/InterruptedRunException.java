package dev.kern.train;

import dev.kern.data.file.Problem;
import dev.kern.data.file.ShellWord;
import java.util.Optional;

/// Thrown when [Run#interrupt] has stopped a run between two steps; the message says how to resume.
public final class InterruptedRunException extends RuntimeException {
  private static final long serialVersionUID = 1;

  InterruptedRunException(long step, long steps, Optional<RunFolder> folder) {
    super(
        """
        interrupted after %s of %s steps
          fix       %s\
        """
            .formatted(
                Problem.count(step),
                Problem.count(steps),
                folder
                    .map(run -> "kern train --resume " + ShellWord.of(run.path()))
                    .orElse("train with a run folder to be able to resume")));
  }
}
