package dev.kern.data;

import java.util.Optional;

/// A split that asks another one, except for what a subclass changes.
public abstract class ForwardingSplit implements Split {
  private final Split images;

  /// Forwards to that split.
  protected ForwardingSplit(Split images) {
    this.images = images;
  }

  /// The split that is asked.
  protected final Split images() {
    return images;
  }

  @Override
  public int count() {
    return images.count();
  }

  @Override
  public ImageShape shape() {
    return images.shape();
  }

  @Override
  public int label(int sample) {
    return images.label(sample);
  }

  @Override
  public void pixels(int sample, float[] into, int at) {
    images.pixels(sample, into, at);
  }

  @Override
  public int targetWidth() {
    return images.targetWidth();
  }

  @Override
  public void targets(int sample, float[] into, int at) {
    images.targets(sample, into, at);
  }

  @Override
  public float weight(int sample) {
    return images.weight(sample);
  }

  @Override
  public boolean isWeighted() {
    return images.isWeighted();
  }

  @Override
  public long fingerprint(int sample) {
    return images.fingerprint(sample);
  }

  @Override
  public void fingerprints(int from, int count, long[] into) {
    images.fingerprints(from, count, into);
  }

  @Override
  public Optional<String> file(int sample) {
    return images.file(sample);
  }

  @Override
  public ImageOrigin origin(int sample) {
    return images.origin(sample);
  }

  @Override
  public boolean isOnDisk() {
    return images.isOnDisk();
  }

  @Override
  public void touch(int from, int count) {
    images.touch(from, count);
  }

  @Override
  public String toString() {
    return describe();
  }
}
