package dev.kern.data.format.store;

import dev.kern.data.Fingerprint;
import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import java.util.function.UnaryOperator;

/// Images in memory, each an array of bytes that a table turns into floats.
public final class ImageArraySplit implements Split {
  private final ImageShape shape;
  private final byte[][] images;
  private final int[] labels;
  private final float[] table;

  ImageArraySplit(ImageShape shape, byte[][] images, int[] labels, float[] table) {
    this.shape = shape;
    this.images = images;
    this.labels = labels;
    this.table = table;
  }

  /// The same images, changed to another shape.
  public ImageArraySplit changed(ImageShape to, UnaryOperator<byte[]> change) {
    byte[][] changed = new byte[images.length][];
    for (int i = 0; i < images.length; i++) {
      changed[i] = change.apply(images[i]);
    }
    return new ImageArraySplit(to, changed, labels, table);
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
    byte[] image = images[sample];
    for (int i = 0; i < image.length; i++) {
      into[at + i] = table[image[i] & 0xff];
    }
  }

  @Override
  public long fingerprint(int sample) {
    return fingerprint(images[sample]);
  }

  @Override
  public void fingerprints(int from, int count, long[] into) {
    int[] begins = new int[4];
    byte[][] four = new byte[4][];
    int i = from;
    for (; i <= from + count - 4; i += 4) {
      System.arraycopy(images, i, four, 0, 4);
      Fingerprint.four(four, begins, shape.size(), into, i);
    }
    Split.super.fingerprints(i, from + count - i, into);
  }

  /// That of a split that holds these bytes in one array.
  static long fingerprint(byte[] image) {
    long hash = 0;
    for (byte value : image) {
      hash = Fingerprint.add(hash, value);
    }
    return Fingerprint.end(hash);
  }

  @Override
  public String toString() {
    return describe();
  }
}
