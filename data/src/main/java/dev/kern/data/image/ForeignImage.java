package dev.kern.data.image;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A kind of image files that Kern doesn't read, so that messages can name it.
///
/// @param word what it is called
/// @param extensions how the names of such files end
/// @param at where the signature is
/// @param signatures the bytes that tell the kind, as Latin-1: any of these
public record ForeignImage(String word, List<String> extensions, int at, List<String> signatures) {
  /// How many bytes of a file tell its kind.
  public static final int SIGNATURE = 16;

  private static final List<ForeignImage> KNOWN =
      List.of(
          new ForeignImage("WebP", List.of("webp"), 8, List.of("WEBP")),
          new ForeignImage(
              "HEIC",
              List.of("heic", "heif"),
              4,
              List.of("ftyphei", "ftyphev", "ftypmif1", "ftypmsf1")),
          new ForeignImage("AVIF", List.of("avif"), 4, List.of("ftypavi")),
          new ForeignImage( // and the raw files of cameras, which build on it
              "TIFF",
              List.of("tif", "tiff", "dng", "nef", "cr2", "arw"),
              0,
              List.of("II*\0", "MM\0*", "II+\0", "MM\0+")),
          new ForeignImage("JPEG 2000", List.of("jp2", "j2k", "jpx"), 4, List.of("jP  ")),
          new ForeignImage("JPEG XL", List.of("jxl"), 4, List.of("JXL ")),
          new ForeignImage("Photoshop", List.of("psd"), 0, List.of("8BPS")),
          new ForeignImage("SVG", List.of("svg"), 0, List.of("<svg")),
          new ForeignImage(
              "Netpbm", List.of("ppm", "pgm", "pbm", "pnm"), 0, List.of("P4\n", "P5\n", "P6\n")));

  /// Copies the lists.
  public ForeignImage {
    extensions = List.copyOf(extensions);
    signatures = List.copyOf(signatures);
  }

  /// The kind of a file's content, of which the first [#SIGNATURE] bytes do.
  public static Optional<ForeignImage> of(byte[] content) {
    int length = Math.min(content.length, SIGNATURE);
    String start = new String(content, 0, length, StandardCharsets.ISO_8859_1);
    return KNOWN.stream().filter(kind -> kind.begins(start)).findFirst();
  }

  private boolean begins(String start) {
    return signatures.stream().anyMatch(signature -> start.startsWith(signature, at));
  }

  /// The kind that the extension of a file's name says.
  public static Optional<ForeignImage> ofName(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return KNOWN.stream().filter(kind -> kind.extensions.contains(extension)).findFirst();
  }

  /// `a WebP image`.
  public String words() {
    return (word.equals("AVIF") || word.equals("SVG") ? "an " : "a ") + word + " image";
  }

  /// What to do about such files.
  public String fix() {
    return "convert %s images to PNG or JPEG, for instance with ImageMagick: magick in.%s out.png"
        .formatted(word, extensions.getFirst());
  }
}
