package dev.kern.kernel;

import java.util.Arrays;

/// Memory that kernels read and write: [#size] floats of [#array], starting at [#at].
///
/// A plan creates its buffers once and places them before it runs; kernels take buffers together
/// with the range of rows or elements to compute, so that nothing is allocated per step. The fields
/// don't change while a loop runs, so the just-in-time compiler reads array and offset once, before
/// the loop.
public class Buffer {
  /// Stands for a missing tensor, such as the bias of a convolution without one.
  public static final Buffer NONE = new Buffer(0);

  /// How many floats [#memory] adds, at least as many as a vector has.
  public static final int SLACK = 16;

  /// The most floats that [#memory] holds.
  public static final int LONGEST = Integer.MAX_VALUE - 8 - SLACK;

  private final int size;
  private float[] array = new float[0];
  private int at;

  /// Memory that has no place yet.
  protected Buffer(int size) {
    this.size = size;
  }

  /// An array for at most [#LONGEST] floats, and a few more.
  ///
  /// A masked vector may reach past the last float. Where it would reach past the array, the Vector
  /// API checks the mask lane by lane, and a kernel that the just-in-time compiler has once seen do
  /// so may keep its masks in objects: it allocates from then on, and is slow.
  public static float[] memory(int floats) {
    return new float[floats + SLACK];
  }

  /// All of an array.
  public static Buffer of(float[] array) {
    return of(array, 0);
  }

  /// An array, starting at an offset.
  public static Buffer of(float[] array, int at) {
    Buffer buffer = new Buffer(array.length - at);
    buffer.place(array, at);
    return buffer;
  }

  /// Places the buffer `offset` floats into an array.
  protected void place(float[] into, int offset) {
    array = into;
    at = offset;
  }

  /// The array that holds it.
  public final float[] array() {
    return array;
  }

  /// Its offset in [#array].
  public final int at() {
    return at;
  }

  /// The number of floats.
  public final int size() {
    return size;
  }

  /// Element `e`.
  public final float get(int e) {
    return array[at + e];
  }

  /// Sets element `e`.
  public final void set(int e, float value) {
    array[at + e] = value;
  }

  /// Sets elements `from` to `to`, exclusive, to a value; none if `to` isn't larger.
  public final void fill(int from, int to, float value) {
    Arrays.fill(array, at + from, at + Math.max(from, to), value);
  }
}
