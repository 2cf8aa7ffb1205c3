package dev.kern.data.pickle;

/// A tensor of PyTorch's: a dense part of a storage.
///
/// @param storage where its numbers are
/// @param at the first of them
/// @param shape the extents
/// @param stored the axes in the order in which the storage has them, slowest first
@SuppressWarnings("ArrayRecordComponent") // lives only inside this package and is never compared
record TorchTensor(TorchStorage storage, long at, long[] shape, int[] stored)
    implements PickleValue {
  long size() {
    long size = 1;
    for (long extent : shape) {
      size *= extent; // can't overflow: checked against the storage when it was made
    }
    return size;
  }

  @Override
  public String kind() {
    return "a tensor %s %s".formatted(storage.type().numbers(), ArrayValue.tuple(shape));
  }
}
