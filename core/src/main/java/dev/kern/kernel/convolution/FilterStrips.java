package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Interval;
import dev.kern.kernel.vector.VectorElementwiseKernels;
import java.util.List;

/// A filter that is packed in strips of filters, so that each is read from memory as one stream.
/// Otherwise its rows would be as far apart as there are filters; if that is a power of two, they
/// all fall into the same few sets of the caches.
///
/// A row of a strip has whole vectors. If the filters don't fill the last one, it holds the last
/// filters, some of them a second time.
///
/// @param rows window positions times input channels
/// @param filters of all strips
/// @param strips what is packed; none if the filter is read as it is
record FilterStrips(int rows, int filters, int lanes, List<Interval> strips) {
  /// For a filter that is read as it is.
  static final FilterStrips NONE = new FilterStrips(0, 0, 1, List.of());

  /// Packed strips, unless there is only one, which is one stream already.
  static FilterStrips of(int rows, int filters, int lanes, List<Interval> strips) {
    return strips.size() == 1 ? NONE : new FilterStrips(rows, filters, lanes, strips);
  }

  /// Whether the filter is packed.
  boolean isPacked() {
    return !strips.isEmpty();
  }

  /// Floats of the packed filter; 0 if it isn't packed.
  int packed() {
    return at(strips.size());
  }

  /// Where strip `s` begins.
  private int at(int s) {
    int before = 0;
    for (int i = 0; i < s; i++) {
      before += width(strips.get(i));
    }
    return before * rows;
  }

  /// Where the filters of a strip begin in a row of the filter, or its packed strip in all.
  int at(Interval strip) {
    return isPacked() ? at(strips.indexOf(strip)) : strip.from();
  }

  /// Floats of a row of a strip that are read.
  int width(Interval strip) {
    return isPacked() ? Math.ceilDiv(strip.size(), lanes) * lanes : strip.size();
  }

  /// Floats from a row to the next.
  int pitch(Interval strip, int unpacked) {
    return isPacked() ? width(strip) : unpacked;
  }

  /// Packs strips `from` to `to`, exclusive.
  void pack(int from, int to, Buffer w, Buffer packed) {
    for (int s = from; s < to; s++) {
      Interval strip = strips.get(s);
      int whole = strip.size() / lanes * lanes;
      copy(whole, w, strip.from(), packed, at(s), width(strip));
      if (whole < strip.size()) {
        copy(lanes, w, strip.to() - lanes, packed, at(s) + whole, width(strip));
      }
    }
  }

  private void copy(int columns, Buffer w, int from, Buffer packed, int to, int pitch) {
    VectorElementwiseKernels.LOOPS.copy(rows, columns, w, from, filters, packed, to, pitch);
  }
}
