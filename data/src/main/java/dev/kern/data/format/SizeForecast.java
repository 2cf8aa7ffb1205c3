package dev.kern.data.format;

import dev.kern.data.archive.Archive;
import dev.kern.data.file.DataException;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import dev.kern.data.image.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Foresees how much memory images take as they are, from their number and the first few, so that
/// nobody waits for an hour of decoding that can't end well.
final class SizeForecast implements Archive.Visitor {
  private static final System.Logger LOG = System.getLogger("dev.kern");

  /// How many images are looked at, and how many of them decoded.
  private static final int LOOKED_AT = 16;

  private static final int DECODED = 3;

  /// Archives that are smaller than so many parts of the heap fit into it when they are unpacked.
  private static final int PARTS = 100;

  private static final int MIB_BITS = 20;

  /// From so many bytes on it pays to say something, if images have so many pixels.
  private static final long MANY_BYTES = 1L << 29;

  private static final long MANY_PIXELS = 1 << 17;

  private final List<ImageDecoder.Size> sizes = new ArrayList<>();
  private long decoded;
  private long bytes; // of those

  private final long count;
  private final FolderLayout layout;

  private SizeForecast(FolderTree tree, FolderLayout layout) {
    this.layout = layout;
    this.count = tree.images(this::counts);
  }

  private boolean counts(String folder) {
    return layout.of(folder).use() == FolderLayout.Use.LABELLED;
  }

  /// Fails with `DataException` if the images of a folder or archive won't fit into the heap, or
  /// are many and differ in size.
  ///
  /// @param most the most bytes that the heap can have
  static void check(Path path, Archive archive, FolderTree tree, FolderLayout layout, long most) {
    check(path, archive, tree, layout, most, MANY_BYTES);
  }

  /// @param many how many bytes are many
  static void check(
      Path path, Archive archive, FolderTree tree, FolderLayout layout, long most, long many) {
    if (!FileStatus.isFolder(path) && isSmall(path, Math.floorDiv(most, PARTS))) {
      return;
    }
    SizeForecast forecast = new SizeForecast(tree, layout);
    archive.visit(forecast);
    long bytes = forecast.bytes * forecast.count / Math.max(1, forecast.decoded);
    if (bytes > most) {
      throw Problem.at(path.toString(), "the images don't fit into memory in their own size")
          .given(
              "%s for a Java heap of %s MiB"
                  .formatted(forecast.words(bytes), Problem.count(most >> MIB_BITS)))
          .expected("images in the size that the network takes")
          .fix("resize them while they are read, such as with --size 224x224");
    }
    if (bytes > many && forecast.sizes.stream().distinct().count() > 1) {
      throw Problem.at(path.toString(), "the images differ in size")
          .given(forecast.words(bytes) + ", and others of other sizes")
          .expected("one size for all images")
          .fix("resize them all, such as with --size 224x224");
    }
    if (bytes > many && forecast.sizes.getFirst().pixels() > MANY_PIXELS) {
      LOG.log(
          System.Logger.Level.WARNING,
          path + ": " + forecast.words(bytes) + "; --size 224x224 would resize them");
    }
  }

  /// `600 images, such as one of 1200 x 1600: about 3,295 MiB of pixels`.
  private String words(long all) {
    ImageDecoder.Size size = sizes.getFirst();
    return "%s images, such as one of %d x %d: about %s MiB of pixels"
        .formatted(
            Problem.count(count), size.height(), size.width(), Problem.count(all >> MIB_BITS));
  }

  private static boolean isSmall(Path path, long bytes) {
    try {
      return Files.size(path) < bytes;
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  @Override
  public boolean wants(String given) {
    String name = FolderTree.plain(given);
    return !isDone()
        && ImageFileName.isImage(name)
        && !ImageFileName.isHidden(name)
        && counts(ImageFileName.folderOf(name));
  }

  @Override
  public boolean isDone() {
    return sizes.size() >= LOOKED_AT;
  }

  @Override
  public void file(String name, Archive.Entry entry) {
    try {
      byte[] content = entry.content();
      sizes.add(ImageDecoder.size(name, content));
      if (decoded < DECODED) {
        bytes += ImageDecoder.read(name, content).values().length;
        decoded++;
      }
    } catch (DataException _) {
      // Broken images are told of when all are read.
    }
  }
}
