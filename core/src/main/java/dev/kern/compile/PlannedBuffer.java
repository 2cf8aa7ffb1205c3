package dev.kern.compile;

import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import java.util.ArrayList;
import java.util.List;

/// A buffer that tasks read and write: first a request for memory, then a place in an array.
final class PlannedBuffer extends Buffer {
  private final String name;
  private final boolean permanent;
  private final List<PlannedBuffer> parts = new ArrayList<>();
  private boolean placed;

  /// Memory to be placed, kept for the whole step if `permanent`.
  PlannedBuffer(String name, int size, boolean permanent) {
    super(size);
    this.name = name;
    this.permanent = permanent;
  }

  /// Memory that already has a place.
  static PlannedBuffer placed(String name, int size, float[] array, int at) {
    PlannedBuffer buffer = new PlannedBuffer(name, size, true);
    buffer.place(array, at);
    return buffer;
  }

  /// Memory in parts of equal size, placed together.
  ///
  /// Fails with [IllegalArgumentException] if it is more than an array holds.
  static PlannedBuffer inParts(String name, int count, int size) {
    PlannedBuffer whole = new PlannedBuffer(name, length(name, (long) count * size), false);
    for (int p = 0; p < count; p++) {
      whole.parts.add(new PlannedBuffer(name, size, false));
    }
    return whole;
  }

  /// A number of floats, if an array can hold so many.
  ///
  /// Fails with [IllegalArgumentException] if not.
  static int length(String name, long floats) {
    if (floats > LONGEST) {
      throw new IllegalArgumentException(
          """
          '%s' takes more memory than one array has
            given     %d numbers, %d MiB
            expected  at most %d
            fix       use a smaller batch, smaller images or fewer channels\
          """
              .formatted(name, floats, floats >> 18, LONGEST));
    }
    return (int) floats;
  }

  /// Whether each block of a partition has a share of the rows, and not a part of its own.
  boolean isPartitionedLike(BlockPartition partition) {
    return parts.isEmpty() && partition.extent() > 0 && size() % partition.extent() == 0;
  }

  /// One of the parts that it was made of.
  Buffer part(int p) {
    return parts.get(p);
  }

  String name() {
    return name;
  }

  /// Whether the contents outlive the tasks that use them.
  boolean permanent() {
    return permanent;
  }

  boolean isPlaced() {
    return placed;
  }

  @Override
  protected void place(float[] into, int offset) {
    super.place(into, offset);
    placed = true;
    int at = offset;
    for (PlannedBuffer part : parts) {
      part.place(into, at);
      at += part.size();
    }
  }
}
