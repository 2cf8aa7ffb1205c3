package dev.kern.report.lesson;

import dev.kern.report.draw.Drawing;
import dev.kern.report.draw.Ink;
import dev.kern.report.draw.Mark;
import dev.kern.report.draw.Mark.Align;
import dev.kern.report.draw.Mark.Box;
import dev.kern.report.draw.Mark.Curve;
import dev.kern.report.draw.Mark.Label;
import dev.kern.report.draw.Mark.Point;
import dev.kern.report.draw.Svg;
import dev.kern.report.markup.Element;
import java.util.ArrayList;
import java.util.List;

/// A board that numbers are written on, cell by cell: blue where they are negative, orange where
/// they are positive, the stronger the further from zero.
final class Board {
  /// The side of a cell.
  static final double CELL = 30;

  private static final double NUMBER = 11;
  private static final double STRONGEST = 0.75;

  /// The width of a letter by its height, on average.
  private static final double LETTER = 0.56;

  private final List<Mark> marks = new ArrayList<>();
  private double right;
  private double bottom;

  /// A letter: dark where there is ink.
  void letter(double x, double y, Numbers pixels) {
    for (int i = 0; i < pixels.values().length; i++) {
      float value = pixels.values()[i];
      cell(x, y, pixels, i, Ink.TEXT, value * STRONGEST, value > 0 ? Ink.ON_HEAT : Ink.FAINT);
    }
    grid(x, y, pixels.rows(), pixels.columns());
  }

  /// Numbers on a scale of their own.
  void numbers(double x, double y, Numbers numbers) {
    numbers(x, y, numbers, numbers.strongest(), numbers.values().length);
  }

  /// The first of some numbers.
  ///
  /// @param strongest what is drawn in full colour
  /// @param count how many are known by now
  void numbers(double x, double y, Numbers numbers, double strongest, int count) {
    for (int i = 0; i < count; i++) {
      float value = numbers.values()[i];
      double strength = strongest == 0 ? 0 : Math.abs(value) / strongest * STRONGEST;
      cell(x, y, numbers, i, value < 0 ? Ink.FIRST : Ink.SECOND, strength, Ink.TEXT);
    }
    grid(x, y, numbers.rows(), numbers.columns());
  }

  private void cell(
      double x, double y, Numbers numbers, int i, Ink ink, double strength, Ink text) {
    double left = x + i % numbers.columns() * CELL;
    double top = y + Math.floorDiv(i, numbers.columns()) * CELL;
    marks.add(new Box(left, top, CELL, CELL, ink, strength, ""));
    String number = Element.plain(numbers.values()[i]);
    marks.add(
        Label.of(left + CELL / 2, top + CELL / 2 + 4, number, Align.MIDDLE, text).sized(NUMBER));
  }

  private void grid(double x, double y, int rows, int columns) {
    for (int row = 0; row <= rows; row++) {
      marks.add(Curve.line(x, y + row * CELL, x + columns * CELL, y + row * CELL, Ink.GRID));
    }
    for (int column = 0; column <= columns; column++) {
      marks.add(Curve.line(x + column * CELL, y, x + column * CELL, y + rows * CELL, Ink.GRID));
    }
    frame(x, y, 0, 0, rows, columns, Ink.FAINT, 1);
    reach(x + columns * CELL, y + rows * CELL);
  }

  /// A frame around cells of a grid, to point at them.
  void point(double x, double y, int row, int column, int size) {
    frame(x, y, row, column, size, size, Ink.THIRD, 3);
  }

  private void frame(
      double x, double y, int row, int column, int rows, int columns, Ink ink, double width) {
    double left = x + column * CELL;
    double top = y + row * CELL;
    double end = left + columns * CELL;
    double low = top + rows * CELL;
    marks.add(
        new Curve(
            List.of(
                new Point(left, top),
                new Point(end, top),
                new Point(end, low),
                new Point(left, low),
                new Point(left, top)),
            ink,
            width));
  }

  /// A caption, its middle at `x`.
  void caption(double x, double y, String text) {
    marks.add(Label.of(x, y, text, Align.MIDDLE, Ink.FAINT));
    reach(x + text.length() * LETTER * Mark.USUAL_SIZE / 2, y);
  }

  /// A sign between two grids, such as `=`.
  void sign(double x, double y, String text) {
    marks.add(Label.of(x, y + 7, text, Align.MIDDLE, Ink.TEXT).sized(20));
  }

  private void reach(double x, double y) {
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }

  /// What is on it, as the content of an SVG file.
  String svg(String title) {
    return Svg.file(new Drawing(title, right + 20, bottom + 16, marks));
  }
}
