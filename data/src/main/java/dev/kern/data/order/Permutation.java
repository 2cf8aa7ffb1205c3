package dev.kern.data.order;

/// An order of so many things that is computed, not stored.
public sealed interface Permutation permits Shuffle, WindowedShuffle, InOrder {
  /// The thing at a position of the order that the key stands for.
  int at(long key, int position);
}
