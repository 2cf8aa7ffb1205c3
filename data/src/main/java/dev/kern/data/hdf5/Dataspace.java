package dev.kern.data.hdf5;

/// The extents of an array.
final class Dataspace {
  private static final int MOST_AXES = 32;

  private Dataspace() {}

  static long[] read(FileBytes bytes, long at) {
    int version = bytes.one(at);
    int rank = bytes.one(at + 1);
    if (version < 1 || version > 2 || rank > MOST_AXES) {
      throw bytes.broken(at, "no extents are there", "version 1 or 2, and up to 32 axes");
    }
    long[] extents = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      extents[axis] = bytes.eight(at + (version == 1 ? 8 : 4) + 8L * axis);
      if (extents[axis] < 0) {
        throw bytes.broken(at, "an extent is out of range", "0 or more");
      }
    }
    return extents;
  }

  /// How many elements there are, or -1 if that is more than a long holds.
  static long size(long[] extents) {
    long size = 1;
    for (long extent : extents) {
      if (Math.multiplyHigh(size, extent) != 0 || size * extent < 0) {
        return -1;
      }
      size *= extent;
    }
    return size;
  }
}
