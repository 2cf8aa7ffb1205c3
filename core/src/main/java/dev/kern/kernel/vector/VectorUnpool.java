package dev.kern.kernel.vector;

import static dev.kern.kernel.vector.VectorMath.FLOATS;
import static dev.kern.kernel.vector.VectorMath.LANES;
import static dev.kern.kernel.vector.VectorMath.endOfVectors;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Unpool;
import dev.kern.math.Pooling;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// An [Unpool] on vectors of channels.
public record VectorUnpool(int height, int width, int channels, Pooling pooling) implements Unpool {
  @Override
  public void run(int from, int to, Buffer dy, Buffer trace, Buffer dx) {
    if (pooling == Pooling.NONE) {
      int size = height * width * channels;
      gate(from * size, Math.max(from, to) * size, dy, trace, dx);
      return;
    }
    int row = width * channels;
    for (int i = from * height / 2; i < to * height / 2; i++) {
      if (pooling == Pooling.MAX) {
        unpoolMax(i * row / 2, dy, trace, dx);
      } else {
        unpoolAverage(i * row / 2, dy, trace, dx);
      }
    }
  }

  private static void gate(int from, int to, Buffer dy, Buffer trace, Buffer dx) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      FloatVector open = fromArray(FLOATS, trace.array(), trace.at() + e);
      fromArray(FLOATS, dy.array(), dy.at() + e)
          .blend(0, open.compare(EQ, 0))
          .intoArray(dx.array(), dx.at() + e);
    }
    for (int e = end; e < to; e++) {
      dx.set(e, trace.get(e) != 0 ? dy.get(e) : 0);
    }
  }

  /// Unpools the row of squares that begins at pooled element `row`; a trace has the bit of the
  /// largest pixel, or none.
  private void unpoolMax(int row, Buffer dy, Buffer trace, Buffer dx) {
    float[] to = dx.array();
    int below = width * channels;
    FloatVector zero = FloatVector.zero(FLOATS);
    for (int c = 0; c < channels; c += LANES) {
      VectorMask<Float> mask = FLOATS.indexInRange(c, channels);
      for (int j = 0; j < width / 2; j++) {
        int e = row + j * channels + c;
        FloatVector gradient = fromArray(FLOATS, dy.array(), dy.at() + e, mask);
        FloatVector bits = fromArray(FLOATS, trace.array(), trace.at() + e, mask);
        int at = dx.at() + 4 * row + 2 * j * channels + c;
        zero.blend(gradient, bits.compare(EQ, 1)).intoArray(to, at, mask);
        zero.blend(gradient, bits.compare(EQ, 2)).intoArray(to, at + channels, mask);
        zero.blend(gradient, bits.compare(EQ, 4)).intoArray(to, at + below, mask);
        zero.blend(gradient, bits.compare(EQ, 8)).intoArray(to, at + below + channels, mask);
      }
    }
  }

  /// The same for average pooling; a trace has a bit for each pixel, processed from the highest
  /// down.
  private void unpoolAverage(int row, Buffer dy, Buffer trace, Buffer dx) {
    float[] to = dx.array();
    int below = width * channels;
    FloatVector zero = FloatVector.zero(FLOATS);
    for (int c = 0; c < channels; c += LANES) {
      VectorMask<Float> mask = FLOATS.indexInRange(c, channels);
      for (int j = 0; j < width / 2; j++) {
        int e = row + j * channels + c;
        FloatVector gradient = fromArray(FLOATS, dy.array(), dy.at() + e, mask).mul(0.25f);
        FloatVector bits = fromArray(FLOATS, trace.array(), trace.at() + e, mask);
        VectorMask<Float> fourth = bits.compare(GE, 8);
        bits = bits.sub(8, fourth);
        VectorMask<Float> third = bits.compare(GE, 4);
        bits = bits.sub(4, third);
        VectorMask<Float> second = bits.compare(GE, 2);
        bits = bits.sub(2, second);
        VectorMask<Float> first = bits.compare(GE, 1);
        int at = dx.at() + 4 * row + 2 * j * channels + c;
        zero.blend(gradient, first).intoArray(to, at, mask);
        zero.blend(gradient, second).intoArray(to, at + channels, mask);
        zero.blend(gradient, third).intoArray(to, at + below, mask);
        zero.blend(gradient, fourth).intoArray(to, at + below + channels, mask);
      }
    }
  }
}
