package dev.kern.data.format.store;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Split;
import dev.kern.data.file.ScratchFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntToLongFunction;
import java.util.function.UnaryOperator;

/// Images of bytes in a scratch file, which a table turns into floats.
public final class ScratchByteSplit extends ImageBytesSplit {
  private final MemorySegment pixels;
  private final IntToLongFunction begins;

  /// @param begins where each image begins
  ScratchByteSplit(
      ImageShape shape,
      MemorySegment pixels,
      IntToLongFunction begins,
      int[] labels,
      float[] table) {
    super(shape, labels, table);
    this.pixels = pixels;
    this.begins = begins;
  }

  /// The same images, changed to another shape, in the same file.
  public ScratchByteSplit changed(ScratchFile file, ImageShape to, UnaryOperator<byte[]> change) {
    long start = file.size();
    for (int i = 0; i < count(); i++) {
      byte[] image = change.apply(image(i));
      file.append(image, 0, image.length);
    }
    long size = to.size();
    return new ScratchByteSplit(to, file.from(start), sample -> sample * size, labels(), table());
  }

  @Override
  public Split scaled(Normalization from, Normalization to) {
    return new ScratchByteSplit(shape(), pixels, begins, labels(), to.table());
  }

  @Override
  byte[] image(int sample) {
    return pixels
        .asSlice(begins.applyAsLong(sample), shape().size())
        .toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public boolean isOnDisk() {
    return true;
  }
}
