package dev.kern.kernel;

/// A [Convolution] in groups: one without groups per group, whose image, filter and result are
/// copied out of and into those of all groups.
///
/// @param one the convolution of one group
record GroupedConvolution(Geometry geometry, Epilogue epilogue, Convolution one)
    implements Convolution {
  @Override
  public int scratch() {
    Geometry g = geometry.ofGroup();
    return g.filterSize() + g.inSize() + 2 * stored() * g.outChannels() + one.scratch();
  }

  /// Pixels of a sample's result.
  private int stored() {
    return geometry.outHeight() * geometry.outWidth() / (epilogue.pools() ? 4 : 1);
  }

  @Override
  public void run(
      int from,
      int to,
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] b,
      int bAt,
      float[] y,
      int yAt,
      float[] trace,
      int traceAt,
      float[] scratch,
      int scratchAt) {
    Grouping grouping = new Grouping(geometry);
    int image = scratchAt + geometry.filterSize() / geometry.groups();
    int result = image + geometry.inSize() / geometry.groups();
    int bits = result + stored() * geometry.groupFilters();
    int rest = bits + stored() * geometry.groupFilters();
    int sample = stored() * geometry.outChannels();
    for (int group = 0; group < geometry.groups(); group++) {
      int first = group * geometry.groupFilters();
      grouping.takeFilter(group, w, wAt, scratch, scratchAt);
      for (int n = from; n < to; n++) {
        grouping.takeImage(group, x, xAt + n * geometry.inSize(), scratch, image);
        one.run(
            0,
            1,
            scratch,
            image,
            scratch,
            scratchAt,
            b,
            bAt + first,
            scratch,
            result,
            scratch,
            bits,
            scratch,
            rest);
        grouping.giveResult(group, stored(), scratch, result, y, yAt + n * sample);
        if (epilogue.trace()) {
          grouping.giveResult(group, stored(), scratch, bits, trace, traceAt + n * sample);
        }
      }
    }
  }
}
