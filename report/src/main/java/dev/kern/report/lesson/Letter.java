package dev.kern.report.lesson;

import java.util.Arrays;
import java.util.List;

/// A letter of 8 × 8 pixels, each 0 or 1, as a teacher would write it on a board.
public final class Letter {
  /// Rows and columns.
  static final int SIZE = 8;

  /// The letter of the pictures in `docs/LESSON.md`.
  public static final Letter T =
      of(
          "........",
          ".######.",
          ".######.",
          "...##...",
          "...##...",
          "...##...",
          "...##...",
          "........");

  /// What a filter learns from beside a letter: with one letter alone, several filters would do.
  static final List<Letter> OTHERS =
      List.of(
          of(
              "........",
              ".##.....",
              ".##.....",
              ".##.....",
              ".##.....",
              ".#####..",
              ".#####..",
              "........"),
          of(
              "........",
              "..####..",
              ".##..##.",
              ".##..##.",
              ".##..##.",
              ".##..##.",
              "..####..",
              "........"),
          of(
              "........",
              ".##..##.",
              "..####..",
              "...##...",
              "...##...",
              "..####..",
              ".##..##.",
              "........"));

  private final Numbers pixels;

  private Letter(Numbers pixels) {
    this.pixels = pixels;
  }

  /// A letter of eight rows, with `#` for ink and any other character for paper.
  ///
  /// Fails with [IllegalArgumentException] if there are not eight rows of eight.
  public static Letter of(String... rows) {
    boolean fits = rows.length == SIZE;
    for (String row : rows) {
      fits &= row.length() == SIZE;
    }
    if (!fits) {
      throw new IllegalArgumentException(
          """
          letter: it has 8 rows of 8 characters
            given     rows of %s characters
            fix       '#' for ink and '.' for paper, such as ".######."\
          """
              .formatted(Arrays.stream(rows).map(String::length).toList()));
    }
    float[] pixels = new float[SIZE * SIZE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = rows[i / SIZE].charAt(i % SIZE) == '#' ? 1 : 0;
    }
    return new Letter(Numbers.square(pixels));
  }

  /// Its pixels.
  Numbers pixels() {
    return pixels;
  }
}
