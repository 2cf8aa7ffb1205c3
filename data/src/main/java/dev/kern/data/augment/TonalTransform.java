package dev.kern.data.augment;

import dev.kern.data.ImageShape;

/// Applies [Tonal] augmentations to the values of an image's pixels.
///
/// Amounts are relative to the image's own lightest, darkest and mean values, so that they mean the
/// same for any normalisation.
final class TonalTransform {
  private final int size;
  private final Rectangle rectangle;
  private float least;
  private float greatest;

  TonalTransform(ImageShape shape) {
    size = shape.size();
    rectangle = new Rectangle(shape);
  }

  /// A change of the image at `pixels[at...]`, of random strength.
  interface Tone {
    /// Applies the change.
    void apply(TonalTransform tones, ImageRandom random, float[] pixels, int at);

    /// The change of an augmentation.
    static Tone of(Tonal change) {
      return switch (change) {
        case Brightness(double part) ->
            (tones, random, pixels, at) -> tones.brighten(part * random.either(), pixels, at);
        case Contrast(double part) ->
            (tones, random, pixels, at) -> tones.spread((float) random.factor(part), pixels, at);
        case Invert(double chance) ->
            (tones, random, pixels, at) -> {
              if (random.happens(chance)) {
                tones.invert(pixels, at);
              }
            };
        case Erase(double part, double chance) ->
            (tones, random, pixels, at) -> {
              if (random.happens(chance)) {
                tones.erase(part * random.unit(), random, pixels, at);
              }
            };
        case Cutout(int side) ->
            (tones, random, pixels, at) -> {
              tones.rectangle.drawSquare(side, random);
              tones.rectangle.fill(tones.mean(pixels, at), pixels, at);
            };
      };
    }
  }

  private void brighten(double part, float[] pixels, int at) {
    measure(pixels, at);
    scale(pixels, at, 1, (float) part * (greatest - least));
  }

  private void spread(float factor, float[] pixels, int at) {
    scale(pixels, at, factor, (1 - factor) * mean(pixels, at));
  }

  private void invert(float[] pixels, int at) {
    measure(pixels, at);
    scale(pixels, at, -1, least + greatest);
  }

  private void erase(double part, ImageRandom random, float[] pixels, int at) {
    measure(pixels, at);
    rectangle.draw(part, random.factor(1), random);
    rectangle.fill(least + (float) random.unit() * (greatest - least), pixels, at);
  }

  private void scale(float[] pixels, int at, float factor, float offset) {
    for (int k = at; k < at + size; k++) {
      pixels[k] = factor * pixels[k] + offset;
    }
  }

  private void measure(float[] pixels, int at) {
    least = pixels[at];
    greatest = pixels[at];
    for (int k = at + 1; k < at + size; k++) {
      least = Math.min(least, pixels[k]);
      greatest = Math.max(greatest, pixels[k]);
    }
  }

  private float mean(float[] pixels, int at) {
    double sum = 0;
    for (int k = at; k < at + size; k++) {
      sum += pixels[k];
    }
    return (float) (sum / size);
  }
}
