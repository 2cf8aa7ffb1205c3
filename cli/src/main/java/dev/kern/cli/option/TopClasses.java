package dev.kern.cli.option;

import dev.kern.data.Targets;

/// How many of the most probable classes `--top N` asks for.
public final class TopClasses {
  private static final int USUAL = 5;

  private TopClasses() {}

  /// The number.
  ///
  /// Fails with [IllegalArgumentException] if a network doesn't know as many classes.
  public static int expect(String command, int top, Targets targets) {
    if (targets.areClasses() && top >= 1 && top <= targets.width()) {
      return top;
    }
    throw new IllegalArgumentException(
        """
        %s: --top is a number of classes
          given     --top %d, and a network for %s
          fix       %s\
        """
            .formatted(
                command,
                top,
                targets,
                targets.areClasses()
                    ? "--top " + Math.min(USUAL, targets.width())
                    : "remove --top"));
  }
}
