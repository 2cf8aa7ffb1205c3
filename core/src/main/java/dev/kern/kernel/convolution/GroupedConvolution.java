package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Convolution;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Scratch;

/// A [Convolution] in groups: an ungrouped convolution runs on each group, whose image and filter
/// are copied out first and whose result is copied back.
///
/// @param one the convolution of one group
public record GroupedConvolution(
    Geometry geometry, Grouping grouping, Epilogue epilogue, Convolution one)
    implements Convolution {
  @Override
  public int scratch() {
    Geometry g = geometry.ofGroup();
    return g.filterSize()
        + one.packed()
        + g.inSize()
        + 2 * stored() * g.outChannels()
        + one.scratch();
  }

  /// Pixels of a sample's result.
  private int stored() {
    return geometry.outHeight() * geometry.outWidth() / (epilogue.pools() ? 4 : 1);
  }

  @Override
  public void run(
      int from, int to, Buffer x, Buffer w, Buffer b, Buffer y, Buffer side, Scratch scratch) {
    groups(from, to, 0, geometry.groups(), x, w, b, y, side, scratch);
  }

  @Override
  public int pieces() {
    return geometry.groups();
  }

  @Override
  public void runPieces(
      int n,
      int from,
      int to,
      Buffer x,
      Buffer w,
      Buffer b,
      Buffer y,
      Buffer side,
      Scratch scratch) {
    groups(n, n + 1, from, to, x, w, b, y, side, scratch);
  }

  /// Computes groups `first` to `last`, exclusive, of samples `from` to `to`, exclusive.
  private void groups(
      int from,
      int to,
      int first,
      int last,
      Buffer x,
      Buffer w,
      Buffer b,
      Buffer y,
      Buffer side,
      Scratch scratch) {
    int mark = scratch.mark();
    Geometry g = geometry.ofGroup();
    Buffer filter = scratch.take(g.filterSize());
    Buffer packed = one.packed() == 0 ? filter : scratch.take(one.packed());
    Buffer image = scratch.take(g.inSize());
    Buffer result = scratch.take(stored() * g.outChannels());
    Buffer ofSide = scratch.take(stored() * g.outChannels());
    Scratch.View bias = scratch.view();
    for (int group = first; group < last; group++) {
      bias.over(b, group * g.outChannels());
      grouping.takeFilter(group, w, filter);
      one.pack(0, one.parts(), filter, packed, scratch);
      for (int n = from; n < to; n++) {
        grouping.takeImage(group, x, n * geometry.inSize(), image);
        int sample = n * stored() * geometry.outChannels();
        if (epilogue.residual()) {
          grouping.takeRows(group, stored(), side, sample, ofSide, 0);
        }
        one.run(0, 1, image, packed, bias, result, ofSide, scratch);
        grouping.giveRows(group, stored(), result, y, sample);
        if (epilogue.trace()) {
          grouping.giveRows(group, stored(), ofSide, side, sample);
        }
      }
    }
    scratch.release(mark);
  }
}
