package dev.kern.kernel;

/// A [FilterGradient] in groups: one without groups per group, sample by sample.
///
/// @param one the gradient of one group
record GroupedFilterGradient(Geometry geometry, FilterGradient one) implements FilterGradient {
  private int filter() {
    return geometry.filterSize() / geometry.groups();
  }

  @Override
  public int scratch() {
    return 2 * filter()
        + (geometry.inSize() + geometry.outSize()) / geometry.groups()
        + one.scratch();
  }

  @Override
  public void run(
      int from,
      int to,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] dw,
      int dwAt,
      float[] scratch,
      int scratchAt) {
    Grouping grouping = new Grouping(geometry);
    int pixels = geometry.outHeight() * geometry.outWidth();
    int ofSample = scratchAt + filter();
    int image = ofSample + filter();
    int gradient = image + geometry.inSize() / geometry.groups();
    int rest = gradient + geometry.outSize() / geometry.groups();
    for (int group = 0; group < geometry.groups(); group++) {
      VectorElementwise.LOOPS.fill(filter(), 0, scratch, scratchAt);
      for (int n = from; n < to; n++) {
        grouping.takeImage(group, x, xAt + n * geometry.inSize(), scratch, image);
        grouping.takeRows(group, pixels, dy, dyAt + n * geometry.outSize(), scratch, gradient);
        one.run(0, 1, scratch, image, scratch, gradient, scratch, ofSample, scratch, rest);
        VectorElementwise.LOOPS.add(
            filter(), scratch, scratchAt, scratch, ofSample, scratch, scratchAt);
      }
      grouping.giveFilter(group, scratch, scratchAt, dw, dwAt);
    }
  }
}
