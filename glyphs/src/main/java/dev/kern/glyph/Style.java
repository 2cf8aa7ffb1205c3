package dev.kern.glyph;

import java.util.Random;

/// How a letter is warped, weighted and finished before it becomes an image.
///
/// Lengths are shares of the letter's larger side.
///
/// @param shear columns that the top moves to the right, per row
/// @param rotation in radians, clockwise
/// @param taper how much wider the bottom is than the middle, as a share
/// @param wave how far columns swing back and forth along the rows
/// @param waves how many times they do so from top to bottom, and where they begin
/// @param weight how much the strokes grow; negative, how much they shrink
/// @param finish what the letter is made of
/// @param amount how much of the finish, from 0 to 1
/// @param margins what is cut off from (negative) or left around the letter on each of the four
///   sides, in pixels of the finished image
/// @param blur how many times the finished image is blurred
@SuppressWarnings("ArrayRecordComponent") // drawn, used and forgotten; never compared
record Style(
    double shear,
    double rotation,
    double taper,
    double wave,
    double waves,
    double weight,
    Finish finish,
    double amount,
    double[] margins,
    int blur) {
  /// The letter as the face has it.
  static final Style PLAIN = new Style(0, 0, 0, 0, 0, 0, Finish.SOLID, 0, new double[4], 0);

  /// The finish of a letter, with its frequency in percent.
  enum Finish {
    /// Filled.
    SOLID(60),
    /// Only its contour.
    CONTOUR(10),
    /// Its contour, with a solid shadow.
    SHADOW(7),
    /// Crossed by dark lines.
    STRIPES(5),
    /// Dark on a light board.
    BOARD(6),
    /// With holes and blots.
    WORN(7),
    /// Of large square dots.
    DOTS(5);

    private final int often;

    Finish(int often) {
      this.often = often;
    }

    private static Finish drawn(Random random) {
      int at = random.nextInt(100);
      for (Finish finish : values()) {
        at -= finish.often;
        if (at < 0) {
          return finish;
        }
      }
      throw new AssertionError("the shares add up to 100");
    }
  }

  /// Draws a random style, such as those of the decorative fonts in notMNIST.
  static Style drawn(Random random) {
    Finish finish = Finish.drawn(random);
    return new Style(
        rarely(random, 0.4) * between(random, -0.15, 0.4),
        rarely(random, 0.25) * between(random, -0.3, 0.3),
        rarely(random, 0.25) * between(random, -0.4, 0.4),
        rarely(random, 0.2) * between(random, 0.01, 0.06),
        between(random, 0.5, 3),
        rarely(random, 0.5) * between(random, -0.03, 0.12),
        finish,
        random.nextDouble(),
        margins(random),
        rarely(random, 0.1) > 0 ? 1 : 0);
  }

  private static double[] margins(Random random) {
    double[] margins = new double[4];
    if (rarely(random, 0.15) > 0) {
      for (int side = 0; side < margins.length; side++) {
        margins[side] = between(random, -2, 3);
      }
    }
    return margins;
  }

  private static double rarely(Random random, double probability) {
    return random.nextDouble() < probability ? 1 : 0;
  }

  private static double between(Random random, double least, double greatest) {
    return least + (greatest - least) * random.nextDouble();
  }
}
