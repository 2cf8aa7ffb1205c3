package dev.kern.kernel;

/// A kernel that can read its weights, which are a filter or the right matrix of a product, from a
/// packed copy that is made once per step and shared by all samples.
public interface Packing {
  /// Floats of scratch memory that the loop needs to run; 0 by default.
  default int scratch() {
    return 0;
  }

  /// Floats of the packed weights; 0 if they aren't packed, which is the default.
  default int packed() {
    return 0;
  }

  /// What the order of the packed weights depends on: kernels with equal layouts can share them.
  default Object layout() {
    return this;
  }

  /// The number of parts in which the weights can be packed.
  default int parts() {
    return 0;
  }

  /// Packs parts `from` to `to`, exclusive, of the weights; all of them must be packed before the
  /// loop runs. Takes no scratch memory.
  default void pack(int from, int to, Buffer w, Buffer packed, Scratch scratch) {}
}
