package dev.kern.json;

import org.jspecify.annotations.Nullable;

/// Reads and writes the values of a type.
public interface Codec<T> {
  /// The value of a tree; null where the tree is null and the type has no value for that.
  ///
  /// Fails with [InvalidValueException] if the tree doesn't fit, with [IllegalArgumentException] if
  /// the type refuses its value.
  ///
  /// @param mapper what reads the values inside
  @Nullable T read(@Nullable Object tree, RecordMapper mapper);

  /// The tree of a value.
  ///
  /// @param mapper what writes the values inside
  Object write(T value, RecordMapper mapper);
}
