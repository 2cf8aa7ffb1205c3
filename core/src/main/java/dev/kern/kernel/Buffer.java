package dev.kern.kernel;

import java.util.Arrays;

/// A piece of memory that loops read and write: [#size] floats of [#array] from [#at] on.
///
/// A plan makes its buffers once and gives them their places before it runs; loops take them with
/// the range of rows or elements that they are to compute, so that nothing is allocated per step.
/// What is read of a buffer in a loop doesn't change meanwhile, and the just-in-time compiler reads
/// array and offset once, before the loop.
public class Buffer {
  /// What isn't there, such as the bias of a convolution without one.
  public static final Buffer NONE = new Buffer(0);

  private final int size;
  private float[] array = new float[0];
  private int at;

  /// Memory that is yet to be placed.
  protected Buffer(int size) {
    this.size = size;
  }

  /// All of an array.
  public static Buffer of(float[] array) {
    return of(array, 0);
  }

  /// An array from an offset on.
  public static Buffer of(float[] array, int at) {
    Buffer buffer = new Buffer(array.length - at);
    buffer.place(array, at);
    return buffer;
  }

  /// Gives it a place, `offset` floats into an array.
  protected void place(float[] into, int offset) {
    array = into;
    at = offset;
  }

  /// The array that it lies in.
  public final float[] array() {
    return array;
  }

  /// Where it begins in [#array].
  public final int at() {
    return at;
  }

  /// How many floats it has.
  public final int size() {
    return size;
  }

  /// Element `e`.
  public final float get(int e) {
    return array[at + e];
  }

  /// Changes element `e`.
  public final void set(int e, float value) {
    array[at + e] = value;
  }

  /// Sets elements `from` to `to`, exclusive, to a value; none if `to` isn't larger.
  public final void fill(int from, int to, float value) {
    Arrays.fill(array, at + from, at + Math.max(from, to), value);
  }
}
