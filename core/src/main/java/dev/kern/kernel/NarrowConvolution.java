package dev.kern.kernel;

/// A [Convolution] with fewer filters than a vector has lanes: one with as many filters as lanes,
/// most of them zero, whose results are narrowed sample by sample.
///
/// @param positions window positions times input channels, the rows of the filter
/// @param pixels stored per sample
/// @param wide the convolution with as many filters as lanes
record NarrowConvolution(
    Widening widening, int positions, int pixels, Epilogue epilogue, Convolution wide)
    implements Convolution {
  static NarrowConvolution of(
      Geometry g, Epilogue epilogue, Machine machine, Specialiser specialiser) {
    Widening widening = new Widening(g.outChannels(), machine.lanes());
    int pixels = g.outHeight() * g.outWidth() / (epilogue.pools() ? 4 : 1);
    return new NarrowConvolution(
        widening,
        g.filterSize() / g.outChannels(),
        pixels,
        epilogue,
        VectorConvolution.of(g.withOutChannels(machine.lanes()), epilogue, machine, specialiser));
  }

  @Override
  public int scratch() {
    return (positions + 1 + 2 * pixels) * widening.lanes() + wide.scratch();
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
    int lanes = widening.lanes();
    int sample = pixels * lanes;
    int bias = scratchAt + positions * lanes;
    int result = bias + lanes;
    int bits = result + sample;
    widening.widen(positions, w, wAt, scratch, scratchAt);
    if (epilogue.bias()) {
      widening.widen(1, b, bAt, scratch, bias);
    }
    for (int n = from; n < to; n++) {
      wide.run(
          n,
          n + 1,
          x,
          xAt,
          scratch,
          scratchAt,
          scratch,
          bias,
          scratch,
          result - n * sample,
          scratch,
          bits - n * sample,
          scratch,
          bits + sample);
      int stored = n * pixels * widening.channels();
      widening.narrow(pixels, scratch, result, y, yAt + stored);
      if (epilogue.trace()) {
        widening.narrow(pixels, scratch, bits, trace, traceAt + stored);
      }
    }
  }
}
