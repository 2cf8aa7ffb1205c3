package dev.kern.train.file;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A format of Kern's, which a file names together with its version: `kern checkpoint 2`.
///
/// @param name its name, as in `kern checkpoint`
/// @param version the newest version, which is the one that is written
public record FileFormat(String name, int version) {
  /// The key of the metadata that holds it.
  public static final String KEY = "format";

  /// What files say.
  public String words() {
    return name + " " + version;
  }

  /// The version of a file, by its metadata; 1 if they say nothing that is known.
  public int versionOf(Map<String, String> metadata) {
    Matcher words =
        Pattern.compile(Pattern.quote(name) + " (\\d{1,9})")
            .matcher(metadata.getOrDefault(KEY, ""));
    return words.matches() ? Integer.parseInt(words.group(1)) : 1;
  }
}
