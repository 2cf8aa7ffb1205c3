package dev.kern.kernel;

/// A loop that reads its filter from a packed copy, made once per step and shared by all samples.
public interface FilterPacking {
  /// Floats of the packed filter; 0 if the filter is read as it is.
  int packed();

  /// In how many parts the filter can be packed.
  int parts();

  /// Packs parts `from` to `to`, exclusive, of a filter; all of them must be packed before the loop
  /// runs.
  void pack(int from, int to, float[] w, int wAt, float[] packed, int packedAt);
}
