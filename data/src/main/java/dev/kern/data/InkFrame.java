package dev.kern.data;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How drawn characters stand in their images: what somebody draws is brought there before a
/// network sees it, since where a character stands and how large it is changes the answer.
///
/// @param bright whether the ink is brighter than the paper
/// @param height how high characters are at most, of 10 that of 9, as a fraction of the image's
/// @param width how wide they are at most, likewise
/// @param row where their middles are on average, as a fraction of the image's height from its top
/// @param column likewise from its left
public record InkFrame(boolean bright, double height, double width, double row, double column) {
  /// MNIST's: white ink on black, within 20 of 28 pixels, in the middle.
  public static final InkFrame MNIST = new InkFrame(true, 20 / 28.0, 20 / 28.0, 0.5, 0.5);

  /// How many images are looked at, spread over a split.
  private static final int SAMPLE = 500;

  /// How many of them tell whether the rest is worth it.
  private static final int FIRST = 20;

  /// How much of the pixels is nearly black or nearly white in images of characters.
  private static final double DECIDED = 0.65;

  private static final float NEARLY = 0.12f;
  private static final float INK = 0.5f;
  private static final double MOST = 0.9;

  /// Refuses what isn't within an image.
  public InkFrame {
    for (double fraction : new double[] {height, width, row, column}) {
      if (!(fraction > 0 && fraction <= 1)) {
        throw new IllegalArgumentException(
            "a frame is given in fractions of an image, above 0 and up to 1, given " + fraction);
      }
    }
  }

  /// The frame of the characters in a split; nothing where it doesn't hold characters: images of
  /// one channel that are black and white for the most part, with paper around the edge.
  public static Optional<InkFrame> of(Split split, Normalization normalization) {
    ImageShape shape = split.shape();
    int count = Math.min(SAMPLE, split.count());
    if (shape.channels() != 1 || count == 0) {
      return Optional.empty();
    }
    Look look = new Look(shape, normalization, count);
    for (int i = 0; i < count; i++) {
      look.at(split, (int) ((long) i * split.count() / count));
      if (i == Math.min(FIRST, count) - 1 && !look.isDecided(i + 1)) {
        return Optional.empty();
      }
    }
    return look.isDecided(count) ? look.frame() : Optional.empty();
  }

  /// What a network sees of a drawing of any size, dark ink on light paper: the ink is cut out,
  /// scaled into the frame without changing its aspect ratio, and put in its place.
  ///
  /// @return `[height, width, 1]`, normalised
  public float[] place(BufferedImage drawing, ImageShape shape, Normalization normalization) {
    ImageShape whole = new ImageShape(drawing.getHeight(), drawing.getWidth(), 1);
    return place(ImageFiles.read(drawing, whole, Normalization.UNIT), whole, shape, normalization);
  }

  /// The same for a drawing's pixels, from 0, black, to 1, white.
  ///
  /// @param grey `[height, width, 1]`
  /// @param whole the size of the drawing
  public float[] place(
      float[] grey, ImageShape whole, ImageShape shape, Normalization normalization) {
    float[] placed = new float[shape.height() * shape.width()];
    Box box = Box.of(grey, whole, false);
    if (box != null) {
      double scale =
          Math.min(height * shape.height() / box.rows(), width * shape.width() / box.columns());
      ImageShape small =
          new ImageShape(
              Math.clamp(Math.round(box.rows() * scale), 1, shape.height()),
              Math.clamp(Math.round(box.columns() * scale), 1, shape.width()),
              1);
      float[] ink = box.resized(grey, whole, small);
      int top = corner(row, shape.height(), small.height());
      int left = corner(column, shape.width(), small.width());
      for (int i = 0; i < small.height(); i++) {
        System.arraycopy(
            ink, i * small.width(), placed, (top + i) * shape.width() + left, small.width());
      }
    }
    for (int i = 0; i < placed.length; i++) {
      placed[i] = normalization.apply(255 * Math.clamp(bright ? placed[i] : 1 - placed[i], 0, 1));
    }
    return placed;
  }

