package dev.kern.train;

import java.nio.file.Path;
import java.util.Optional;

/// Training has diverged: a number is no longer finite. The message says where it first happened
/// and how to fix it.
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long step;
  private final String place;

  private DivergedException(String message, long step, String place) {
    super(message);
    this.step = step;
    this.place = place;
  }

  /// A run that met a fault.
  static DivergedException of(long step, NonFiniteNode fault) {
    String message =
        """
        step %d: %s in %s, where all numbers must be finite
          given     %s of %s
          expected  finite numbers throughout
          fix       %s\
        """
            .formatted(
                step, fault.value(), fault.owner(), fault.numbers(), fault.line(), fault.fix());
    return new DivergedException(message, step, "%s: %s".formatted(fault.owner(), fault.line()));
  }

  /// The same, with the file of the last state in which all was well.
  DivergedException keeping(Optional<Path> checkpoint) {
    return checkpoint
        .map(file -> new DivergedException(getMessage() + "\n  saved     " + file, step, place))
        .orElse(this);
  }

  /// The first step, counted from 0, with a number that is not finite.
  public long step() {
    return step;
  }

  /// The layer and the node of the first value that is not finite, as in `layer 'conv1': %3 =
  /// conv2d %0 %2 {window: 5, stride: 2, same} : f32[16, 14, 14, 16]`.
  public String place() {
    return place;
  }
}
