package dev.kern.data.format.store;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Split;
import dev.kern.data.file.ScratchFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Images in a file, of which the heap holds where each is.
final class ScratchImages implements ImageList {
  private static final int FIRST = 1 << 10;

  private final String place;
  private final ScratchFile file;
  private final long start;
  private long[] at = new long[FIRST]; // from the start
  private int[] length = new int[FIRST];
  private int count;
  private MemorySegment mapped = MemorySegment.NULL;

  ScratchImages(String place, ScratchFile file) {
    this.place = place;
    this.file = file;
    this.start = file.size();
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public void add(byte[] image) {
    if (count == at.length) {
      at = Arrays.copyOf(at, 2 * count);
      length = Arrays.copyOf(length, 2 * count);
    }
    set(count++, image);
  }

  @Override
  public void set(int index, byte[] image) {
    at[index] = file.size() - start;
    length[index] = image.length;
    file.append(image, 0, image.length);
  }

  @Override
  public byte[] get(int index) {
    if (at[index] + length[index] > mapped.byteSize()) {
      mapped = file.from(start);
    }
    return mapped.asSlice(at[index], length[index]).toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public StoredPixels pixels(int... images) {
    long[] places = new long[images.length];
    int[] lengths = new int[images.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = at[images[i]];
      lengths[i] = length[images[i]];
    }
    MemorySegment all = file.from(start);
    return new BytePixels(place, images.length) {
      @Override
      MemorySegment piece(int index) {
        return all.asSlice(places[index], lengths[index]);
      }

      @Override
      public Split split(ImageShape shape, int[] labels, Normalization scaling, boolean raw) {
        return new ScratchByteSplit(shape, all, sample -> places[sample], labels, scaling.table());
      }
    };
  }
}
