package dev.kern.data.format.store;

import dev.kern.data.Fingerprint;
import dev.kern.data.ImageShape;
import dev.kern.data.LabelledSplit;
import dev.kern.data.Normalization;

/// Images of bytes, each by itself, which a table turns into floats.
abstract class ImageBytesSplit extends LabelledSplit {
  private final float[] table;

  ImageBytesSplit(ImageShape shape, int[] labels, float[] table) {
    super(shape, labels);
    this.table = table;
  }

  /// The bytes of an image.
  abstract byte[] image(int sample);

  /// The float for each byte.
  final float[] table() {
    return table;
  }

  @Override
  public final void pixels(int sample, float[] into, int at) {
    byte[] image = image(sample);
    Normalization.lookUp(table, image, 0, image.length, into, at);
  }

  /// That of a split that holds these bytes in one array.
  @Override
  public final long fingerprint(int sample) {
    long hash = 0;
    for (byte value : image(sample)) {
      hash = Fingerprint.add(hash, value);
    }
    return Fingerprint.end(hash);
  }
}
