package dev.kern.data.augment;

import dev.kern.data.ImageShape;
import java.util.List;

/// Mixes pairs of images of a batch, and their labels as rows of probabilities.
final class ImageMixer {
  private final List<Way> ways;
  private final int size;
  private final int classes;
  private final Rectangle rectangle;
  private float[] images = {};

  ImageMixer(List<Mixing> mixings, ImageShape shape, int classes) {
    this.ways = mixings.stream().map(Way::of).toList();
    this.size = shape.size();
    this.classes = classes;
    this.rectangle = new Rectangle(shape);
  }

  /// A way to mix two images.
  private interface Way {
    /// Mixes the images; returns the share of the image at `place` in the result.
    double apply(ImageMixer mixer, int place, int other, ImageRandom random, float[] pixels);

    static Way of(Mixing mixing) {
      return switch (mixing) {
        case Mixup(double alpha) ->
            (mixer, place, other, random, pixels) ->
                mixer.blend(place, other, (float) random.beta(alpha), pixels);
        case Cutmix(double alpha) ->
            (mixer, place, other, random, pixels) ->
                mixer.paste(place, other, random.beta(alpha), random, pixels);
      };
    }
  }

  /// Copies the images of a batch, from which [#apply] then reads.
  void take(float[] pixels, int batch) {
    if (images.length < batch * size) {
      images = new float[batch * size];
    }
    System.arraycopy(pixels, 0, images, 0, batch * size);
  }

  /// Mixes the image at one position of the batch with another one, and writes its row of
  /// `targets`.
  void apply(int place, int[] labels, ImageRandom random, float[] pixels, float[] targets) {
    int other = (place + 1 + random.below(labels.length - 1)) % labels.length;
    Way way = ways.get(random.below(ways.size()));
    double kept = way.apply(this, place, other, random, pixels);
    int row = place * classes;
    for (int c = 0; c < classes; c++) {
      targets[row + c] = 0;
    }
    targets[row + labels[place]] = (float) kept;
    targets[row + labels[other]] += (float) (1 - kept);
  }

  private double blend(int place, int other, float share, float[] pixels) {
    for (int k = 0; k < size; k++) {
      float one = images[place * size + k];
      pixels[place * size + k] = one + (1 - share) * (images[other * size + k] - one);
    }
    return share;
  }

  private double paste(int place, int other, double area, ImageRandom random, float[] pixels) {
    rectangle.draw(area, 1, random);
    rectangle.copy(images, other * size, pixels, place * size);
    return 1 - rectangle.covers();
  }
}
