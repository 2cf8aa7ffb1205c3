package dev.kern.report.draw;

import java.util.List;

/// One thing in a drawing. Lengths are in points of the drawing, from its top left corner.
public sealed interface Mark {
  /// A place.
  ///
  /// @param x from the left
  /// @param y from the top
  record Point(double x, double y) {}

  /// A line through points.
  record Curve(List<Point> points, Ink ink, double width) implements Mark {
    /// Copies the list.
    public Curve {
      points = List.copyOf(points);
    }

    /// A straight line.
    public static Curve line(double x1, double y1, double x2, double y2, Ink ink) {
      return new Curve(List.of(new Point(x1, y1), new Point(x2, y2)), ink, 1);
    }
  }

  /// A point that is meant to be seen.
  ///
  /// @param tip what it says to those who point at it
  record Dot(Point at, double radius, Ink ink, String tip) implements Mark {}

  /// A filled rectangle.
  ///
  /// @param strength how much of the ink it takes, from 0 to 1
  /// @param tip what it says to those who point at it
  record Box(double x, double y, double width, double height, Ink ink, double strength, String tip)
      implements Mark {}

  /// An image, stretched to a rectangle; its pixels stay sharp.
  ///
  /// @param tip what it says to those who point at it, or who can't see it
  record Image(double x, double y, double width, double height, Raster raster, String tip)
      implements Mark {}

  /// A line of text.
  ///
  /// @param at where its base line begins, ends, or has its middle
  /// @param turned whether it runs upwards
  record Label(Point at, String text, Align align, double size, Ink ink, boolean turned)
      implements Mark {
    /// A text that runs to the right.
    public static Label of(double x, double y, String text, Align align, Ink ink) {
      return new Label(new Point(x, y), text, align, USUAL_SIZE, ink, false);
    }

    /// The same, running upwards.
    Label upwards() {
      return new Label(at, text, align, size, ink, true);
    }

    /// The same in another size.
    public Label sized(double other) {
      return new Label(at, text, align, other, ink, turned);
    }
  }

  /// The size of texts, unless said otherwise.
  double USUAL_SIZE = 12;

  /// Which part of a text is at its place.
  enum Align {
    /// Its begin.
    START,
    /// Its middle.
    MIDDLE,
    /// Its end.
    END
  }
}
