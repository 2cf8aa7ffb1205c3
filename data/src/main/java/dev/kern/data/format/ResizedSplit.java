package dev.kern.data.format;

import dev.kern.data.ForwardingSplit;
import dev.kern.data.ImageShape;
import dev.kern.data.Resizer;
import dev.kern.data.Split;
import java.util.function.Supplier;

/// Images on a disk that are resized to a size whenever they are asked for; fingerprints are those
/// of the images as they are, since equal ones have equal ones, small or large.
final class ResizedSplit extends ForwardingSplit {
  private final ImageShape shape;
  private final ThreadLocal<Work> work;

  /// What a thread needs to resize an image.
  @SuppressWarnings("ArrayRecordComponent") // scratch, never compared
  private record Work(Resizer resizer, float[] image) {}

  /// @param resizer makes a resizer for each thread that asks
  ResizedSplit(Split all, Supplier<Resizer> resizer) {
    super(all);
    this.shape = resizer.get().to();
    int size = all.shape().size();
    this.work = ThreadLocal.withInitial(() -> new Work(resizer.get(), new float[size]));
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public void pixels(int sample, float[] into, int at) {
    Work mine = work.get();
    images().pixels(sample, mine.image, 0);
    mine.resizer.apply(index -> mine.image[index], into, at);
  }
}
