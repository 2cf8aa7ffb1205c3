package dev.kern.train;

/// Training can't go on, because the loss is no finite number any more; the message says where that
/// began and how to mend it.
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long step;
  private final String place;

  DivergedException(long step, String place, double loss) {
    super(
        """
        step %d: the loss is %s
          given     %s
          expected  finite numbers throughout
          mend      a smaller learning rate (--learning-rate), or gradients clipped (--clip-norm 1)\
        """
            .formatted(step, loss, place));
    this.step = step;
    this.place = place;
  }

  /// The step at which the loss was no finite number.
  public long step() {
    return step;
  }

  /// The op or variable where a value stopped being finite first, in words.
  public String place() {
    return place;
  }
}
