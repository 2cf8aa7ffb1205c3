package dev.kern.data;

import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/// Opens data sets.
public final class Datasets {
  /// What a file that can't be read may look like, by its first bytes.
  @SuppressWarnings("ArrayRecordComponent") // a row of the table below, never compared
  private record Look(String what, int... bytes) {}

  private static final List<Look> LOOKS =
      List.of(
          new Look("a NumPy .npy file", 0x93, 'N', 'U', 'M', 'P', 'Y'),
          new Look("a zip archive (or .npz)", 'P', 'K', 3, 4),
          new Look("a PNG picture", 0x89, 'P', 'N', 'G'),
          new Look("a JPEG picture", 0xff, 0xd8, 0xff),
          new Look("a GIF picture", 'G', 'I', 'F', '8'),
          new Look("an HDF5 file", 0x89, 'H', 'D', 'F'),
          new Look("a file packed by gzip twice", 0x1f, 0x8b),
          new Look("a file packed by bzip2", 'B', 'Z', 'h'),
          new Look("a file packed by xz", 0xfd, '7', 'z', 'X', 'Z'),
          new Look("a Parquet file", 'P', 'A', 'R', '1'),
          new Look("a web page, perhaps an error page that was saved", '<'),
          new Look("a JSON file", '{', '"'),
          new Look("zeros", 0, 0, 0, 0));

  private Datasets() {}

  /// Opens a file or folder, in whatever format its content shows.
  ///
  /// Splits that the source lacks are cut from its training pictures: a tenth of each class, chosen
  /// by content, equal pictures kept together; [Dataset#warnings] reports it.
  ///
  /// Fails with `DataException` if there is no such file, it is of no known format, or its content
  /// can't be used.
  public static Dataset open(Path path) {
    if (!Files.exists(path)) {
      throw Problem.at(path.toString(), "there is no such file or folder")
          .mend("check the path; it counts from " + Path.of("").toAbsolutePath());
    }
    for (Format format : Format.all()) {
      if (format.accepts(path)) {
        return Cut.missing(format.open(path));
      }
    }
    throw unknown(path);
  }

  /// The formats that can be opened, one line each.
  public static List<String> formats() {
    return Format.all().stream().map(Format::description).toList();
  }

  private static DataException unknown(Path path) {
    return Problem.at(path.toString(), "this is no data set in a known format")
        .given(Files.isDirectory(path) ? "a folder without such files" : look(path))
        .expected(String.join("; or ", formats()))
        .mend("convert it to one of these, or check that the path names what you mean");
  }

  private static String look(Path path) {
    try (Content content = Content.open(path)) {
      for (Look look : LOOKS) {
        if (content.startsWith(look.bytes())) {
          return look.what();
        }
      }
      if (content.holds(257, 'u', 's', 't', 'a', 'r')) {
        return "a tar archive";
      }
      byte[] first = new byte[8];
      int count = content.readUpTo(first, 0, first.length);
      StringJoiner bytes = new StringJoiner(" ", "a file that begins with the bytes ", "");
      for (int i = 0; i < count; i++) {
        bytes.add(String.format(Locale.ROOT, "%02x", first[i]));
      }
      return count == 0 ? "an empty file" : bytes.toString();
    }
  }
}
