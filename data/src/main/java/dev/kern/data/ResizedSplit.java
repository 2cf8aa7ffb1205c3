package dev.kern.data;

import java.util.Optional;
import java.util.function.Supplier;

/// Pictures on a disk that are brought to a size whenever they are asked for.
final class ResizedSplit implements Split {
  private final Split all;
  private final ImageShape shape;
  private final ThreadLocal<Work> work;

  /// What a thread needs to resize a picture.
  @SuppressWarnings("ArrayRecordComponent") // scratch, never compared
  private record Work(Resizer resizer, float[] picture) {}

  /// @param resizer makes a resizer for each thread that asks
  ResizedSplit(Split all, Supplier<Resizer> resizer) {
    this.all = all;
    this.shape = resizer.get().to();
    int size = all.shape().size();
    this.work = ThreadLocal.withInitial(() -> new Work(resizer.get(), new float[size]));
  }

  @Override
  public int count() {
    return all.count();
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public int label(int sample) {
    return all.label(sample);
  }

  @Override
  public void pixels(int sample, float[] into, int at) {
    Work mine = work.get();
    all.pixels(sample, mine.picture, 0);
    mine.resizer.apply(index -> mine.picture[index], into, at);
  }

  @Override
  public long fingerprint(int sample) {
    return all.fingerprint(sample); // equal pictures have equal ones, small or large
  }

  @Override
  public Optional<String> file(int sample) {
    return all.file(sample);
  }

  @Override
  public boolean isOnDisk() {
    return true;
  }

  @Override
  public void touch(int from, int count) {
    all.touch(from, count);
  }
}
