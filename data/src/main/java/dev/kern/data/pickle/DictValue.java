package dev.kern.data.pickle;

import java.util.LinkedHashMap;
import java.util.Map;

/// A dict. Its keys must be short strings or whole numbers, as they are in data files.
final class DictValue implements PickleValue {
  /// Strings and Longs, in the file's order.
  final Map<Object, PickleValue> entries = new LinkedHashMap<>();

  @Override
  public String kind() {
    return "a dict of " + entries.size() + (entries.size() == 1 ? " item" : " items");
  }
}
