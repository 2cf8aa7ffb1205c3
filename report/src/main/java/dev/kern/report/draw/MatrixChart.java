package dev.kern.report.draw;

import dev.kern.report.draw.Mark.Align;
import dev.kern.report.draw.Mark.Box;
import dev.kern.report.draw.Mark.Curve;
import dev.kern.report.draw.Mark.Label;
import java.util.ArrayList;
import java.util.List;

/// A confusion matrix as a heat map: a row per true class, a column per predicted one. A cell takes
/// as much ink as the square root of the part of its row that it holds, so that rare mistakes show.
///
/// Up to 20 classes have their counts written in, up to 60 their names beside.
///
/// @param title what it shows
/// @param names the classes
/// @param counts images, a row per true class
public record MatrixChart(String title, List<String> names, List<List<Integer>> counts) {
  private static final double SIDE = 370;
  private static final double LARGEST_CELL = 40;
  private static final double TOP = 34;
  private static final int MOST_COUNTS = 20;
  private static final int MOST_NAMES = 60;
  private static final int LONGEST_NAME = 14;
  private static final double LETTER = 0.58;

  /// Copies the lists.
  public MatrixChart {
    names = List.copyOf(names);
    counts = counts.stream().map(List::copyOf).toList();
  }

  /// The chart, laid out.
  public Drawing drawing() {
    CellGrid frame = frame();
    List<Mark> marks = new ArrayList<>();
    double middle = frame.left() + names.size() * frame.cell() / 2;
    marks.add(Label.of(middle, 12, "predicted", Align.MIDDLE, Ink.FAINT));
    double center = frame.top() + names.size() * frame.cell() / 2;
    marks.add(Label.of(12, center, "true", Align.MIDDLE, Ink.FAINT).upwards());
    for (int actual = 0; actual < names.size(); actual++) {
      row(actual, frame, marks);
    }
    outline(frame, marks);
    if (names.size() <= MOST_NAMES) {
      names(frame, marks);
    }
    double side = names.size() * frame.cell();
    return new Drawing(title, frame.left() + side + 6, frame.top() + side + 6, marks);
  }

  /// Where the matrix lies.
  ///
  /// @param size of the texts
  private record CellGrid(double left, double top, double cell, double size, boolean turned) {}

  private CellGrid frame() {
    double cell = Math.min(LARGEST_CELL, SIDE / names.size());
    double size = Math.min(Mark.USUAL_SIZE, 0.75 * cell);
    int longest = shown().stream().mapToInt(String::length).max().orElse(0);
    double length = names.size() <= MOST_NAMES ? longest * LETTER * size : 0;
    boolean turned = length > cell - 4;
    return new CellGrid(28 + length, turned ? 26 + length : TOP, cell, size, turned);
  }

  private List<String> shown() {
    return names.stream().map(MatrixChart::shortened).toList();
  }

  private static String shortened(String name) {
    return name.codePointCount(0, name.length()) <= LONGEST_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME - 1)) + "…";
  }

  private void row(int actual, CellGrid frame, List<Mark> marks) {
    List<Integer> row = counts.get(actual);
    int sum = row.stream().mapToInt(Integer::intValue).sum();
    for (int predicted = 0; predicted < names.size(); predicted++) {
      int count = row.get(predicted);
      if (count == 0 && names.size() > MOST_COUNTS) {
        continue; // a thousand classes have a million cells, hardly any of them with images
      }
      double share = sum == 0 ? 0 : (double) count / sum;
      double strength = Math.sqrt(share);
      double x = frame.left() + predicted * frame.cell();
      double y = frame.top() + actual * frame.cell();
      String tip =
          "%s classified as %s: %s of %s, %s"
              .formatted(
                  names.get(actual),
                  names.get(predicted),
                  Unit.count(count),
                  Unit.count(sum),
                  Unit.PERCENT.text(share));
      marks.add(new Box(x, y, frame.cell(), frame.cell(), Ink.HEAT, strength, tip));
      if (count > 0 && names.size() <= MOST_COUNTS) {
        Ink ink = strength > 0.5 ? Ink.ON_HEAT : Ink.TEXT;
        String text = Integer.toString(count);
        double size = Math.min(frame.size(), (frame.cell() - 3) / text.length() / LETTER);
        double middle = x + frame.cell() / 2;
        double base = y + frame.cell() / 2 + 0.36 * size;
        marks.add(Label.of(middle, base, text, Align.MIDDLE, ink).sized(size));
      }
    }
  }

  private void outline(CellGrid frame, List<Mark> marks) {
    double side = names.size() * frame.cell();
    int lines = names.size() <= MOST_NAMES ? names.size() : 1;
    for (int i = 0; i <= lines; i++) {
      double at = i * side / lines;
      marks.add(
          Curve.line(
              frame.left(), frame.top() + at, frame.left() + side, frame.top() + at, Ink.GRID));
      marks.add(
          Curve.line(
              frame.left() + at, frame.top(), frame.left() + at, frame.top() + side, Ink.GRID));
    }
  }

  private void names(CellGrid frame, List<Mark> marks) {
    List<String> shown = shown();
    for (int c = 0; c < shown.size(); c++) {
      double along = c * frame.cell() + frame.cell() / 2;
      double base = 0.36 * frame.size();
      marks.add(
          Label.of(frame.left() - 6, frame.top() + along + base, shown.get(c), Align.END, Ink.TEXT)
              .sized(frame.size()));
      Label column =
          frame.turned()
              ? Label.of(
                      frame.left() + along + base,
                      frame.top() - 6,
                      shown.get(c),
                      Align.START,
                      Ink.TEXT)
                  .upwards()
              : Label.of(
                  frame.left() + along, frame.top() - 6, shown.get(c), Align.MIDDLE, Ink.TEXT);
      marks.add(column.sized(frame.size()));
    }
  }
}
