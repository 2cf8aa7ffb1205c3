package dev.kern.cli.terminal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Breaks lines between words where they are wider than the terminal, which would break them
/// anywhere, even within a number; what follows is indented.
///
/// Commands stay whole, so that they can be copied.
final class LineWrap {
  /// What stands before the text of a note, or of a part of a message.
  private static final Pattern TITLE = Pattern.compile(" *(note: |\\w+ {2,})?");

  private static final Pattern COMMAND = Pattern.compile(" {2}(fix +.*)?kern .*");
  private static final int INDENT = 2;
  private static final int NARROWEST = 20;

  private LineWrap() {}

  /// Lines that fit so many columns, the last of which stays free.
  static String of(String text, int columns) {
    return text.lines().map(line -> wrapped(line, columns)).collect(Collectors.joining("\n"));
  }

  private static String wrapped(String line, int columns) {
    if (line.length() < columns || COMMAND.matcher(line).matches()) {
      return line;
    }
    Matcher title = TITLE.matcher(line);
    boolean titled = title.lookingAt() && title.group(1) != null;
    int begin = title.end();
    int indent = titled ? begin : begin + INDENT;
    if (columns - indent < NARROWEST) {
      return line;
    }
    StringBuilder wrapped = new StringBuilder();
    String rest = line;
    int from = begin; // the title isn't parted from its text
    while (rest.length() >= columns) {
      int space = rest.lastIndexOf(' ', columns - 1);
      space = space > from ? space : rest.indexOf(' ', columns - 1);
      if (space < 0) {
        break;
      }
      wrapped.append(rest.substring(0, space).stripTrailing()).append('\n');
      rest = " ".repeat(indent) + rest.substring(space).stripLeading();
      from = indent;
    }
    return wrapped.append(rest).toString();
  }
}
