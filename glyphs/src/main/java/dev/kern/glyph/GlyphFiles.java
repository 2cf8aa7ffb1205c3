package dev.kern.glyph;

import dev.kern.data.SplitName;
import dev.kern.data.file.AtomicOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Writes rendered letters to a folder.
///
/// | file                           | holds                                                |
/// |--------------------------------|------------------------------------------------------|
/// | `PART-images-idx3-ubyte.gz`    | the images of `train`, `valid` and `test`          |
/// | `PART-labels-idx1-ubyte.gz`    | the indices of their letters                         |
/// | `classes.txt`                  | the letters, a line each                             |
/// | `families.tsv`                 | the families: name, split, faces, images            |
public final class GlyphFiles {
  private static final int UNSIGNED_BYTES = 0x08;

  private GlyphFiles() {}

  /// Writes a new folder, completely or not at all.
  ///
  /// Fails with `DataException` if it already exists or can't be written.
  public static void write(Glyphs glyphs, Path folder) {
    AtomicOutput.newFolder(folder, place -> writeInto(glyphs, place));
  }

  private static void writeInto(Glyphs glyphs, Path folder) throws IOException {
    for (Map.Entry<SplitName, Glyphs.Images> splitName : glyphs.splits().entrySet()) {
      String name = splitName.getKey().key();
      Glyphs.Images images = splitName.getValue();
      writeIdx(
          folder.resolve(name + "-images-idx3-ubyte.gz"),
          images.pixels(),
          images.count(),
          GlyphCrop.SIDE,
          GlyphCrop.SIDE);
      writeIdx(folder.resolve(name + "-labels-idx1-ubyte.gz"), images.labels(), images.count());
    }
    writeLines(folder.resolve("classes.txt"), glyphs.letters().stream());
    writeLines(
        folder.resolve("families.tsv"),
        glyphs.families().stream()
            .map(
                f ->
                    String.format(
                        Locale.ROOT,
                        "%s\t%s\t%d\t%d",
                        f.name(),
                        f.splitName().key(),
                        f.faces(),
                        f.images())));
  }

  private static void writeIdx(Path file, byte[] content, int... extents) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        DataOutputStream packed = new DataOutputStream(new SmallestGzip(out))) {
      packed.writeInt(UNSIGNED_BYTES << 8 | extents.length);
      for (int extent : extents) {
        packed.writeInt(extent);
      }
      packed.write(content);
    }
  }

  private static void writeLines(Path file, Stream<String> lines) throws IOException {
    Files.writeString(file, String.join("\n", lines.toList()) + "\n");
  }

  private static final class SmallestGzip extends GZIPOutputStream {
    SmallestGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
