package dev.kern.data.format.store;

/// Images of bytes that come one by one; how many there will be isn't known before.
public interface ImageList {
  /// How many there are.
  int count();

  /// Adds one, and keeps its array.
  void add(byte[] image);

  /// One of them.
  byte[] get(int index);

  /// Puts another one in its place.
  void set(int index, byte[] image);

  /// The pixels of some of them, which are of one size now, in that order.
  StoredPixels pixels(int... images);
}
