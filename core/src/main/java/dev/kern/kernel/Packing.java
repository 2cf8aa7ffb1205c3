package dev.kern.kernel;

/// A loop that reads its weights, a filter or the right matrix of a product, from a packed copy,
/// made once per step and shared by all samples.
public interface Packing {
  /// Floats of scratch memory that the loop needs to run; 0 by default.
  default int scratch() {
    return 0;
  }

  /// Floats of the packed weights; 0, as by default, if they are read as they are.
  default int packed() {
    return 0;
  }

  /// In how many parts the weights can be packed.
  default int parts() {
    return 0;
  }

  /// Packs parts `from` to `to`, exclusive, of the weights; all of them must be packed before the
  /// loop runs. No scratch memory is taken.
  default void pack(int from, int to, Buffer w, Buffer packed, Scratch scratch) {}
}
