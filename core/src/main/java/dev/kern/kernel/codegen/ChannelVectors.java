package dev.kern.kernel.codegen;

import dev.kern.kernel.codegen.Emitter.Array;
import dev.kern.kernel.codegen.Emitter.Index;
import dev.kern.kernel.codegen.Emitter.Lanes;

/// A strip of neighbouring channels, divided into vectors.
///
/// If the channels don't fill the last vector, it is moved back until they do and overlaps the
/// previous one: the shared lanes are computed twice, with the same bits. Masks would waste as
/// much, and each masked load or store inlines so much code that the just-in-time compiler gives up
/// on kernels with a dozen of them.
///
/// @param channels at least as many as a vector has lanes
public record ChannelVectors(Emitter e, int lanes, int channels) {
  /// How many vectors the strip has.
  public int count() {
    return Math.ceilDiv(channels, lanes);
  }

  /// Vector `i` of the strip that begins at `array[at + offset]`.
  public Lanes load(Array array, Index at, int offset, int i) {
    return e.load(array, at, offset + channelOf(i));
  }

  /// All vectors of the strip that begins at `array[at + offset]`.
  public Lanes[] load(Array array, Index at, int offset) {
    Lanes[] all = new Lanes[count()];
    for (int i = 0; i < all.length; i++) {
      all[i] = load(array, at, offset, i);
    }
    return all;
  }

  /// Stores `a` as vector `i` of the strip that begins at `array[at + offset]`.
  public void store(Lanes a, Array array, Index at, int offset, int i) {
    e.store(a, array, at, offset + channelOf(i));
  }

  private int channelOf(int i) {
    return Math.min(i * lanes, channels - lanes);
  }
}
