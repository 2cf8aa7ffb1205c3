package dev.kern.data.image;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Kinds of image files that Kern doesn't read, so that messages can name them.
public enum ForeignImage {
  /// Google's.
  WEBP("WebP", List.of("webp"), 8, "WEBP"),
  /// High Efficiency Image File Format, as phones write it.
  HEIC("HEIC", List.of("heic", "heif"), 4, "ftyphei", "ftyphev", "ftypmif1", "ftypmsf1"),
  /// AV1 in the same container.
  AVIF("AVIF", List.of("avif"), 4, "ftypavi"),
  /// Tagged Image File Format, and the raw files of cameras that build on it.
  TIFF(
      "TIFF",
      List.of("tif", "tiff", "dng", "nef", "cr2", "arw"),
      0,
      "II*\0",
      "MM\0*",
      "II+\0",
      "MM\0+"),
  /// JPEG 2000.
  JPEG_2000("JPEG 2000", List.of("jp2", "j2k", "jpx"), 4, "jP  "),
  /// JPEG XL.
  JPEG_XL("JPEG XL", List.of("jxl"), 4, "JXL "),
  /// Photoshop's.
  PSD("Photoshop", List.of("psd"), 0, "8BPS"),
  /// Drawings, not pixels.
  SVG("SVG", List.of("svg"), 0, "<svg"),
  /// Netpbm's.
  NETPBM("Netpbm", List.of("ppm", "pgm", "pbm", "pnm"), 0, "P4\n", "P5\n", "P6\n");

  /// How many bytes of a file tell its kind.
  public static final int SIGNATURE = 16;

  private final String word;
  private final List<String> extensions;
  private final int at;
  private final List<String> signatures;

  ForeignImage(String word, List<String> extensions, int at, String... signatures) {
    this.word = word;
    this.extensions = extensions;
    this.at = at;
    this.signatures = List.of(signatures);
  }

  /// The kind of a file's content, of which the first [#SIGNATURE] bytes do.
  public static Optional<ForeignImage> of(byte[] content) {
    int length = Math.min(content.length, SIGNATURE);
    String start = new String(content, 0, length, StandardCharsets.ISO_8859_1);
    return Stream.of(values()).filter(kind -> kind.begins(start)).findFirst();
  }

  private boolean begins(String start) {
    return signatures.stream().anyMatch(signature -> start.startsWith(signature, at));
  }

  /// The kind that the extension of a file's name says.
  public static Optional<ForeignImage> ofName(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Stream.of(values()).filter(kind -> kind.extensions.contains(extension)).findFirst();
  }

  /// `a WebP image`.
  public String words() {
    return (this == AVIF || this == SVG ? "an " : "a ") + word + " image";
  }

  /// What to do about such files.
  public String fix() {
    return "convert %s images to PNG or JPEG, for instance with ImageMagick: magick in.%s out.png"
        .formatted(word, extensions.getFirst());
  }

  /// `WebP`.
  @Override
  public String toString() {
    return word;
  }
}
