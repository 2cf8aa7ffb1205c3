package dev.kern.report.sheet;

import dev.kern.report.draw.Drawing;
import dev.kern.report.draw.Ink;
import dev.kern.report.draw.Mark;
import dev.kern.report.draw.Mark.Align;
import dev.kern.report.draw.Mark.Box;
import dev.kern.report.draw.Mark.Image;
import dev.kern.report.draw.Mark.Label;
import dev.kern.report.draw.Raster;
import java.util.ArrayList;
import java.util.List;

/// A drawing of images and texts in the making, in pixels.
final class Sheet {
  /// Free room at the edges.
  static final double MARGIN = 24;

  /// Room between images.
  static final double GAP = 5;

  /// The size of what a sheet is called.
  static final double TITLE = 20;

  /// The size of names.
  static final double NAME = 15;

  /// The size of what else there is to say.
  static final double DETAIL = 12;

  private static final int FULL_WIDTH_FROM = 0x1100; // Korean, Chinese, Japanese
  private static final double LETTER = 0.62;
  private static final double FULL_LETTER = 1.02;
  private static final double FRAME = 0.35;
  private static final double GROUND = 0.5;

  private final List<Mark> marks = new ArrayList<>();

  /// How many pixels a text takes, about: whoever paints it has the fonts.
  static double length(String text, double size) {
    return text.codePoints().mapToDouble(c -> c < FULL_WIDTH_FROM ? LETTER : FULL_LETTER).sum()
        * size;
  }

  /// A text that takes at most so many letters, its middle left out if need be: what stands at the
  /// end of a file's name tells most.
  static String shortened(String text, int most) {
    int[] letters = text.codePoints().toArray();
    if (letters.length <= most) {
      return text;
    }
    int end = Math.floorDiv(most - 1, 2);
    int begin = most - 1 - end;
    return new String(letters, 0, begin) + "…" + new String(letters, letters.length - end, end);
  }

  /// Writes a text whose base line begins there.
  void text(double x, double y, String text, double size, Ink ink) {
    marks.add(Label.of(x, y, text, Align.START, ink).sized(size));
  }

  /// Lays a ground below what comes next.
  void ground(double x, double y, double width, double height) {
    marks.add(new Box(x, y, width, height, Ink.GRID, GROUND, ""));
  }

  /// Puts an image into the middle of a place, in a thin frame, as large as a whole number of
  /// pixels for each of its own lets it be.
  void image(double x, double y, double width, double height, Raster raster, String tip) {
    double factor =
        Math.max(1, Math.floor(Math.min(width / raster.width(), height / raster.height())));
    double wide = factor * raster.width();
    double high = factor * raster.height();
    double left = x + Math.floor((width - wide) / 2);
    double top = y + Math.floor((height - high) / 2);
    marks.add(new Box(left - 1, top - 1, wide + 2, high + 2, Ink.FAINT, FRAME, ""));
    marks.add(new Image(left, top, wide, high, raster, tip));
  }

  /// The drawing of all that was put down.
  Drawing drawing(String title, double width, double height) {
    return new Drawing(title, width, height, marks);
  }
}
