package dev.kern.data.format.store;

import dev.kern.data.ImageShape;
import dev.kern.data.PixelRange;
import dev.kern.data.Pixels;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.NumberType;
import dev.kern.data.file.ScratchFile;
import dev.kern.data.file.StoredNumbers;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Where the pixels of a data set are kept while it is open: on the heap, or in a file.
public sealed interface PixelStore {
  /// The heap.
  static PixelStore heap() {
    return new OnHeap();
  }

  /// A file.
  static PixelStore in(ScratchFile scratch) {
    return new InFile(scratch);
  }

  /// The pixels of an array; fails with `DataException` if one isn't a number.
  ///
  /// @param listener receives how many images were read, `before` among them
  StoredPixels pixels(NumberArray array, ImageShape shape, LongConsumer listener, long before);

  /// Images that come one by one.
  ImageList images(String place);

  private static boolean areBytes(NumberArray array) {
    return array.type().equals(Optional.of(NumberType.UINT8));
  }

  private static boolean areIntegers(NumberArray array) {
    return array.type().filter(NumberType::whole).isPresent();
  }

  /// The numbers of an array, told as images while they are read.
  private static StoredNumbers told(
      NumberArray array, ImageShape shape, LongConsumer listener, long before) {
    StoredNumbers n = array.numbers();
    StoredNumbers.Source source =
        (bytes, sink) ->
            n.source()
                .read(
                    bytes,
                    (chunk, count, from) -> {
                      sink.take(chunk, count, from);
                      listener.accept(before + Math.floorDiv(from + count, shape.size()));
                    });
    return new StoredNumbers(n.array(), n.type(), n.order(), n.shape(), n.stored(), source);
  }

  /// On the heap.
  record OnHeap() implements PixelStore {
    @Override
    public StoredPixels pixels(
        NumberArray array, ImageShape shape, LongConsumer listener, long before) {
      StoredNumbers numbers = told(array, shape, listener, before);
      return StoredPixels.of(
          areBytes(array)
              ? new Pixels.Bytes(array.place(), numbers.bytes())
              : Pixels.Floats.of(array.place(), numbers.floats(), shape),
          areIntegers(array));
    }

    @Override
    public ImageList images(String place) {
      return new HeapImages(place);
    }
  }

  /// In a file.
  record InFile(ScratchFile file) implements PixelStore {
    @Override
    public StoredPixels pixels(
        NumberArray array, ImageShape shape, LongConsumer listener, long before) {
      StoredNumbers numbers = told(array, shape, listener, before);
      String place = array.place();
      if (areBytes(array)) {
        return ScratchPixels.ofBytes(place, numbers.bytes(file));
      }
      PixelRange[] range = {PixelRange.NONE};
      return ScratchPixels.ofFloats(
          place,
          numbers.floats(
              file,
              (chunk, count, from) ->
                  range[0] = range[0].and(place, chunk, count, from, shape.size())),
          range[0],
          areIntegers(array));
    }

    @Override
    public ImageList images(String place) {
      return new ScratchImages(place, file);
    }
  }
}
