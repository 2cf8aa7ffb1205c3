package dev.kern.data;

import java.util.Objects;
import java.util.Optional;

/// Some images of another split.
final class SelectedSplit implements Split {
  private final Split all;
  private final int[] samples;

  SelectedSplit(Split all, int[] samples) {
    for (int sample : samples) {
      Objects.checkIndex(sample, all.count());
    }
    this.all = all;
    this.samples = samples;
  }

  @Override
  public int count() {
    return samples.length;
  }

  @Override
  public ImageShape shape() {
    return all.shape();
  }

  @Override
  public int label(int sample) {
    return all.label(samples[sample]);
  }

  @Override
  public void pixels(int sample, float[] into, int at) {
    all.pixels(samples[sample], into, at);
  }

  @Override
  public int targetWidth() {
    return all.targetWidth();
  }

  @Override
  public void targets(int sample, float[] into, int at) {
    all.targets(samples[sample], into, at);
  }

  @Override
  public float weight(int sample) {
    return all.weight(samples[sample]);
  }

  @Override
  public boolean isWeighted() {
    return all.isWeighted();
  }

  @Override
  public long fingerprint(int sample) {
    return all.fingerprint(samples[sample]);
  }

  @Override
  public Optional<String> file(int sample) {
    return all.file(samples[sample]);
  }

  @Override
  public ImageOrigin origin(int sample) {
    return all.origin(samples[sample]);
  }

  @Override
  public Split scaled(Normalization from, Normalization to) {
    return new SelectedSplit(all.scaled(from, to), samples);
  }

  @Override
  public boolean isOnDisk() {
    return all.isOnDisk();
  }

  @Override
  public void touch(int from, int count) {
    for (int i = from; i < from + count; i++) {
      all.touch(samples[i], 1);
    }
  }

  @Override
  public String toString() {
    return describe();
  }
}
