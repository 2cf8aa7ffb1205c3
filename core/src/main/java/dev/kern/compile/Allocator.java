package dev.kern.compile;

import java.util.function.Supplier;

/// Makes what takes much memory, or refuses it before that is tried.
public interface Allocator {
  /// Makes something large; fails in the allocator's own words if there is no room.
  ///
  /// @param what what the memory is for, in messages
  /// @param bytes how much is needed
  <T> T allocate(String what, long bytes, Supplier<T> make);
}
