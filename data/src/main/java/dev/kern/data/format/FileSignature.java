package dev.kern.data.format;

import dev.kern.data.file.Content;
import dev.kern.data.file.Problem;
import dev.kern.data.image.ForeignImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What a file that isn't a data set may be, by its first bytes: for messages.
@SuppressWarnings("ArrayRecordComponent") // a row of the table below, never compared
record FileSignature(String what, int... bytes) {
  private static final List<FileSignature> KNOWN =
      List.of(
          new FileSignature("a NumPy .npy file", 0x93, 'N', 'U', 'M', 'P', 'Y'),
          new FileSignature("a zip archive (or .npz)", 'P', 'K', 3, 4),
          new FileSignature("a PNG image", 0x89, 'P', 'N', 'G'),
          new FileSignature("a JPEG image", 0xff, 0xd8, 0xff),
          new FileSignature("a GIF image", 'G', 'I', 'F', '8'),
          new FileSignature("an HDF5 file", 0x89, 'H', 'D', 'F'),
          new FileSignature("a file gzipped twice", 0x1f, 0x8b),
          new FileSignature("a bzip2 file", 'B', 'Z', 'h'),
          new FileSignature("an xz file", 0xfd, '7', 'z', 'X', 'Z'),
          new FileSignature("a Parquet file", 'P', 'A', 'R', '1'),
          new FileSignature("an Arrow file", 'A', 'R', 'R', 'O', 'W', '1'),
          new FileSignature("a MATLAB file", 'M', 'A', 'T', 'L', 'A', 'B', ' ', '5'),
          new FileSignature("a web page, perhaps a saved error page", '<'),
          new FileSignature("a JSON file", '{', '"'),
          new FileSignature("zeros", 0, 0, 0, 0));

  private static final int TAR_AT = 257;

  /// What the content looks like, if that is known.
  static Optional<String> of(Content content) {
    for (FileSignature look : KNOWN) {
      if (content.startsWith(look.bytes)) {
        return Optional.of(look.what);
      }
    }
    content.goTo(0);
    byte[] start = new byte[ForeignImage.SIGNATURE];
    int length = content.readUpTo(start, 0, start.length);
    Optional<ForeignImage> foreign = ForeignImage.of(Arrays.copyOf(start, length));
    if (foreign.isPresent()) {
      return foreign.map(ForeignImage::words);
    }
    if (content.holds(TAR_AT, 'u', 's', 't', 'a', 'r')) {
      return Optional.of("a tar archive");
    }
    return length == 0 ? Optional.of("an empty file") : Optional.empty();
  }

  /// The beginning in words, for content that looks like nothing known.
  static String beginning(Content content) {
    content.goTo(0);
    byte[] first = new byte[40];
    int count = content.readUpTo(first, 0, first.length);
    String text = new String(first, 0, count, StandardCharsets.ISO_8859_1);
    if (text.matches("[\\x20-\\x7e\\s]+")) {
      return "a text that begins with "
          + Problem.quote(text.strip().lines().findFirst().orElse(""));
    }
    return "a file that starts with the bytes "
        + HexFormat.ofDelimiter(" ").formatHex(first, 0, Math.min(count, 8));
  }
}
