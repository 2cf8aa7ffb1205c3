package dev.kern.data.pickle;

import dev.kern.data.file.Content;
import dev.kern.data.file.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A pickle that holds a dict of NumPy arrays, open for reading.
///
/// Supports protocols 0 to 5, Python 2 and 3, NumPy 1 and 2; C, Fortran and transposed order; both
/// byte orders; gzipped or not. Other values in the dict (strings, numbers, lists, dicts) are
/// ignored; anything that would run code or create an object is an error.
///
/// Trailing bytes, which Python ignores, cause a warning. Not thread-safe.
public final class PickleFile implements AutoCloseable {
  /// First bytes: the protocol (2 and later); a dict, list or tuple (0 and 1); an array (0 and 1).
  private static final int[][] BEGINNINGS = {
    {0x80}, {'(', 'd'}, {'(', 'l'}, {'(', 't'}, {'}', 'q'}, {'}', '('}, {']', 'q'}, {'c', 'n', 'u'}
  };

  private final Content content;
  private final Map<Object, PickleValue> entries;
  private final List<String> warnings;

  private PickleFile(Content content, Map<Object, PickleValue> entries, List<String> warnings) {
    this.content = content;
    this.entries = entries;
    this.warnings = warnings;
  }

  /// Opens a file and checks its structure.
  ///
  /// Fails with `DataException` if it can't be read, isn't a pickle, or contains anything but data.
  public static PickleFile open(Path path) {
    return Content.open(path).handOver(PickleFile::read);
  }

  /// Whether the content begins like a pickle.
  public static boolean accepts(Content content) {
    return Arrays.stream(BEGINNINGS).anyMatch(content::startsWith);
  }

  private static PickleFile read(Content content) {
    if (content.startsWith(0x1f, 0x8b)) {
      throw Problem.at(content.path().toString(), "the file is gzipped twice")
          .expected("a pickle, or a gzipped pickle")
          .fix("unpack it once (gunzip)");
    }
    Unpickler machine = new Unpickler(content);
    PickleValue top = machine.run();
    if (!(top instanceof DictValue dict)) {
      throw machine.wrongTop(top);
    }
    long end = content.position();
    long rest = content.skipRest();
    machine.checkFrames(content.position());
    List<String> warnings = new ArrayList<>();
    if (rest > 0) {
      warnings.add(
          content.place(end)
              + ": "
              + Problem.count(rest)
              + " bytes after the pickle's end are ignored");
    }
    return new PickleFile(content, dict.entries, List.copyOf(warnings));
  }

  /// The keys that are strings, in the file's order.
  public List<String> keys() {
    return entries.keySet().stream()
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .toList();
  }

  /// Warnings about harmless oddities, one line each.
  public List<String> warnings() {
    return warnings;
  }

  /// The array with this key.
  ///
  /// Fails with `DataException` if there is no such key or its value isn't an array.
  public NumpyArray array(String key) {
    PickleValue value = entries.get(key);
    ArrayValue.Layout layout = value instanceof ArrayValue array ? array.layout() : null;
    if (layout != null) {
      return new NumpyArray(content, key, layout);
    }
    String place = content.path() + ", key " + Problem.quote(key);
    if (value == null) {
      throw Problem.at(content.path().toString(), "the pickle has no key " + Problem.quote(key))
          .given("the keys " + Problem.list(keys().stream().map(Problem::quote).toList()))
          .fix("add the array under that key");
    }
    throw Problem.at(place, "the value is not an array")
        .given(value.kind())
        .expected("a NumPy array")
        .fix("convert it before pickling (numpy.asarray(…))");
  }

  /// The list or tuple of short strings with this key, or empty if there is no such key.
  ///
  /// Fails with `DataException` if the value is something else.
  public Optional<List<String>> texts(String key) {
    PickleValue value = entries.get(key);
    if (value == null) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    if (value instanceof SequenceValue(_, List<PickleValue> items)) {
      for (PickleValue item : items) {
        String text = item.shortText();
        if (text != null) {
          texts.add(text);
        }
      }
      if (texts.size() == items.size()) {
        return Optional.of(List.copyOf(texts));
      }
    }
    throw Problem.at(
            content.path() + ", key " + Problem.quote(key), "the value is not a list of strings")
        .given(value.kind())
        .expected("a list of strings of at most " + StringValue.SHORT + " bytes")
        .fix("write it as a list of short strings");
  }

  @Override
  public void close() {
    content.close();
  }
}
