package dev.kern.data;

import dev.kern.data.file.Allocation;
import dev.kern.data.file.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Images of one split that come one by one, each resized to the size that was asked for; without
/// one, all must agree.
///
/// As with image files, grey among colours gets equal colours, and a split is grey only if all its
/// images are.
final class ImageRows {
  private final String place;
  private final @Nullable ImageShape size;
  private final List<Pixels> rows = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();
  private final List<float[]> numbers = new ArrayList<>();
  private final Targets targets;
  private @Nullable LabelledImage first;
  private int channels = 1;
  private int resized;

  /// @param place what messages call the images
  /// @param size what they are resized to, or null if they must agree
  /// @param targets what is to be learned of them
  ImageRows(String place, @Nullable ImageShape size, Targets targets) {
    this.targets = targets;
    this.place = place;
    this.size = size;
  }

  /// Takes an image; fails with `DataException` if it does not fit.
  void add(LabelledImage image) {
    LabelledImage leader = first == null ? image : first;
    first = leader;
    if (image.pixels() instanceof Pixels.Floats != leader.pixels() instanceof Pixels.Floats) {
      throw Problem.at(at(), "a split mixes images of bytes and of floats")
          .given(kind(image) + " here, " + kind(leader) + " at [0]")
          .expected("one kind for all images")
          .fix("scale the bytes to floats like the others");
    }
    if (size == null) {
      expectAlike(image, leader);
    }
    channels = Math.max(channels, image.channels());
    labels.add(image.label());
    if (!targets.areClasses()) {
      numbers.add(image.numbers(at(), targets));
    }
    rows.add(size == null ? image.pixels() : resized(image, size));
  }

  private String at() {
    return place + ", [" + rows.size() + "]";
  }

  private static String kind(LabelledImage image) {
    return image.pixels() instanceof Pixels.Floats ? "floats" : "bytes";
  }

  private void expectAlike(LabelledImage image, LabelledImage leader) {
    boolean sameSize = image.height() == leader.height() && image.width() == leader.width();
    boolean mixable = image.channels() % 2 == 1 && leader.channels() % 2 == 1; // grey and colours
    if (!sameSize || (image.channels() != leader.channels() && !mixable)) {
      throw Problem.at(at(), "the images differ in size")
          .given(image.extents() + " here, " + leader.extents() + " at [0]")
          .expected("one size for all images")
          .fix(
              "resize them all by giving a size: new ImageShape(%d, %d, %d)"
                  .formatted(leader.height(), leader.width(), leader.channels()));
    }
  }

  private Pixels resized(LabelledImage image, ImageShape to) {
    if (image.height() == to.height()
        && image.width() == to.width()
        && image.channels() == to.channels()) {
      return image.pixels();
    }
    resized++;
    boolean mixed = image.channels() != to.channels();
    if (to.channels() % 2 == 0 && mixed) {
      throw Problem.at(at(), "an image can't be converted to " + to.channels() + " channels")
          .given("an image of " + image.extents())
          .expected("1 or 3 channels")
          .fix("use a size with 1 channel (grey) or 3 (colour)");
    }
    return switch (image.pixels()) {
      case Pixels.Bytes(String name, byte[] values) -> {
        byte[] into = new byte[to.size()];
        Resizer.ofBytes(image.height(), image.width(), image.channels(), to, ResizeMode.STRETCH)
            .apply(values, 0, new float[into.length], into, 0);
        yield new Pixels.Bytes(name, into);
      }
      case Pixels.Floats(String name, float[] values, _) -> {
        if (image.channels() % 2 == 0 && mixed) {
          throw Problem.at(at(), "the transparency of floats can't be interpreted")
              .given("an image of " + image.extents())
              .expected("an image of 1 or 3 channels, or bytes")
              .fix("drop the last channel");
        }
        float[] into = new float[to.size()];
        ImageShape from = new ImageShape(image.height(), image.width(), image.channels());
        Resizer.ofFloats(from, to, ResizeMode.STRETCH, 0, 1).apply(index -> values[index], into, 0);
        yield Pixels.Floats.of(name, into, to);
      }
    };
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /// The most channels of an image.
  int channels() {
    return channels;
  }

  int[] labels() {
    return labels.stream().mapToInt(i -> i).toArray();
  }

  /// What is to be learned of each, if that isn't its class.
  float[][] numbers() {
    return numbers.toArray(float[][]::new);
  }

  /// The size of all images.
  ///
  /// @param most the most channels of an image of any split
  ImageShape shape(int most) {
    if (size != null || first == null) {
      return size == null ? new ImageShape(1, 1, most) : size;
    }
    int height = first.height();
    int width = first.width();
    return ImageShape.of(height, width, most)
        .orElseThrow(
            () ->
                Problem.at(place, "the images are too large for a network")
                    .given(height + " x " + width)
                    .expected("at most 8,192 pixels per side")
                    .fix("resize them by giving a size: new ImageShape(224, 224, 3)"));
  }

  /// How many images were resized to the size, if any were.
  Optional<String> warning() {
    return resized == 0
        ? Optional.empty()
        : Optional.of(
            "%s: %s of %s were resized to %s, ignoring their aspect ratio"
                .formatted(place, Problem.count(resized), Problem.count(rows.size()), size));
  }

  /// All pixels, one image after the other.
  Pixels pixels(ImageShape shape) {
    long numbers = (long) rows.size() * shape.size();
    if (rows.getFirst() instanceof Pixels.Floats) {
      float[] all = Allocation.floats(place, numbers);
      int at = 0;
      for (Pixels row : rows) {
        float[] values = ((Pixels.Floats) row).values();
        int repeat = shape.size() / values.length; // grey among colours
        for (float value : values) {
          Arrays.fill(all, at, at + repeat, value);
          at += repeat;
        }
      }
      return Pixels.Floats.of(place, all, shape);
    }
    byte[] all = Allocation.bytes(place, numbers);
    int at = 0;
    for (Pixels row : rows) {
      byte[] values = ((Pixels.Bytes) row).values();
      int repeat = shape.size() / values.length;
      for (byte value : values) {
        Arrays.fill(all, at, at + repeat, value);
        at += repeat;
      }
    }
    return new Pixels.Bytes(place, all);
  }
}
