package dev.kern.data.pickle;

import java.util.List;

/// A list or a tuple.
///
/// @param tuple whether it is a tuple, which is immutable
/// @param items its values
record SequenceValue(boolean tuple, List<PickleValue> items) implements PickleValue {
  @Override
  public String kind() {
    return (tuple ? "a tuple of " : "a list of ")
        + items.size()
        + (items.size() == 1 ? " item" : " items");
  }

  // Lists are compared by identity, since comparing their items might never end.

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return kind();
  }
}
