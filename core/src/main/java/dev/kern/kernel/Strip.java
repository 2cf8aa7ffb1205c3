package dev.kern.kernel;

import dev.kern.kernel.Emitter.Array;
import dev.kern.kernel.Emitter.Index;
import dev.kern.kernel.Emitter.Lanes;
import dev.kern.kernel.Emitter.Mask;
import org.jspecify.annotations.Nullable;

/// A run of neighbouring channels, cut into vectors; the last of them may end in unused lanes.
final class Strip {
  private final Emitter e;
  private final int lanes;
  private final int count;
  private final @Nullable Mask tail;

  /// A strip of `channels` channels, in a kernel for vectors of `lanes` floats.
  Strip(Emitter e, int lanes, int channels) {
    this.e = e;
    this.lanes = lanes;
    this.count = Math.ceilDiv(channels, lanes);
    this.tail = channels % lanes == 0 ? null : e.tail(channels % lanes);
  }

  /// How many vectors the strip has.
  int count() {
    return count;
  }

  /// Vector `i` of the strip that begins at `array[at + offset]`.
  Lanes load(Array array, Index at, int offset, int i) {
    Mask mask = maskOf(i);
    int begin = offset + i * lanes;
    return mask == null ? e.load(array, at, begin) : e.load(array, at, begin, mask);
  }

  /// All vectors of the strip that begins at `array[at + offset]`.
  Lanes[] load(Array array, Index at, int offset) {
    Lanes[] all = new Lanes[count];
    for (int i = 0; i < count; i++) {
      all[i] = load(array, at, offset, i);
    }
    return all;
  }

  /// Stores `a` as vector `i` of the strip that begins at `array[at + offset]`.
  void store(Lanes a, Array array, Index at, int offset, int i) {
    Mask mask = maskOf(i);
    int begin = offset + i * lanes;
    if (mask == null) {
      e.store(a, array, at, begin);
    } else {
      e.store(a, array, at, begin, mask);
    }
  }

  private @Nullable Mask maskOf(int i) {
    return i == count - 1 ? tail : null;
  }
}
