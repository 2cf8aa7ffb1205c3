package dev.kern.layer;

import java.util.List;

/// Text in columns.
public final class Table {
  private Table() {}

  /// Lines of `rows`, the first `left` columns flush left, the others flush right.
  public static String text(List<String[]> rows, int left) {
    int columns = rows.getFirst().length;
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], row[c].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String space = " ".repeat(widths[c] - row[c].length());
        line.append(c == 0 ? "" : "  ").append(c < left ? row[c] + space : space + row[c]);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
