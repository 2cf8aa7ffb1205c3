package dev.kern.data.format.store;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Split;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Images on the heap, in an array each, which splits go on using.
///
/// @param place what messages call them
record HeapImages(String place, List<byte[]> images) implements ImageList {
  HeapImages(String place) {
    this(place, new ArrayList<>());
  }

  @Override
  public int count() {
    return images.size();
  }

  @Override
  public void add(byte[] image) {
    images.add(image);
  }

  @Override
  public byte[] get(int index) {
    return images.get(index);
  }

  @Override
  public void set(int index, byte[] image) {
    images.set(index, image);
  }

  @Override
  public StoredPixels pixels(int... order) {
    byte[][] pixels = new byte[order.length][];
    for (int i = 0; i < order.length; i++) {
      pixels[i] = images.get(order[i]);
    }
    return new BytePixels(place, order.length) {
      @Override
      MemorySegment piece(int index) {
        return MemorySegment.ofArray(pixels[index]);
      }

      @Override
      public Split split(ImageShape shape, int[] labels, Normalization scaling, boolean raw) {
        return new ImageArraySplit(shape, pixels, labels, scaling.table());
      }
    };
  }
}
