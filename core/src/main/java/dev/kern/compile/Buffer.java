package dev.kern.compile;

/// A piece of memory that tasks read and write: first a wish, then a place in an array.
final class Buffer {
  private final String name;
  private final int size;
  private final boolean permanent;
  private float[] array = new float[0];
  private int at;

  /// Memory to be placed, kept for the whole step if `permanent`.
  Buffer(String name, int size, boolean permanent) {
    this.name = name;
    this.size = size;
    this.permanent = permanent;
  }

  /// Memory that lies somewhere already.
  static Buffer placed(String name, int size, float[] array, int at) {
    Buffer buffer = new Buffer(name, size, true);
    buffer.place(array, at);
    return buffer;
  }

  String name() {
    return name;
  }

  int size() {
    return size;
  }

  /// Whether the contents outlive the tasks that use them.
  boolean permanent() {
    return permanent;
  }

  boolean isPlaced() {
    return array.length > 0;
  }

  void place(float[] into, int offset) {
    array = into;
    at = offset;
  }

  float[] array() {
    return array;
  }

  int at() {
    return at;
  }
}
