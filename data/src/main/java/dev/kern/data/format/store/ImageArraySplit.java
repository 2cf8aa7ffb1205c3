package dev.kern.data.format.store;

import dev.kern.data.Fingerprint;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Split;
import java.util.function.UnaryOperator;

/// Images in memory, each an array of bytes that a table turns into floats.
public final class ImageArraySplit extends ImageBytesSplit {
  private final byte[][] images;

  ImageArraySplit(ImageShape shape, byte[][] images, int[] labels, float[] table) {
    super(shape, labels, table);
    this.images = images;
  }

  /// The same images, changed to another shape.
  public ImageArraySplit changed(ImageShape to, UnaryOperator<byte[]> change) {
    byte[][] changed = new byte[images.length][];
    for (int i = 0; i < images.length; i++) {
      changed[i] = change.apply(images[i]);
    }
    return new ImageArraySplit(to, changed, labels(), table());
  }

  @Override
  public Split scaled(Normalization from, Normalization to) {
    return new ImageArraySplit(shape(), images, labels(), to.table());
  }

  @Override
  byte[] image(int sample) {
    return images[sample];
  }

  @Override
  public void fingerprints(int from, int count, long[] into) {
    int[] begins = new int[4];
    byte[][] four = new byte[4][];
    int i = from;
    for (; i <= from + count - 4; i += 4) {
      System.arraycopy(images, i, four, 0, 4);
      Fingerprint.four(four, begins, shape().size(), into, i);
    }
    super.fingerprints(i, from + count - i, into);
  }
}
