package dev.kern.kernel;

/// An [InputGradient] whose rows are specialised kernels, over a filter with input channels
/// innermost, `[K, L, F, C/G]`.
record VectorInputGradient(Geometry geometry, BackwardRows sums) implements InputGradient {
  static VectorInputGradient of(Geometry g, Machine machine, Specialiser specialiser) {
    return new VectorInputGradient(g, BackwardRows.of(g, machine, specialiser));
  }

  @Override
  public int packed() {
    return geometry.filterSize();
  }

  @Override
  public int parts() {
    return geometry.taps();
  }

  @Override
  public void pack(int from, int to, float[] w, int wAt, float[] packed, int packedAt) {
    int channels = geometry.groupChannels();
    int filters = geometry.outChannels();
    for (int tap = from; tap < to; tap++) {
      int at = tap * channels * filters;
      VectorRows.LOOPS.transpose(channels, filters, w, wAt + at, packed, packedAt + at);
    }
  }

  @Override
  public int scratch() {
    return sums.scratch();
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
    Staging staging = sums.staging();
    if (staging != null) {
      staging.clear(scratch, scratchAt);
    }
    int n = from;
    while (n < to) {
      int group = to - n >= sums.group() ? sums.group() : 1;
      RowLoop loop = group > 1 ? sums.groupRows() : sums.rows();
      int image = dyAt + n * geometry.outSize();
      int out = dxAt + n * geometry.inSize();
      if (staging == null) {
        sample(loop, dy, image, packed, packedAt, dx, out);
      } else {
        staging.load(dy, image, scratch, scratchAt);
        sample(loop, scratch, scratchAt, packed, packedAt, dx, out);
      }
      n += group;
    }
  }

  private void sample(
      RowLoop loop, float[] dy, int dyAt, float[] packed, int packedAt, float[] dx, int dxAt) {
    for (int strip = 0; strip < loop.strips().size(); strip++) {
      for (int h = 0; h < geometry.inHeight(); h++) {
        int row = dxAt + h * geometry.inRow();
        loop.run(strip, h, dy, dyAt, packed, packedAt, dx, row, packed, packedAt, dx, row);
      }
    }
  }
}
