package dev.kern.layer;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Text in columns.
public final class Table {
  private static final String GAP = "  ";
  private static final int NARROWEST = 12;
  private static final Pattern PART = Pattern.compile("[-./_]|\\p{Lower}(?=\\p{Upper})");

  private Table() {}

  /// Lines of `rows`, the first `left` columns flush left, the others flush right.
  public static String text(List<String[]> rows, int left) {
    return text(rows, left, Integer.MAX_VALUE);
  }

  /// The same where lines must be shorter than a number of characters, if that can be: the widest
  /// of the columns that are flush left become narrower, and their cells go on in the next line.
  public static String text(List<String[]> rows, int left, int width) {
    int columns = rows.getFirst().length;
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], row[c].length());
      }
    }
    narrow(widths, left, width);
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      String[] rest = row.clone();
      do {
        text.append(line(rest, widths, left)).append('\n');
      } while (!String.join("", rest).isEmpty());
    }
    return text.toString();
  }

  private static void narrow(int[] widths, int left, int width) {
    int excess = IntStream.of(widths).sum() + GAP.length() * (widths.length - 1) - width + 1;
    while (excess > 0) {
      int widest = 0;
      for (int c = 1; c < left; c++) {
        widest = widths[c] > widths[widest] ? c : widest;
      }
      if (left == 0 || widths[widest] <= NARROWEST) {
        return;
      }
      widths[widest]--;
      excess--;
    }
  }

  /// A line, with as much of each cell as fits; what is left of them stays in `rest`.
  private static String line(String[] rest, int[] widths, int left) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < rest.length; c++) {
      String cell = rest[c];
      int end = end(cell, widths[c]);
      rest[c] = cell.substring(end).stripLeading();
      String part = cell.substring(0, end).stripTrailing();
      String space = " ".repeat(widths[c] - part.length());
      line.append(c == 0 ? "" : GAP).append(c < left ? part + space : space + part);
    }
    return line.toString().stripTrailing();
  }

  /// Where a cell of that width ends: between words, or else between parts of one, as in
  /// `runs/lenet-1` or `recipe.testAccuracy`.
  private static int end(String cell, int width) {
    if (cell.length() <= width) {
      return cell.length();
    }
    int space = cell.lastIndexOf(' ', width);
    if (space > 0) {
      return space;
    }
    int end = 0;
    Matcher part = PART.matcher(cell.substring(0, width));
    while (part.find()) {
      end = part.end();
    }
    return end > 0 ? end : width;
  }
}
