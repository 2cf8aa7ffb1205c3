package dev.kern.kernel;

/// Copies of one group's channels out of tensors of all groups, and back.
record Grouping(Geometry geometry) {
  private static final Elementwise LOOPS = VectorElementwise.LOOPS;

  /// The filter of a group, `[K, L, C/G, F/G]`.
  void takeFilter(int group, float[] w, int wAt, float[] part, int partAt) {
    int rows = geometry.filterSize() / geometry.outChannels();
    takeRows(group, rows, w, wAt, part, partAt);
  }

  /// Some rows of a group's filter or of its part of `dy`.
  void takeRows(int group, int rows, float[] w, int wAt, float[] part, int partAt) {
    int filters = geometry.groupFilters();
    int all = geometry.outChannels();
    LOOPS.copy(rows, filters, w, wAt + group * filters, all, part, partAt, filters);
  }

  /// Puts a group's filter back.
  void giveFilter(int group, float[] part, int partAt, float[] w, int wAt) {
    giveResult(group, geometry.filterSize() / geometry.outChannels(), part, partAt, w, wAt);
  }

  /// The channels of a group in an image.
  void takeImage(int group, float[] x, int xAt, float[] part, int partAt) {
    int channels = geometry.groupChannels();
    int pixels = geometry.inHeight() * geometry.inWidth();
    int all = geometry.inChannels();
    LOOPS.copy(pixels, channels, x, xAt + group * channels, all, part, partAt, channels);
  }

  /// Puts the channels of a group back into an image.
  void giveImage(int group, float[] part, int partAt, float[] x, int xAt) {
    int channels = geometry.groupChannels();
    int pixels = geometry.inHeight() * geometry.inWidth();
    int all = geometry.inChannels();
    LOOPS.copy(pixels, channels, part, partAt, channels, x, xAt + group * channels, all);
  }

  /// Puts rows of a group's filters among those of all groups.
  void giveResult(int group, int rows, float[] part, int partAt, float[] y, int yAt) {
    int filters = geometry.groupFilters();
    int all = geometry.outChannels();
    LOOPS.copy(rows, filters, part, partAt, filters, y, yAt + group * filters, all);
  }
}
