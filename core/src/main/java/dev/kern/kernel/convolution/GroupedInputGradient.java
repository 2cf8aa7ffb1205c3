package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.InputGradient;
import dev.kern.kernel.Scratch;

/// An [InputGradient] in groups: an ungrouped one runs on each group.
///
/// The packed filter holds, group by group, the group's filter and its packed copy.
///
/// @param one the gradient of one group
public record GroupedInputGradient(Geometry geometry, Grouping grouping, InputGradient one)
    implements InputGradient {
  private int filter() {
    return geometry.filterSize() / geometry.groups();
  }

  private int packedGroup() {
    return filter() + one.packed();
  }

  @Override
  public int packed() {
    return geometry.groups() * packedGroup();
  }

  @Override
  public int parts() {
    return geometry.groups();
  }

  @Override
  public void pack(int from, int to, Buffer w, Buffer packed, Scratch scratch) {
    int mark = scratch.mark();
    Scratch.View filter = scratch.view();
    Scratch.View ofOne = scratch.view();
    for (int group = from; group < to; group++) {
      filter.over(packed, group * packedGroup());
      ofOne.over(filter, filter());
      grouping.takeFilter(group, w, filter);
      one.pack(0, one.parts(), filter, ofOne, scratch);
    }
    scratch.release(mark);
  }

  @Override
  public int scratch() {
    return (geometry.inSize() + geometry.outSize()) / geometry.groups() + one.scratch();
  }

  @Override
  public void run(int from, int to, Buffer dy, Buffer packed, Buffer dx, Scratch scratch) {
    int mark = scratch.mark();
    int pixels = geometry.outHeight() * geometry.outWidth();
    Buffer gradient = scratch.take(geometry.outSize() / geometry.groups());
    Buffer image = scratch.take(geometry.inSize() / geometry.groups());
    Scratch.View filter = scratch.view();
    for (int group = 0; group < geometry.groups(); group++) {
      filter.over(packed, group * packedGroup() + filter());
      for (int n = from; n < to; n++) {
        grouping.takeRows(group, pixels, dy, n * geometry.outSize(), gradient, 0);
        one.run(0, 1, gradient, filter, image, scratch);
        grouping.giveImage(group, image, dx, n * geometry.inSize());
      }
    }
    scratch.release(mark);
  }
}
