package dev.kern.kernel;

/// A [FilterGradient] with fewer filters than a vector has lanes: one with as many filters as
/// lanes, over gradients widened sample by sample.
///
/// @param wide the gradient with as many filters as lanes
record NarrowFilterGradient(Geometry geometry, Widening widening, FilterGradient wide)
    implements FilterGradient {
  static NarrowFilterGradient of(Geometry g, Machine machine, Specialiser specialiser) {
    return new NarrowFilterGradient(
        g,
        new Widening(g.outChannels(), machine.lanes()),
        VectorFilterGradient.of(g.withOutChannels(machine.lanes()), machine, specialiser));
  }

  private int positions() {
    return geometry.filterSize() / geometry.outChannels();
  }

  private int pixels() {
    return geometry.outHeight() * geometry.outWidth();
  }

  @Override
  public int scratch() {
    return (2 * positions() + pixels()) * widening.lanes() + wide.scratch();
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
    int filter = positions() * widening.lanes();
    int ofSample = scratchAt + filter;
    int gradient = ofSample + filter;
    int rest = gradient + pixels() * widening.lanes();
    VectorElementwise.LOOPS.fill(filter, 0, scratch, scratchAt);
    for (int n = from; n < to; n++) {
      widening.widen(pixels(), dy, dyAt + n * geometry.outSize(), scratch, gradient);
      int image = xAt + n * geometry.inSize();
      wide.run(0, 1, x, image, scratch, gradient, scratch, ofSample, scratch, rest);
      VectorElementwise.LOOPS.add(
          filter, scratch, scratchAt, scratch, ofSample, scratch, scratchAt);
    }
    widening.narrow(positions(), scratch, scratchAt, dw, dwAt);
  }
}
