package dev.kern.data.augment;

import dev.kern.data.ImageShape;
import java.util.ArrayList;
import java.util.List;

/// An image seen another way: mirrored, then moved by whole pixels with a reflected border.
///
/// Averaging what a network says about several views of an image, "test-time augmentation", is more
/// often right than what it says about one.
///
/// @param mirrored whether left and right change places
/// @param down how many rows it moves down
/// @param along how many columns it moves to the right
/// @param weight the view's share in an average
public record View(boolean mirrored, int down, int along, float weight) {
  /// The image as it is.
  public static final View PLAIN = new View(false, 0, 0, 1);

  /// Views for an average, whose weights add up to 1: the image, or that and its mirror image; each
  /// as it is and moved by some pixels up and left, and down and right, with half of its weight.
  ///
  /// Source: Jordan 2024, "94% on CIFAR-10 in 3.29 seconds on a single GPU".
  ///
  /// Fails with [IllegalArgumentException] if `pixels` is below 0.
  ///
  /// @param flips whether mirror images are among them
  /// @param pixels how far some are moved; 0 for none
  public static List<View> of(boolean flips, int pixels) {
    if (pixels < 0) {
      throw new IllegalArgumentException("views are moved by 0 or more pixels, given " + pixels);
    }
    List<View> views = new ArrayList<>();
    for (boolean mirrored : flips ? new boolean[] {false, true} : new boolean[] {false}) {
      float weight = flips ? 0.5f : 1;
      if (pixels == 0) {
        views.add(new View(mirrored, 0, 0, weight));
        continue;
      }
      views.add(new View(mirrored, 0, 0, weight / 2));
      views.add(new View(mirrored, -pixels, -pixels, weight / 4));
      views.add(new View(mirrored, pixels, pixels, weight / 4));
    }
    return List.copyOf(views);
  }

  /// Copies the view of an image.
  ///
  /// @param from the image, `[H, W, C]`, at `fromAt`; another array than `into`
  public void copy(ImageShape shape, float[] from, int fromAt, float[] into, int at) {
    copy(shape, mirrored, down, along, from, fromAt, into, at);
  }

  static void copy(
      ImageShape shape,
      boolean mirrored,
      int down,
      int along,
      float[] from,
      int fromAt,
      float[] into,
      int at) {
    int width = shape.width();
    int channels = shape.channels();
    int line = width * channels;
    for (int i = 0; i < shape.height(); i++) {
      int source = fromAt + reflected(i - down, shape.height()) * line;
      int target = at + i * line;
      if (!mirrored && along == 0) {
        System.arraycopy(from, source, into, target, line);
        continue;
      }
      for (int j = 0; j < width; j++) {
        int column = reflected(j - along, width);
        int pixel = source + (mirrored ? width - 1 - column : column) * channels;
        for (int c = 0; c < channels; c++) {
          into[target + j * channels + c] = from[pixel + c];
        }
      }
    }
  }

  /// The place within `0` to `count`, exclusive, where mirrors at the first and last one show a
  /// place outside.
  static int reflected(int place, int count) {
    if (place >= 0 && place < count) {
      return place;
    }
    int period = Math.max(1, 2 * (count - 1));
    int within = Math.floorMod(place, period);
    return within < count ? within : period - within;
  }
}
