package dev.kern.data;

import dev.kern.data.image.ImageDecoder;
import dev.kern.data.image.Resampling;

/// Brings images of one shape to another: first the channels, then the size.
///
/// Not thread-safe.
public final class Resizer {
  // Of 65,536, as Pillow has them: sums of bytes are exact, and round as those of image files do.
  private static final float RED = 19595f / 65536;
  private static final float GREEN = 38470f / 65536;
  private static final float BLUE = 7471f / 65536;

  private final int width;
  private final int channels;
  private final ImageShape to;
  private final float black;
  private final float white;
  private final Resampling resampling;

  private Resizer(
      int height, int width, int shrink, int channels, ImageShape to, float black, float white) {
    this.width = Math.ceilDiv(width, shrink);
    this.channels = channels;
    this.to = to;
    this.black = black;
    this.white = white;
    this.resampling = new Resampling(height, width, shrink, to.height(), to.width(), to.channels());
  }

  /// For floats that go from `black` to `white`.
  public static Resizer ofFloats(ImageShape from, ImageShape to, float black, float white) {
    return new Resizer(from.height(), from.width(), 1, from.channels(), to, black, white);
  }

  /// For bytes.
  public static Resizer ofBytes(int height, int width, int channels, ImageShape to) {
    return new Resizer(height, width, 1, channels, to, 0, 255);
  }

  /// For bytes as they were decoded, perhaps at a fraction of their size.
  static Resizer of(ImageDecoder.Decoded image, ImageShape to) {
    ImageDecoder.Size size = image.size();
    return new Resizer(size.height(), size.width(), image.shrink(), image.channels(), to, 0, 255);
  }

  public ImageShape to() {
    return to;
  }

  /// Where an image's values come from.
  public interface Values {
    float at(int index);
  }

  /// Resizes an image, `[height, width, channels]`, to `into`, from `at` on.
  public void apply(Values image, float[] into, int at) {
    resampling.apply(
        (i, row) -> {
          for (int j = 0; j < width; j++) {
            pixel(image, (i * width + j) * channels, row, j * to.channels());
          }
        },
        into,
        at);
  }

  /// Resizes an image of bytes, rounding to the nearest.
  public void apply(byte[] image, int from, float[] scratch, byte[] into, int at) {
    apply(index -> image[from + index] & 0xff, scratch, 0);
    for (int i = 0; i < to.size(); i++) {
      into[at + i] = (byte) (int) (scratch[i] + 0.5f);
    }
  }

  private void pixel(Values image, int at, float[] row, int to) {
    int has = channels;
    int gets = this.to.channels();
    if (has == gets) {
      for (int c = 0; c < has; c++) {
        row[to + c] = image.at(at + c);
      }
      return;
    }
    boolean seesThrough = has % 2 == 0;
    float opaque = seesThrough ? (image.at(at + has - 1) - black) / (white - black) : 1;
    if (has <= 2) {
      float grey = onWhite(image.at(at), opaque);
      for (int c = 0; c < gets; c++) {
        row[to + c] = grey;
      }
      return;
    }
    float red = onWhite(image.at(at), opaque);
    float green = onWhite(image.at(at + 1), opaque);
    float blue = onWhite(image.at(at + 2), opaque);
    if (gets == 1) {
      row[to] = RED * red + GREEN * green + BLUE * blue;
    } else {
      row[to] = red;
      row[to + 1] = green;
      row[to + 2] = blue;
    }
  }

  private float onWhite(float value, float opaque) {
    return opaque == 1 ? value : white + opaque * (value - white);
  }
}
