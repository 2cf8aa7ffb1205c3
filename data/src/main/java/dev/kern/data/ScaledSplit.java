package dev.kern.data;

/// Images of floats that are scaled otherwise whenever they are asked for; fingerprints are those
/// of the images as they are.
final class ScaledSplit extends ForwardingSplit {
  private final Normalization from;
  private final Normalization to;
  private final int channels;

  ScaledSplit(Split images, Normalization from, Normalization to) {
    super(images);
    this.from = from;
    this.to = to;
    this.channels = images.shape().channels();
  }

  @Override
  public Split scaled(Normalization now, Normalization other) {
    return images().scaled(from, other);
  }

  @Override
  public void pixels(int sample, float[] into, int at) {
    images().pixels(sample, into, at);
    int end = at + shape().size();
    for (int i = at, channel = 0; i < end; i++) {
      into[i] = to.apply(from.value(into[i], channel), channel);
      channel = channel + 1 == channels ? 0 : channel + 1;
    }
  }
}
