package dev.kern.data.pickle;

import dev.kern.data.file.Content;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.NumberList;
import dev.kern.data.file.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A pickle that holds NumPy arrays, open for reading: a dict of them, or a single one, or tuples.
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

  /// More than tuples of images and labels have; one list may be in many others, and many times.
  private static final int MOST_ITEMS = 8;

  private static final int MOST_KEYS = 64;

  private final Content content;
  private final PickleValue top;
  private final Map<Object, PickleValue> entries; // empty if it is no dict
  private final List<String> warnings;

  private PickleFile(Content content, PickleValue top, List<String> warnings) {
    this.content = content;
    this.top = top;
    this.entries = top instanceof DictValue dict ? dict.entries : Map.of();
    this.warnings = warnings;
  }

  /// Opens a file and checks its structure.
  ///
  /// Fails with `DataException` if it can't be read, isn't a pickle, or contains anything but data.
  public static PickleFile open(Path path) {
    return of(Content.open(path));
  }

  /// The same for a file that is open: closing this closes it.
  public static PickleFile of(Content content) {
    return content.handOver(PickleFile::read);
  }

  /// Whether the content begins like a pickle.
  public static boolean accepts(Content content) {
    return Arrays.stream(BEGINNINGS).anyMatch(content::startsWith);
  }

  private static PickleFile read(Content content) {
    if (content.startsWith(0x1f, 0x8b)) {
      throw Problem.at(content.place(), "the file is gzipped twice")
          .expected("a pickle, or a gzipped pickle")
          .fix("unpack it once (gunzip)");
    }
    Unpickler machine = new Unpickler(content, new NumpyReducers());
    PickleValue top = machine.run();
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
    return new PickleFile(content, top, List.copyOf(warnings));
  }

  /// What it holds, in words: `a dict of 6 items`.
  public String kind() {
    return top.kind();
  }

  /// Whether it holds a dict.
  public boolean isDict() {
    return top instanceof DictValue;
  }

  /// The array that is all it holds, or empty if it holds something else.
  public Optional<NumpyArray> onlyArray() {
    return array(top, "");
  }

  /// The arrays in a tuple of tuples, or of a tuple, as Python's `((a, b), (c, d))`: a list for
  /// each; empty if it holds something else.
  public List<List<NumpyArray>> tuples() {
    if (!(top instanceof SequenceValue(_, List<PickleValue> items)) || items.size() > MOST_ITEMS) {
      return List.of();
    }
    List<List<NumpyArray>> tuples = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (!(items.get(i) instanceof SequenceValue(_, List<PickleValue> arrays))) {
        List<NumpyArray> single = arrays(items, "");
        return single.size() == items.size() ? List.of(single) : List.of();
      }
      if (arrays.size() > MOST_ITEMS) {
        return List.of();
      }
      List<NumpyArray> tuple = arrays(arrays, "[" + i + "]");
      if (tuple.size() != arrays.size()) {
        return List.of();
      }
      tuples.add(tuple);
    }
    return List.copyOf(tuples);
  }

  private List<NumpyArray> arrays(List<PickleValue> items, String within) {
    List<NumpyArray> arrays = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      array(items.get(i), ", item " + within + "[" + i + "]").ifPresent(arrays::add);
    }
    return arrays;
  }

  private Optional<NumpyArray> array(PickleValue value, String where) {
    ArrayValue.Layout layout = value instanceof ArrayValue array ? array.layout() : null;
    return layout == null ? Optional.empty() : Optional.of(new NumpyArray(content, where, layout));
  }

  /// The keys of a dict whose values are arrays or lists of whole numbers; of many the first.
  public List<String> numberKeys() {
    return keys().stream().limit(MOST_KEYS).filter(key -> isNumbers(entries.get(key))).toList();
  }

  private static boolean isNumbers(@Nullable PickleValue value) {
    return value instanceof ArrayValue
        || (value instanceof SequenceValue(_, List<PickleValue> items)
            && !items.isEmpty()
            && items.stream().allMatch(PickleValue.Whole.class::isInstance));
  }

  /// The array with this key, or the list of whole numbers as an array.
  ///
  /// Fails with `DataException` if there is no such key or its value is something else, or if a
  /// number has more than 32 bits.
  public NumberArray numbers(String key) {
    if (!(entries.get(key) instanceof SequenceValue(_, List<PickleValue> items))
        || !isNumbers(entries.get(key))) {
      return array(key);
    }
    String place = content.place() + where(key);
    int[] values = new int[items.size()];
    for (int i = 0; i < values.length; i++) {
      long value = items.get(i) instanceof PickleValue.Whole(long whole) ? whole : 0;
      if (value != (int) value) {
        throw Problem.at(place, "the number at [" + i + "] is not a 32-bit integer")
            .given(Long.toString(value))
            .expected("an integer from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE)
            .fix("round or correct it before saving");
      }
      values[i] = (int) value;
    }
    return new NumberList(place, values);
  }

  private static String where(String key) {
    return ", key " + Problem.quote(key);
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
    if (value == null) {
      throw Problem.at(content.place(), "the pickle has no key " + Problem.quote(key))
          .given("the keys " + Problem.list(keys().stream().map(Problem::quote).toList()))
          .fix("add the array under that key");
    }
    return array(value, where(key))
        .orElseThrow(
            () ->
                Problem.at(content.place() + where(key), "the value is not an array")
                    .given(value.kind())
                    .expected("a NumPy array")
                    .fix("convert it before pickling (numpy.asarray(…))"));
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
    throw Problem.at(content.place() + where(key), "the value is not a list of strings")
        .given(value.kind())
        .expected("a list of strings of at most " + StringValue.SHORT + " bytes")
        .fix("write it as a list of short strings");
  }

  @Override
  public void close() {
    content.close();
  }
}
