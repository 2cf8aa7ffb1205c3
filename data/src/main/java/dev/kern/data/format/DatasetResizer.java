package dev.kern.data.format;

import dev.kern.data.ByteSplit;
import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.Provenance;
import dev.kern.data.ResizeMode;
import dev.kern.data.Resizer;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.Allocation;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.file.ScratchFile;
import dev.kern.data.format.store.ImageArraySplit;
import dev.kern.data.format.store.PixelStore;
import dev.kern.data.format.store.ScratchByteSplit;
import dev.kern.data.format.store.ScratchFloatSplit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Brings the images of a data set to a size.
final class DatasetResizer {
  private DatasetResizer() {}

  /// The data set with images of that size, and a warning that says what was done; the same if
  /// nothing is to do.
  ///
  /// Images in memory are resized at once, bytes to bytes and floats to floats; those on a disk
  /// whenever they are asked for.
  static Dataset of(Dataset data, ImageTarget sizing) {
    return of(data, Loading.USUAL.withSizing(sizing));
  }

  /// The same, where images that are in a scratch file stay in it.
  static Dataset of(Dataset data, Loading how) {
    ImageTarget sizing = how.sizing();
    ImageShape shape = sizing.of(data.shape());
    if (sizing.isNone()) {
      return data;
    }
    try {
      return resized(data, how, shape);
    } catch (DataException e) {
      throw e.noting(data.warnings());
    }
  }

  private static Dataset resized(Dataset data, Loading how, ImageShape shape) {
    ResizeMode mode = how.sizing().mode();
    Map<SplitName, Split> splits = new EnumMap<>(SplitName.class);
    for (SplitName splitName : SplitName.values()) {
      data.split(splitName)
          .ifPresent(split -> splits.put(splitName, split(data, split, shape, how)));
    }
    Provenance provenance = data.provenance().withFit(mode.whole());
    Dataset resized =
        DatasetBuilder.dataset(data.classNames(), splits, data.normalization(), provenance);
    List<String> what =
        shape.equals(data.shape()) && how.sizing().keeps(shape.height(), shape.width())
            ? List.of()
            : List.of(words(data.shape().toString(), shape, mode));
    return resized.withWarnings(data.warnings()).withWarnings(what);
  }

  /// What was done: `images of 32 x 32 x 3 were resized to 28 x 28, ignoring their aspect ratio`.
  static String words(String from, ImageShape to, ResizeMode mode) {
    return "images of %s were resized to %s, %s".formatted(from, to, mode.words("their"));
  }

  private static Split split(Dataset data, Split split, ImageShape shape, Loading how) {
    PixelStore store = how.store();
    ResizeMode mode = how.sizing().mode();
    boolean keeps = how.sizing().keeps(shape.height(), shape.width());
    if (split.shape().equals(shape) && keeps) {
      return split;
    }
    String place = data.provenance().source();
    Resizer ofBytes = Resizer.ofBytes(data.height(), data.width(), data.channels(), shape, mode);
    float[] sums = new float[shape.size()];
    UnaryOperator<byte[]> change =
        image -> {
          byte[] resized = new byte[sums.length];
          ofBytes.apply(image, 0, sums, resized, 0);
          return resized;
        };
    return switch (split) {
      case ByteSplit bytes ->
          bytes.changed(
              place, shape, (from, at, to, toAt) -> ofBytes.apply(from, at, sums, to, toAt));
      case ImageArraySplit images -> images.changed(shape, change);
      case ScratchByteSplit bytes when store instanceof PixelStore.InFile(ScratchFile file) ->
          bytes.changed(file, shape, change);
      case ScratchFloatSplit images when store instanceof PixelStore.InFile(ScratchFile file) ->
          images.resized(file, floats(data, shape, mode));
      case Split other when other.isOnDisk() ->
          new ResizedSplit(other, () -> floats(data, shape, mode));
      default -> inMemory(place, split, floats(data, shape, mode));
    };
  }

  /// A resizer of normalised images.
  private static Resizer floats(Dataset data, ImageShape shape, ResizeMode mode) {
    String place = data.provenance().source();
    boolean seesThrough = data.channels() % 2 == 0 && shape.channels() != data.channels();
    if (seesThrough && data.normalization().isEmpty()) {
      throw Problem.at(place, "the transparency of these images can't be interpreted")
          .given("images of " + data.shape() + " with unknown scaling")
          .expected("pixels scaled to 0..255, 0..1, -0.5..0.5 or -1..1")
          .fix("drop the last channel, or scale the pixels");
    }
    float black = data.normalization().map(n -> n.apply(0)).orElse(0f);
    float white = data.normalization().map(n -> n.apply(255)).orElse(1f);
    return Resizer.ofFloats(data.shape(), shape, mode, black, white);
  }

  private static Split inMemory(String place, Split split, Resizer resizer) {
    int size = resizer.to().size();
    float[] pixels = Allocation.floats(place, (long) split.count() * size);
    float[] image = new float[split.shape().size()];
    int[] labels = new int[split.count()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = split.label(i);
      split.pixels(i, image, 0);
      resizer.apply(index -> image[index], pixels, i * size);
    }
    return Split.of(resizer.to(), pixels, labels);
  }
}
