package dev.kern.data;

import dev.kern.data.image.ImageDecoder;
import dev.kern.data.image.Resampling;
import java.util.Arrays;

/// Brings images of one shape to another: first the channels, then the size.
///
/// Not thread-safe.
public final class Resizer {
  // Of 65,536, as Pillow has them: sums of bytes are exact, and round as those of image files do.
  private static final float RED = 19595f / 65536;
  private static final float GREEN = 38470f / 65536;
  private static final float BLUE = 7471f / 65536;

  private final int width; // of a stored row
  private final int channels;
  private final ImageShape to;
  private final float black;
  private final float white;
  private final int top; // of the stored pixels, the first that is used
  private final int left;
  private final int columns; // that are used
  private final ImageShape inner; // the part of the new image that the old one fills
  private final Resampling resampling;
  private final float[] filled;

  /// @param height the rows of the whole image, of which there are `1 / shrink`
  /// @param bytes whether its numbers are bytes
  private Resizer(
      int height,
      int width,
      int shrink,
      int channels,
      ImageShape to,
      ResizeMode mode,
      float black,
      float white,
      boolean bytes) {
    this.width = Math.ceilDiv(width, shrink);
    this.channels = channels;
    this.to = to;
    this.black = black;
    this.white = white;
    boolean crops = mode.rule() == ResizeMode.Rule.CROP;
    int rows = crops ? part(height, width, to.height(), to.width(), shrink) : height;
    int across = crops ? part(width, height, to.width(), to.height(), shrink) : width;
    this.top = Math.floorDiv(Math.ceilDiv(height, shrink) - Math.ceilDiv(rows, shrink), 2);
    this.columns = Math.ceilDiv(across, shrink);
    this.left = Math.floorDiv(this.width - columns, 2);
    if (mode.rule() == ResizeMode.Rule.SHORTER_SIDE) {
      Resampling.Part part = middle(height, width, mode.shorterSide(), to);
      boolean cubic = mode.interpolation() == ResizeMode.Interpolation.BICUBIC;
      this.inner = new ImageShape(part.rows(), part.columns(), to.channels());
      this.resampling =
          new Resampling(height, width, part, to.channels(), new Resampling.Filter(cubic, bytes));
    } else {
      this.inner = mode.rule() == ResizeMode.Rule.PAD ? fitting(height, width, to) : to;
      this.resampling =
          new Resampling(rows, across, shrink, inner.height(), inner.width(), to.channels());
    }
    this.filled = inner.equals(to) ? new float[0] : new float[inner.size()];
  }

  /// The middle of an image whose shorter side becomes that long, as torchvision rounds it.
  private static Resampling.Part middle(int height, int width, int shorter, ImageShape to) {
    long least = Math.min(height, width);
    int rows = (int) (height * (long) shorter / least);
    int columns = (int) (width * (long) shorter / least);
    int inRows = Math.min(rows, to.height());
    int inColumns = Math.min(columns, to.width());
    return new Resampling.Part(
        rows,
        columns,
        (int) Math.rint((rows - inRows) / 2.0),
        (int) Math.rint((columns - inColumns) / 2.0),
        inRows,
        inColumns);
  }

  /// How much of a side is used so that the sides are as those of the new image: all, or a whole
  /// number of stored pixels.
  private static int part(int side, int other, int toSide, int toOther, int shrink) {
    long wanted = Math.round((double) other * toSide / toOther);
    if (wanted >= side) {
      return side;
    }
    return (int) Math.max(1, Math.round((double) wanted / shrink)) * shrink;
  }

  /// The largest shape within another one that has the aspect ratio of an image.
  private static ImageShape fitting(int height, int width, ImageShape to) {
    double scale = Math.min((double) to.height() / height, (double) to.width() / width);
    int rows = Math.clamp(Math.round(height * scale), 1, to.height());
    int columns = Math.clamp(Math.round(width * scale), 1, to.width());
    return new ImageShape(rows, columns, to.channels());
  }

  /// For floats that go from `black` to `white`.
  public static Resizer ofFloats(
      ImageShape from, ImageShape to, ResizeMode mode, float black, float white) {
    return new Resizer(
        from.height(), from.width(), 1, from.channels(), to, mode, black, white, false);
  }

  /// For bytes.
  public static Resizer ofBytes(
      int height, int width, int channels, ImageShape to, ResizeMode mode) {
    return new Resizer(height, width, 1, channels, to, mode, 0, 255, true);
  }

  /// For bytes as they were decoded, perhaps at a fraction of their size.
  static Resizer of(ImageDecoder.Decoded image, ImageShape to, ResizeMode mode) {
    ImageDecoder.Size size = image.size();
    return new Resizer(
        size.height(), size.width(), image.shrink(), image.channels(), to, mode, 0, 255, true);
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
    boolean fills = filled.length == 0;
    resampling.apply(
        (i, row) -> {
          int begin = ((top + i) * width + left) * channels;
          for (int j = 0; j < columns; j++) {
            pixel(image, begin + j * channels, row, j * to.channels());
          }
        },
        fills ? into : filled,
        fills ? at : 0);
    if (!fills) {
      place(into, at);
    }
  }

  /// Puts what was resized in the middle of black.
  private void place(float[] into, int at) {
    Arrays.fill(into, at, at + to.size(), black);
    int row = inner.width() * to.channels();
    int above = Math.floorDiv(to.height() - inner.height(), 2);
    int before = Math.floorDiv(to.width() - inner.width(), 2);
    for (int i = 0; i < inner.height(); i++) {
      int begin = ((above + i) * to.width() + before) * to.channels();
      System.arraycopy(filled, i * row, into, at + begin, row);
    }
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
