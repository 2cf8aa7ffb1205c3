package dev.kern.data;

import dev.kern.data.file.Allocation;

/// Images in memory, as bytes that a table turns into floats.
///
/// Made by [Split#of(ImageShape, byte[], int[], Normalization)].
public final class ByteSplit extends MemorySplit {
  private final byte[] pixels;
  private final float[] table;

  ByteSplit(ImageShape shape, byte[] pixels, int[] labels, float[] table) {
    super(shape, pixels.length, "bytes", labels);
    this.pixels = pixels;
    this.table = table;
  }

  /// What makes the bytes of another image of those of one.
  public interface Change {
    /// Reads an image of `from`, which begins at `fromAt`, and writes one to `to`, from `toAt` on.
    void apply(byte[] from, int fromAt, byte[] to, int toAt);
  }

  /// The same images, changed to another shape.
  ///
  /// Fails with `DataException` if they don't fit into memory.
  ///
  /// @param place what messages call them
  public ByteSplit changed(String place, ImageShape to, Change change) {
    byte[] changed = Allocation.bytes(place, (long) count() * to.size());
    for (int i = 0; i < count(); i++) {
      change.apply(pixels, i * size, changed, i * to.size());
    }
    return new ByteSplit(to, changed, labels(), table);
  }

  @Override
  public Split scaled(Normalization from, Normalization to) {
    return new ByteSplit(shape(), pixels, labels(), to.table());
  }

  @Override
  public void pixels(int sample, float[] into, int at) {
    Normalization.lookUp(table, pixels, sample * size, size, into, at);
  }

  @Override
  public long fingerprint(int sample) {
    long hash = 0;
    for (int i = sample * size; i < (sample + 1) * size; i++) {
      hash = Fingerprint.add(hash, pixels[i]);
    }
    return Fingerprint.end(hash);
  }

  @Override
  public void fingerprints(int from, int count, long[] into) {
    byte[][] images = {pixels, pixels, pixels, pixels};
    int[] begins = new int[4];
    int i = from;
    for (; i <= from + count - 4; i += 4) {
      for (int k = 0; k < 4; k++) {
        begins[k] = (i + k) * size;
      }
      Fingerprint.four(images, begins, size, into, i);
    }
    super.fingerprints(i, from + count - i, into);
  }
}
