package dev.kern.data.image;

import java.util.concurrent.Semaphore;

/// A share of the heap for the decoding of one image: threads that would need more than half of the
/// heap together wait for each other, so large images take the memory that they would take one by
/// one.
final class DecodingMemory implements AutoCloseable {
  private static final int UNIT_BITS = 16; // small images take one unit, and never wait
  private static final int UNITS = units(Runtime.getRuntime().maxMemory() / 2);
  private static final Semaphore FREE = new Semaphore(UNITS);

  private final int taken;

  private DecodingMemory(int taken) {
    this.taken = taken;
  }

  private static int units(long bytes) {
    return Math.clamp(bytes >> UNIT_BITS, 1, Integer.MAX_VALUE);
  }

  /// Waits until so many bytes are free, or all, if that is less.
  static DecodingMemory of(long bytes) {
    int units = Math.min(units(bytes), UNITS);
    FREE.acquireUninterruptibly(units);
    return new DecodingMemory(units);
  }

  /// Gives the share back.
  @Override
  public void close() {
    FREE.release(taken);
  }
}
