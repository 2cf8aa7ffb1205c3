package dev.kern.data;

/// A random order of so many things that is computed, not stored.
sealed interface Permutation permits Shuffle, Windows {
  /// The thing at a position of the order that the key stands for.
  int at(long key, int position);
}