  private static int corner(double middle, int side, int part) {
    return Math.clamp(Math.round(middle * side - part / 2.0), 0, side - part);
  }

  /// The pixels with ink: rows `top` to `bottom`, columns `left` to `right`, all of them inside.
  private record Box(int top, int bottom, int left, int right) {
    /// The box around what is ink, or null if nothing is.
    ///
    /// @param values from 0, black, to 1, white
    static @Nullable Box of(float[] values, ImageShape shape, boolean bright) {
      int top = shape.height();
      int bottom = -1;
      int left = shape.width();
      int right = -1;
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          float value = values[y * shape.width() + x];
          if (bright ? value > INK : value < INK) {
            top = Math.min(top, y);
            bottom = y;
            left = Math.min(left, x);
            right = Math.max(right, x);
          }
        }
      }
      return bottom < 0 ? null : new Box(top, bottom, left, right);
    }

    int rows() {
      return bottom - top + 1;
    }

    int columns() {
      return right - left + 1;
    }

    /// The ink in it, from 0 to 1, in another size.
    float[] resized(float[] values, ImageShape whole, ImageShape small) {
      Resizer resizer =
          Resizer.ofFloats(new ImageShape(rows(), columns(), 1), small, ResizeMode.STRETCH, 0, 1);
      float[] ink = new float[small.size()];
      resizer.apply(
          i ->
              1
                  - values[
                      (top + Math.floorDiv(i, columns())) * whole.width() + left + i % columns()],
          ink,
          0);
      return ink;
    }
  }

  /// What some images look like.
  private static final class Look {
    private final ImageShape shape;
    private final Normalization normalization;
    private final float[] values;
    private final double[] heights;
    private final double[] widths;
    private double decided;
    private double edge;
    private double row;
    private double column;
    private int drawn;

    Look(ImageShape shape, Normalization normalization, int count) {
      this.shape = shape;
      this.normalization = normalization;
      values = new float[shape.size()];
      heights = new double[count];
      widths = new double[count];
    }

    void at(Split split, int image) {
      split.pixels(image, values, 0);
      int sure = 0;
      double around = 0;
      int border = 0;
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (normalization.value(values[i], 0) / 255);
        sure += values[i] < NEARLY || values[i] > 1 - NEARLY ? 1 : 0;
        int y = Math.floorDiv(i, shape.width());
        int x = i % shape.width();
        if (y == 0 || x == 0 || y == shape.height() - 1 || x == shape.width() - 1) {
          around += values[i];
          border++;
        }
      }
      decided += (double) sure / values.length;
      edge += around / border;
      box(around / border < INK);
    }

    private void box(boolean bright) {
      Box box = Box.of(values, shape, bright);
      if (box != null) {
        heights[drawn] = (double) box.rows() / shape.height();
        widths[drawn] = (double) box.columns() / shape.width();
        row += (box.top() + box.rows() / 2.0) / shape.height();
        column += (box.left() + box.columns() / 2.0) / shape.width();
        drawn++;
      }
    }

    boolean isDecided(int images) {
      return decided / images > DECIDED;
    }

    Optional<InkFrame> frame() {
      if (drawn == 0) {
        return Optional.empty();
      }
      return Optional.of(
          new InkFrame(
              edge / heights.length < INK,
              most(heights),
              most(widths),
              rounded(row / drawn),
              rounded(column / drawn)));
    }

    private double most(double[] sizes) {
      double[] sorted = Arrays.copyOf(sizes, drawn);
      Arrays.sort(sorted);
      return rounded(sorted[(int) ((drawn - 1) * MOST)]);
    }

    /// In thousandths, which are finer than any pixel.
    private static double rounded(double fraction) {
      return Math.round(fraction * 1000) / 1000.0;
    }
  }
}
