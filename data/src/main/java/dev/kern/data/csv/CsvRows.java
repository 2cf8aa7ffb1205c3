package dev.kern.data.csv;

import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads a text table cell by cell, in the memory of one cell.
///
/// Cells may be quoted; rows end in any kind of line break; blank lines are passed over, and so is
/// a byte order mark. Source: RFC 4180.
final class CsvRows {
  private static final int LONGEST_CELL = 1000;
  private static final int BUFFER = 1 << 16;
  private static final int MOST_DIGITS = 9;

  private final Content content;
  private final char separator;
  private final byte[] buffer = new byte[BUFFER];
  private int next;
  private int end;
  private final byte[] cell = new byte[LONGEST_CELL];
  private int length;
  private boolean rowEnded = true;
  private long line = 1;
  private long rowLine;

  /// Reads from the beginning of the content.
  CsvRows(Content content, char separator) {
    this.content = content;
    this.separator = separator;
    content.goTo(content.startsWith(0xef, 0xbb, 0xbf) ? 3 : 0);
  }

  /// Goes to the next row; false at the end of the table. All cells of the one before must have
  /// been read.
  boolean nextRow() {
    int c = read();
    while (c == '\r' || c == '\n' || isBlank(c)) {
      line += c == '\n' ? 1 : 0;
      c = read();
    }
    unread(c);
    rowEnded = c < 0;
    rowLine = line;
    return c >= 0;
  }

  /// Reads the next cell; false if the row has no more.
  boolean nextCell() {
    if (rowEnded) {
      return false;
    }
    length = 0;
    int c = read();
    while (isBlank(c)) {
      c = read();
    }
    if (c == '"') {
      quoted();
      c = read();
      while (isBlank(c)) {
        c = read();
      }
      if (c != separator && c != '\r' && c != '\n' && c >= 0) {
        throw wrong("there is more behind a quoted cell", "'" + (char) c + "'", "the next cell");
      }
    } else {
      while (c != separator && c != '\r' && c != '\n' && c >= 0) {
        add(c);
        c = read();
      }
      while (length > 0 && isBlank(cell[length - 1])) {
        length--;
      }
    }
    endCell(c);
    return true;
  }

  private void endCell(int c) {
    if (c == separator) {
      return;
    }
    rowEnded = true;
    line++;
    if (c == '\r') {
      int following = read();
      if (following != '\n') {
        unread(following);
      }
    }
  }

  /// The rest of a quoted cell, whose first quote was read.
  private void quoted() {
    while (true) {
      int c = read();
      if (c == '"') {
        int following = read();
        if (following != '"') {
          unread(following);
          return;
        }
      } else if (c < 0) {
        throw wrong("a quote is never closed", "the end of the file", "another quote");
      }
      line += c == '\n' ? 1 : 0;
      add(c);
    }
  }

  private void add(int c) {
    if (length == LONGEST_CELL) {
      throw wrong(
          "a cell is too long",
          "more than " + Problem.count(LONGEST_CELL) + " bytes",
          "a number or the name of a class");
    }
    cell[length++] = (byte) c;
  }

  private boolean isBlank(int c) {
    return c == ' ' || (c == '\t' && separator != '\t');
  }

  private int read() {
    if (next == end) {
      end = content.readUpTo(buffer, 0, BUFFER);
      next = 0;
      if (end == 0) {
        return -1;
      }
    }
    return buffer[next++] & 0xff;
  }

  /// Takes the last byte back, unless it was the end.
  private void unread(int c) {
    if (c >= 0) {
      next--;
    }
  }

  /// The line that the row begins at, from 1.
  long rowLine() {
    return rowLine;
  }

  /// The cell if it is a whole number of up to nine digits, without a sign, else -1.
  int whole() {
    if (length == 0 || length > MOST_DIGITS) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < length; i++) {
      int digit = cell[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  /// The cell as a number; not a number if it is none, or not a finite one.
  float real() {
    for (int i = 0; i < length; i++) {
      int c = cell[i];
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return Float.NaN; // Java would read 1f and 0x1p3 too
      }
    }
    try {
      float number = Float.parseFloat(new String(cell, 0, length, StandardCharsets.US_ASCII));
      return Float.isFinite(number) ? number : Float.NaN;
    } catch (NumberFormatException _) {
      return Float.NaN;
    }
  }

  /// The cell as text.
  String text() {
    if (isAscii()) {
      return new String(cell, 0, length, StandardCharsets.US_ASCII);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(cell, 0, length))
          .toString();
    } catch (CharacterCodingException _) {
      throw Problem.at(place(), "a cell isn't text in UTF-8")
          .given(new String(cell, 0, length, StandardCharsets.ISO_8859_1))
          .expected("UTF-8")
          .fix("save the table in that encoding");
    }
  }

  private boolean isAscii() {
    for (int i = 0; i < length; i++) {
      if (cell[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /// The cells of the row that was gone to, up to `most` of them.
  List<String> row(int most) {
    List<String> cells = new ArrayList<>();
    while (cells.size() < most && nextCell()) {
      cells.add(text());
    }
    return cells;
  }

  /// Where the row is: `train.csv, line 17`.
  String place() {
    return content.place() + ", line " + Problem.count(rowLine);
  }

  DataException wrong(String what, String given, String expected) {
    return Problem.at(place(), what)
        .given(given)
        .expected(expected)
        .fix("correct or remove that row");
  }
}
