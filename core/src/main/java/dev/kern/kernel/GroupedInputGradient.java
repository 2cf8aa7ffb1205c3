package dev.kern.kernel;

/// An [InputGradient] in groups: one without groups per group.
///
/// The packed filter has, group by group, the group's filter and what the group's gradient makes of
/// it.
///
/// @param one the gradient of one group
record GroupedInputGradient(Geometry geometry, InputGradient one) implements InputGradient {
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
    return geometry.taps();
  }

  @Override
  public void pack(int from, int to, float[] w, int wAt, float[] packed, int packedAt) {
    Grouping grouping = new Grouping(geometry);
    int rows = geometry.groupChannels();
    for (int group = 0; group < geometry.groups(); group++) {
      int at = packedAt + group * packedGroup();
      grouping.takeRows(
          group,
          (to - from) * rows,
          w,
          wAt + from * rows * geometry.outChannels(),
          packed,
          at + from * rows * geometry.groupFilters());
      one.pack(from, to, packed, at, packed, at + filter());
    }
  }

  @Override
  public int scratch() {
    return (geometry.inSize() + geometry.outSize()) / geometry.groups() + one.scratch();
  }

  @Override
  public void run(
      int from,
      int to,
      float[] dy,
      int dyAt,
      float[] packed,
      int packedAt,
      float[] dx,
      int dxAt,
      float[] scratch,
      int scratchAt) {
    Grouping grouping = new Grouping(geometry);
    int pixels = geometry.outHeight() * geometry.outWidth();
    int image = scratchAt + geometry.outSize() / geometry.groups();
    int rest = image + geometry.inSize() / geometry.groups();
    for (int group = 0; group < geometry.groups(); group++) {
      int filter = packedAt + group * packedGroup() + filter();
      for (int n = from; n < to; n++) {
        grouping.takeRows(group, pixels, dy, dyAt + n * geometry.outSize(), scratch, scratchAt);
        one.run(0, 1, scratch, scratchAt, packed, filter, scratch, image, scratch, rest);
        grouping.giveImage(group, scratch, image, dx, dxAt + n * geometry.inSize());
      }
    }
  }
}
