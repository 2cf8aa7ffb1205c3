package dev.kern.data.file;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file format of Kern, recorded in the file with its version: `kern checkpoint 2`.
///
/// @param name its name, as in `kern checkpoint`
/// @param version the newest version, which is the one that is written
public record FormatVersion(String name, int version) {
  /// The key under which a file names it.
  public static final String KEY = "format";

  /// The text recorded in a file.
  public String words() {
    return name + " " + version;
  }

  /// The version recorded in a file; 1 if nothing known is recorded.
  public int versionOf(String said) {
    Matcher words = Pattern.compile(Pattern.quote(name) + " (\\d{1,9})").matcher(said);
    return words.matches() ? Integer.parseInt(words.group(1)) : 1;
  }

  /// Rejects a file of a newer version.
  ///
  /// Fails with `DataException` if it is one.
  ///
  /// @param file what messages call it
  /// @param said what it says
  public void expectKnown(String file, String said) {
    if (versionOf(said) > version) {
      throw Problem.at(file, "this was written by a newer version of Kern")
          .given("'%s'".formatted(said))
          .expected("'%s' or older".formatted(words()))
          .fix("update Kern");
    }
  }
}
