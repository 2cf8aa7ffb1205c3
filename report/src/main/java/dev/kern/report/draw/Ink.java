package dev.kern.report.draw;

import java.awt.Color;
import java.util.Locale;

/// What a mark is drawn in, by its meaning: a page gives each ink a colour for light and one for
/// dark surroundings; on paper it has the one here.
///
/// The three colours of lines differ in lightness too, so that they can be told apart in print and
/// by those who don't see colours.
public enum Ink {
  /// Texts that matter.
  TEXT(0x1b232c),
  /// Texts beside the matter.
  FAINT(0x5a6672),
  /// Lines of a grid.
  GRID(0xe2e6ea),
  /// The first line of a chart.
  FIRST(0x1f5fbf),
  /// The second line of a chart.
  SECOND(0xd9822b),
  /// The third line of a chart.
  THIRD(0x23856d),
  /// Cells of a heat map; more of it means more.
  HEAT(0x1f5fbf),
  /// Texts on a hot cell.
  ON_HEAT(0xffffff);

  private final int rgb;

  Ink(int rgb) {
    this.rgb = rgb;
  }

  /// The colour on paper.
  Color onPaper() {
    return new Color(rgb);
  }

  /// The class that a style sheet colours: `ink-on-heat`.
  String styleClass() {
    return "ink-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
