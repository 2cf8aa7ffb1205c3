package dev.kern.onnx;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.data.format.Datasets;
import dev.kern.testing.Fixtures;
import java.util.stream.IntStream;

/// Real images: letters, cut or tiled to the size and channels that a network takes.
final class Images {
  private Images() {}

  /// So many images, `[N, H, W, C]`; channels are images of their own.
  static float[] of(ImageShape shape, int count) {
    Dataset letters = Datasets.open(Fixtures.letters());
    Split split = letters.test();
    ImageShape letter = letters.shape();
    float[] pixels = new float[letter.size()];
    float[] images = new float[count * shape.size()];
    for (int n = 0; n < count; n++) {
      for (int c = 0; c < shape.channels(); c++) {
        split.pixels(n * shape.channels() + c, pixels, 0);
        for (int i = 0; i < shape.height(); i++) {
          for (int j = 0; j < shape.width(); j++) {
            int pixel = (n * shape.height() + i) * shape.width() + j;
            images[pixel * shape.channels() + c] =
                pixels[i % letter.height() * letter.width() + j % letter.width()];
          }
        }
      }
    }
    return images;
  }

  /// The classes of the first images of one channel.
  static int[] labels(int count) {
    Split split = Datasets.open(Fixtures.letters()).test();
    return IntStream.range(0, count).map(split::label).toArray();
  }

  /// `[N, H, W, C]` as `[N, C, H, W]`.
  static float[] channelsFirst(float[] images, ImageShape shape) {
    float[] result = new float[images.length];
    int area = shape.height() * shape.width();
    for (int i = 0; i < images.length; i++) {
      int c = i % shape.channels();
      int pixel = i / shape.channels() % area;
      int n = i / shape.size();
      result[(n * shape.channels() + c) * area + pixel] = images[i];
    }
    return result;
  }
}
