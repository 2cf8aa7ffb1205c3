package dev.kern.data.format.store;

import dev.kern.data.ImageShape;
import dev.kern.data.LabelledSplit;
import dev.kern.data.Normalization;
import dev.kern.data.Resizer;
import dev.kern.data.file.ScratchFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// Images of floats in a scratch file.
public final class ScratchFloatSplit extends LabelledSplit {
  private final MemorySegment pixels;
  private final Optional<Normalization> scaling;

  /// @param scaling what is still to be done to the floats
  ScratchFloatSplit(
      ImageShape shape, MemorySegment pixels, int[] labels, Optional<Normalization> scaling) {
    super(shape, labels);
    this.pixels = pixels;
    this.scaling = scaling;
  }

  /// The same images in another size, in the same file.
  public ScratchFloatSplit resized(ScratchFile file, Resizer resizer) {
    long start = file.size();
    float[] image = new float[shape().size()];
    float[] resized = new float[resizer.to().size()];
    byte[] bytes = new byte[resized.length * Float.BYTES];
    for (int i = 0; i < count(); i++) {
      pixels(i, image, 0);
      resizer.apply(index -> image[index], resized, 0);
      MemorySegment.ofArray(bytes).copyFrom(MemorySegment.ofArray(resized));
      file.append(bytes, 0, bytes.length);
    }
    return new ScratchFloatSplit(resizer.to(), file.from(start), labels(), Optional.empty());
  }

  @Override
  public void pixels(int sample, float[] into, int at) {
    int size = shape().size();
    MemorySegment.copy(
        pixels,
        ValueLayout.JAVA_FLOAT_UNALIGNED,
        (long) sample * size * Float.BYTES,
        into,
        at,
        size);
    if (scaling.isPresent()) {
      Normalization how = scaling.get();
      for (int i = at; i < at + size; i++) {
        into[i] = how.ofRaw(into[i]);
      }
    }
  }

  @Override
  public boolean isOnDisk() {
    return true;
  }
}
