package dev.kern.cli.terminal;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A line of a CSV file. Source: RFC 4180.
public final class CsvLine {
  private static final Pattern SPECIAL = Pattern.compile("[\",\r\n]");

  private CsvLine() {}

  /// The line with its end; a cell that has commas, quotes or line breaks stands in quotes.
  public static String of(List<String> cells) {
    return cells.stream().map(CsvLine::cell).collect(Collectors.joining(",", "", "\n"));
  }

  private static String cell(String text) {
    return SPECIAL.matcher(text).find() ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
