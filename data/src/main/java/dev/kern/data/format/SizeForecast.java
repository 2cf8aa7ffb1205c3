package dev.kern.data.format;

import dev.kern.data.archive.Archive;
import dev.kern.data.file.DataException;
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
  private static final int LOOKED_AT = 3;

  /// Archives that are smaller than so many parts of the heap fit into it when they are unpacked.
  private static final int PARTS = 100;

  private static final int MIB_BITS = 20;

  private final List<ImageDecoder.Decoded> first = new ArrayList<>();
  private long count;

  private final FolderTree tree;
  private final FolderLayout layout;

  private SizeForecast(FolderTree tree, FolderLayout layout) {
    this.tree = tree;
    this.layout = layout;
  }

  /// Fails with `DataException` if the images of a folder or archive won't fit into the heap.
  ///
  /// @param most the most bytes that the heap can have
  static void check(
      Path path, Archive archive, FolderTree tree, FolderLayout layout, long most) {
    if (!Files.isDirectory(path) && isSmall(path, Math.floorDiv(most, PARTS))) {
      return;
    }
    SizeForecast forecast = new SizeForecast(tree, layout);
    archive.visit(forecast);
    long sum = forecast.first.stream().mapToLong(image -> image.values().length).sum();
    long bytes = sum * forecast.count / Math.max(1, forecast.first.size());
    if (bytes > most) {
      ImageDecoder.Size size = forecast.first.getFirst().size();
      throw Problem.at(path.toString(), "the images don't fit into memory in their own size")
          .given(
              "%s images, such as one of %d x %d: about %s MiB of pixels for a Java heap of %s MiB"
                  .formatted(
                      Problem.count(forecast.count),
                      size.height(),
                      size.width(),
                      Problem.count(bytes >> MIB_BITS),
                      Problem.count(most >> MIB_BITS)))
          .expected("images in the size that the network takes")
          .fix("resize them while they are read, such as with --size 224x224");
    }
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
    String name = tree.plain(given);
    boolean counts =
        ImageFileName.isImage(name)
            && !ImageFileName.isHidden(name)
            && layout.of(ImageFileName.folderOf(name)).use() == FolderLayout.Use.LABELLED;
    count += counts ? 1 : 0;
    return counts && first.size() < LOOKED_AT;
  }

  @Override
  public void file(String name, Archive.Entry entry) {
    try {
      first.add(ImageDecoder.read(name, entry.content()));
    } catch (DataException _) {
      // Broken images are told of when all are read.
    }
  }
}
