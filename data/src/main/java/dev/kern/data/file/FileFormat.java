package dev.kern.data.file;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A format of Kern's, which a file names together with its version: `kern checkpoint 2`.
///
/// @param name its name, as in `kern checkpoint`
/// @param version the newest version, which is the one that is written
public record FileFormat(String name, int version) {
  /// The key under which a file names it.
  public static final String KEY = "format";

  /// What a file says.
  public String words() {
    return name + " " + version;
  }

  /// The version of a file, by what it says; 1 if it says nothing that is known.
  public int versionOf(String said) {
    Matcher words = Pattern.compile(Pattern.quote(name) + " (\\d{1,9})").matcher(said);
    return words.matches() ? Integer.parseInt(words.group(1)) : 1;
  }

  /// Refuses a file of a newer version.
  ///
  /// Fails with `DataException` if it is one.
  ///
  /// @param file what messages call it
  /// @param said what it says
  public void expectKnown(String file, String said) {
    if (versionOf(said) > version) {
      throw Problem.at(file, "a newer Kern has written this")
          .given("'%s'".formatted(said))
          .expected("'%s' or older".formatted(words()))
          .fix("take a newer Kern");
    }
  }
}
