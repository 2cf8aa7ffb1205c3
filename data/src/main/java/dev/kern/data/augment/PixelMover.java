package dev.kern.data.augment;

import dev.kern.data.ImageShape;

/// Applies [Whole] augmentations: finds out where each row and column comes from, and copies the
/// image once. Reused from image to image; allocates nothing once created.
final class PixelMover {
  private final ImageShape shape;
  private final float[] source;
  private int down;
  private int along;
  private boolean mirrored;

  PixelMover(ImageShape shape) {
    this.shape = shape;
    source = new float[shape.size()];
  }

  /// A step added to the moves so far, of random strength.
  interface Move {
    /// Adds the step.
    ///
    /// @param turn whether it is the image's turn to be changed, which it is in every other epoch
    void add(PixelMover mover, ImageRandom random, boolean turn);

    /// The step of an augmentation.
    static Move of(Whole change) {
      return switch (change) {
        case Crop(int pixels) ->
            (mover, random, _) -> {
              mover.down += random.below(2 * pixels + 1) - pixels;
              mover.along += random.below(2 * pixels + 1) - pixels;
            };
        case AlternatingFlip() ->
            (mover, _, turn) -> {
              mover.mirrored ^= turn;
              mover.along = turn ? -mover.along : mover.along;
            };
      };
    }
  }

  /// Resets to no move.
  void reset() {
    down = 0;
    along = 0;
    mirrored = false;
  }

  /// Moves the image at `pixels[at...]` in place: first mirrored, then moved by `down` and `along`.
  void apply(float[] pixels, int at) {
    if (down == 0 && along == 0 && !mirrored) {
      return;
    }
    System.arraycopy(pixels, at, source, 0, source.length);
    View.copy(shape, mirrored, down, along, source, 0, pixels, at);
  }
}
