package dev.kern.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Just enough JSON for the reference files: an object of objects, of which text and number fields
/// are wanted.
public final class Json {
  private static final Pattern ENTRY =
      Pattern.compile("\"([^\"]+)\"\\s*:\\s*\\{((?:[^{}\"]|\"(?:[^\"\\\\]|\\\\.)*\")*)\\}");
  private static final Pattern FIELD =
      Pattern.compile("\"([^\"]+)\"\\s*:\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([-0-9.eE]+))");

  private Json() {}

  /// Entry, then field, then its text.
  public static Map<String, Map<String, String>> read(String json) {
    Map<String, Map<String, String>> entries = new LinkedHashMap<>();
    Matcher entry = ENTRY.matcher(json);
    while (entry.find()) {
      Map<String, String> fields = new LinkedHashMap<>();
      Matcher field = FIELD.matcher(entry.group(2));
      while (field.find()) {
        fields.put(field.group(1), field.group(2) == null ? field.group(3) : field.group(2));
      }
      entries.put(entry.group(1), fields);
    }
    if (entries.isEmpty()) {
      throw new AssertionError("no entries in " + json);
    }
    return entries;
  }
}
