package dev.kern.cli.terminal;

import static java.util.stream.Collectors.joining;

import dev.kern.data.file.PlainText;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The gate through which all that Kern prints passes: a file's name or a model's text can't move
/// the cursor, clear the screen, turn the direction of the line or fill the terminal.
///
/// What isn't plain text is escaped as JSON escapes it, so a line of JSON stays the same value. A
/// line of text ends after [#LONGEST_LINE] characters. Web addresses are printed without passwords.
public final class TerminalWriter extends PrintWriter {
  /// The longest line of text that is printed whole.
  static final int LONGEST_LINE = 1 << 13;

  private static final String WIPE = "\r\u001b[K";

  /// The one that shows a line of progress.
  private static volatile @Nullable TerminalWriter showing;

  private final boolean cuts;
  private final boolean wraps;
  private int column;

  /// Prints to a writer, and flushes after each line.
  ///
  /// @param cuts whether long lines are cut, as text is and JSON isn't
  public TerminalWriter(Writer out, boolean cuts) {
    this(out, cuts, false);
  }

  /// The same for a terminal.
  ///
  /// @param wraps whether lines of text that are printed whole are broken between words where they
  ///   are wider than the terminal
  public TerminalWriter(Writer out, boolean cuts, boolean wraps) {
    super(out, true);
    this.cuts = cuts;
    this.wraps = wraps;
  }

  /// Shows a line of progress in place of the one before; it is wiped before anything else is
  /// printed.
  public void show(String line) {
    wipe();
    print(line);
    showing = this;
    flush();
  }

  /// Wipes the line of progress, if there is one.
  public void wipe() {
    if (showing == this) {
      showing = null;
      super.write(WIPE, 0, WIPE.length());
      column = 0;
      flush();
    }
  }

  /// Wipes the line of progress of whoever shows one, for those who print past this class.
  static void wipeAny() {
    TerminalWriter writer = showing;
    if (writer != null) {
      writer.wipe();
    }
  }

  @Override
  public void println(@Nullable String text) {
    String line = String.valueOf(text);
    super.println(wraps ? LineWrap.of(line, TerminalWidth.columns()) : line);
  }

  @Override
  public void println() {
    super.println();
    column = 0;
  }

  @Override
  public void write(int c) {
    write(Character.toString(c));
  }

  @Override
  public void write(char[] text, int from, int length) {
    write(new String(text, from, length));
  }

  @Override
  public void write(@Nullable String text, int from, int length) {
    wipeAny();
    String all = String.valueOf(text).substring(from, from + length);
    for (int begin = 0; begin < length; ) {
      int newline = all.indexOf('\n', begin);
      int end = newline < 0 ? length : newline;
      line(all.substring(begin, end));
      begin = end;
      if (newline >= 0) {
        super.write("\n", 0, 1);
        column = 0;
        begin++;
      }
    }
  }

  /// Prints a line, or a part of one.
  private void line(String text) {
    String carriage = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    String plain =
        Arrays.stream(PlainText.withoutPasswords(carriage).split("\t", -1))
            .map(PlainText::of)
            .collect(joining("\t"));
    int room = LONGEST_LINE - column;
    if (cuts && plain.length() > room) {
      plain = room > 0 ? plain.substring(0, room) + "…" : "";
      column = LONGEST_LINE;
    } else {
      column += plain.length();
    }
    super.write(plain, 0, plain.length());
  }
}
