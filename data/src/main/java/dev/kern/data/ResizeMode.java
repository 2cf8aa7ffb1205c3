package dev.kern.data;

import dev.kern.json.AsText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How images are resized.
///
/// As a text it is `stretch`, `reducedStretch`, `crop`, `pad`, or the length of the shorter side:
/// `256`, or `256,bicubic`.
///
/// @param rule what becomes of the aspect ratio
/// @param shorterSide the length that the shorter side gets, for [Rule#SHORTER_SIDE], else 0
/// @param interpolation how new pixels are made of old ones
@AsText
public record ResizeMode(Rule rule, int shorterSide, Interpolation interpolation) {
  /// What becomes of an image's aspect ratio.
  public enum Rule {
    /// Resizes each side independently, ignoring the aspect ratio.
    STRETCH,

    /// As [#STRETCH], but JPEG files that are much larger are decoded at a half, a quarter or an
    /// eighth of their size, the smallest that leaves twice the rows and columns wanted, and then
    /// stretched: many times faster, with pixels that differ by less than a step of 255 on average.
    REDUCED_STRETCH,

    /// Cuts the largest part of the wanted shape out of the middle, and resizes it; large JPEG
    /// files are decoded as in [#REDUCED_STRETCH].
    CROP,

    /// Resizes the whole image to fit, and puts it in the middle between black bars; large JPEG
    /// files are decoded as in [#REDUCED_STRETCH].
    PAD,

    /// Resizes the whole image so that its shorter side has a given length, and cuts the wanted
    /// size out of the middle, as torchvision's and timm's models expect; what the image doesn't
    /// reach is black.
    SHORTER_SIDE
  }

  /// How new pixels are made of old ones, each side by itself.
  public enum Interpolation {
    /// Means of areas where a side gets shorter, linear interpolation where it gets longer.
    AREA,

    /// A triangle of two pixels' width, those of the smaller image.
    BILINEAR,

    /// A cubic curve of four pixels' width, those of the smaller image: Keys 1981, with a slope of
    /// -1/2.
    BICUBIC
  }

  /// See [Rule#STRETCH].
  public static final ResizeMode STRETCH = new ResizeMode(Rule.STRETCH);

  /// See [Rule#REDUCED_STRETCH].
  public static final ResizeMode REDUCED_STRETCH = new ResizeMode(Rule.REDUCED_STRETCH);

  /// See [Rule#CROP].
  public static final ResizeMode CROP = new ResizeMode(Rule.CROP);

  /// See [Rule#PAD].
  public static final ResizeMode PAD = new ResizeMode(Rule.PAD);

  /// What [#parse] takes, for messages.
  public static final String WORDS =
      "stretch, crop, pad, or a shorter side such as 256 or 256,bicubic";

  private static final int LONGEST = 8192;
  private static final int LEAST_PHOTO = 128;

  /// 256 for 224.
  private static final float USUAL_PART = 8f / 7;

  private static final Pattern SIDE = Pattern.compile("(\\d{1,4})(?:,(bilinear|bicubic))?");

  /// Fails with [IllegalArgumentException] if the length isn't 1 to 8,192, or is given to a rule
  /// that has none.
  public ResizeMode {
    boolean sided = rule == Rule.SHORTER_SIDE;
    if (sided ? shorterSide < 1 || shorterSide > LONGEST : shorterSide != 0) {
      throw new IllegalArgumentException(
          "a shorter side has 1 to 8,192 pixels, given %d for %s".formatted(shorterSide, rule));
    }
    if (sided == (interpolation == Interpolation.AREA)) {
      throw new IllegalArgumentException("%s has no %s".formatted(rule, interpolation));
    }
  }

  private ResizeMode(Rule rule) {
    this(rule, 0, Interpolation.AREA);
  }

  /// Resizes the whole image so that its shorter side has that many pixels, and cuts out the
  /// middle: [Rule#SHORTER_SIDE].
  ///
  /// The new length of the longer side is rounded down, and interpolation goes over all pixels that
  /// a new one covers, along rows first, rounding bytes in between, as Pillow does.
  ///
  /// Fails with [IllegalArgumentException] if there are fewer than 1 or more than 8,192.
  public static ResizeMode shorterSide(int pixels, Interpolation interpolation) {
    return new ResizeMode(Rule.SHORTER_SIDE, pixels, interpolation);
  }

  /// Reads what [#toString] says; without a word behind it, a shorter side is bilinear.
  ///
  /// Fails with [IllegalArgumentException] if it is something else.
  public static ResizeMode parse(String text) {
    Matcher side = SIDE.matcher(text);
    if (side.matches()) {
      return shorterSide(
          Integer.parseInt(side.group(1)),
          "bicubic".equals(side.group(2)) ? Interpolation.BICUBIC : Interpolation.BILINEAR);
    }
    return switch (text) {
      case "stretch" -> STRETCH;
      case "reducedStretch" -> REDUCED_STRETCH;
      case "crop" -> CROP;
      case "pad" -> PAD;
      default ->
          throw new IllegalArgumentException(
              "not a way of resizing: '%s'; there are %s".formatted(text, WORDS));
    };
  }

  /// The mode without the speed: what it is where images aren't large JPEG files.
  public ResizeMode whole() {
    return rule == Rule.REDUCED_STRETCH ? STRETCH : this;
  }

  /// Whether images that have the wanted size stay as they are.
  public boolean keeps(int height, int width) {
    return rule != Rule.SHORTER_SIDE || shorterSide == Math.min(height, width);
  }

  /// The options that bring images to a size, for messages: `--size 28x28`; for large ones with the
  /// rule that torchvision has for most of its models.
  public static String advice(int height, int width) {
    int shorter = Math.min(height, width);
    String size = "--size %dx%d".formatted(height, width);
    return shorter < LEAST_PHOTO
        ? size
        : "%s (with --resize %d for models of torchvision and timm)"
            .formatted(size, Math.round(shorter * USUAL_PART));
  }

  /// Refuses a shorter side below that of the wanted images.
  ///
  /// Fails with [IllegalArgumentException] if it is.
  void expectCovers(int height, int width) {
    if (rule == Rule.SHORTER_SIDE && shorterSide < Math.min(height, width)) {
      throw new IllegalArgumentException(
          "a shorter side of %d pixels is too short for images of %d x %d"
              .formatted(shorterSide, height, width));
    }
  }

  /// What becomes of an image's aspect ratio, for messages: `ignoring their aspect ratio`.
  ///
  /// @param whose `the`, `its` or `their`
  public String words(String whose) {
    return switch (rule) {
      case STRETCH, REDUCED_STRETCH -> "ignoring " + whose + " aspect ratio";
      case CROP -> "after cutting out " + whose + " middle";
      case PAD -> "with black bars, which keep " + whose + " aspect ratio";
      case SHORTER_SIDE ->
          "by bringing %s shorter side to %d and cutting out the middle"
              .formatted(whose, shorterSide);
    };
  }

  @Override
  public String toString() {
    return switch (rule) {
      case STRETCH -> "stretch";
      case REDUCED_STRETCH -> "reducedStretch";
      case CROP -> "crop";
      case PAD -> "pad";
      case SHORTER_SIDE -> shorterSide + (interpolation == Interpolation.BICUBIC ? ",bicubic" : "");
    };
  }
}
