package dev.kern.kernel;

/// A [TransformPattern] over the inner channels of a filter, for each of them over vectors of outer
/// channels, in the order in which they lie in memory.
///
/// @param outer outer channels, from an inner channel to the next
record FilterTransform(Kernel kernel, int outer, int lanes) {
  static FilterTransform of(
      Machine machine,
      LinearMap map,
      int xRow,
      int xColumn,
      int yRow,
      int yColumn,
      int outer,
      Specialiser specialiser) {
    int lanes = machine.lanes();
    TransformPattern pattern =
        new TransformPattern(
            lanes, map, lanes, xRow, xColumn, lanes, yRow, yColumn, Epilogue.none());
    return new FilterTransform(specialiser.kernel(pattern), outer, lanes);
  }

  /// Transforms `inner` inner channels; `w` is scratch memory.
  void run(int inner, float[] x, int xAt, float[] w, int wAt, float[] y, int yAt) {
    int rest = outer % lanes == 0 ? 0 : outer - lanes;
    for (int c = 0; c < inner; c++) {
      int xc = xAt + c * outer;
      int yc = yAt + c * outer;
      kernel.run(outer / lanes, x, xc, w, wAt, y, yc, w, wAt, w, wAt);
      if (rest > 0) {
        kernel.run(1, x, xc + rest, w, wAt, y, yc + rest, w, wAt, w, wAt);
      }
    }
  }
}
