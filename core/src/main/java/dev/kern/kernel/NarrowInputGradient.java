package dev.kern.kernel;

/// An [InputGradient] with fewer image channels than a vector has lanes: one with as many channels
/// as lanes, most of them zero, whose results are narrowed sample by sample.
///
/// The packed filter has the widened one before it.
///
/// @param wide the gradient with as many image channels as lanes
record NarrowInputGradient(Geometry geometry, Widening widening, InputGradient wide)
    implements InputGradient {
  static NarrowInputGradient of(Geometry g, Machine machine, Specialiser specialiser) {
    return new NarrowInputGradient(
        g,
        new Widening(g.inChannels(), machine.lanes()),
        VectorInputGradient.of(g.withInChannels(machine.lanes()), machine, specialiser));
  }

  private int wideTap() {
    return widening.lanes() * geometry.outChannels();
  }

  private int wideFilter() {
    return geometry.taps() * wideTap();
  }

  private int pixels() {
    return geometry.inHeight() * geometry.inWidth();
  }

  @Override
  public int packed() {
    return wideFilter() + wide.packed();
  }

  @Override
  public int parts() {
    return geometry.taps();
  }

  @Override
  public void pack(int from, int to, float[] w, int wAt, float[] packed, int packedAt) {
    int tap = geometry.inChannels() * geometry.outChannels();
    for (int k = from; k < to; k++) {
      int at = packedAt + k * wideTap();
      System.arraycopy(w, wAt + k * tap, packed, at, tap);
      VectorElementwise.LOOPS.fill(wideTap() - tap, 0, packed, at + tap);
    }
    wide.pack(from, to, packed, packedAt, packed, packedAt + wideFilter());
  }

  @Override
  public int scratch() {
    return pixels() * widening.lanes() + wide.scratch();
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
    int sample = pixels() * widening.lanes();
    for (int n = from; n < to; n++) {
      wide.run(
          n,
          n + 1,
          dy,
          dyAt,
          packed,
          packedAt + wideFilter(),
          scratch,
          scratchAt - n * sample,
          scratch,
          scratchAt + sample);
      widening.narrow(pixels(), scratch, scratchAt, dx, dxAt + n * geometry.inSize());
    }
  }
}
