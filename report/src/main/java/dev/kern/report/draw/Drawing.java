package dev.kern.report.draw;

import java.util.List;

/// An image made of marks, the later ones on top: plain data, which [Svg] and [Painter] turn into
/// what can be seen.
///
/// @param title what it shows, for those who can't see it
/// @param width its width in points
/// @param height its height in points
/// @param marks what is in it
public record Drawing(String title, double width, double height, List<Mark> marks) {
  /// Copies the list.
  public Drawing {
    marks = List.copyOf(marks);
  }
}
