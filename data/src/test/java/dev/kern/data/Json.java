package dev.kern.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
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

  private final Map<String, Map<String, String>> entries;

  private Json(Map<String, Map<String, String>> entries) {
    this.entries = entries;
  }

  /// Reads a file, which must hold an entry.
  public static Json read(Path file) {
    Map<String, Map<String, String>> entries = new LinkedHashMap<>();
    Matcher entry = ENTRY.matcher(new String(TestFiles.bytes(file), UTF_8));
    while (entry.find()) {
      Map<String, String> fields = new LinkedHashMap<>();
      Matcher field = FIELD.matcher(entry.group(2));
      while (field.find()) {
        fields.put(field.group(1), field.group(2) == null ? field.group(3) : field.group(2));
      }
      entries.put(entry.group(1), fields);
    }
    if (entries.isEmpty()) {
      throw new AssertionError("no entries in " + file);
    }
    return new Json(entries);
  }

  /// The names of the entries, in the file's order.
  public List<String> entries() {
    return List.copyOf(entries.keySet());
  }

  /// A field of an entry, both of which must be there.
  public String text(String entry, String field) {
    String text = entries.getOrDefault(entry, Map.of()).get(field);
    if (text == null) {
      throw new AssertionError("no field " + field + " in " + entry);
    }
    return text;
  }
}
