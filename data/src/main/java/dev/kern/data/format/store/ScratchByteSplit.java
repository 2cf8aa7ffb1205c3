package dev.kern.data.format.store;

import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.data.file.ScratchFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntToLongFunction;
import java.util.function.UnaryOperator;

/// Images of bytes in a scratch file, which a table turns into floats.
public final class ScratchByteSplit implements Split {
  private final ImageShape shape;
  private final MemorySegment pixels;
  private final IntToLongFunction at;
  private final int[] labels;
  private final float[] table;

  /// @param at where each image begins
  ScratchByteSplit(
      ImageShape shape, MemorySegment pixels, IntToLongFunction at, int[] labels, float[] table) {
    this.shape = shape;
    this.pixels = pixels;
    this.at = at;
    this.labels = labels;
    this.table = table;
  }

  /// The same images, changed to another shape, in the same file.
  public ScratchByteSplit changed(ScratchFile file, ImageShape to, UnaryOperator<byte[]> change) {
    long start = file.size();
    for (int i = 0; i < labels.length; i++) {
      byte[] image = change.apply(image(i));
      file.append(image, 0, image.length);
    }
    long size = to.size();
    return new ScratchByteSplit(to, file.from(start), sample -> sample * size, labels, table);
  }

  private byte[] image(int sample) {
    return pixels.asSlice(at.applyAsLong(sample), shape.size()).toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public int count() {
    return labels.length;
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public int label(int sample) {
    return labels[sample];
  }

  @Override
  public void pixels(int sample, float[] into, int at) {
    byte[] image = image(sample);
    for (int i = 0; i < image.length; i++) {
      into[at + i] = table[image[i] & 0xff];
    }
  }

  @Override
  public long fingerprint(int sample) {
    return ImageArraySplit.fingerprint(image(sample));
  }

  @Override
  public boolean isOnDisk() {
    return true;
  }

  @Override
  public String toString() {
    return describe();
  }
}
