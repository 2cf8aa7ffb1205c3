package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.archive.Archive;
import dev.kern.data.format.store.PixelStore;
import java.nio.file.Path;

/// Image files with a folder for each class: `A/1.png`, or `train/A/1.png`, in a folder, a zip file
/// or a tar file, also a gzipped one. [FolderLayout] tells which folders are classes.
///
/// Classes are in the order of their names; images in that of their file names and then classes,
/// whatever the archive's order, so that classes come mixed. What is left out is named in a
/// warning: images that can't be decoded or lie elsewhere, other files, links that lead out, and
/// folders without images.
final class ImageFolderFormat implements DatasetFormat {
  @Override
  public String name() {
    return "images";
  }

  @Override
  public String description() {
    return "image files with one folder per class, in a folder, .zip, .tar or .tar.gz";
  }

  @Override
  public boolean accepts(Path path) {
    return Archive.of(path)
        .filter(archive -> archive.has(ImageFolderFormat::isInFolder))
        .isPresent();
  }

  @Override
  public Dataset open(Path path, Loading how) {
    Archive archive = Archive.of(path, how.names()).orElseThrow();
    FolderTree tree = FolderTree.of(archive);
    FolderLayout layout = FolderLayout.of(tree, how.known());
    if (!layout.hasClasses()) {
      throw Datasets.unknown(path);
    }
    if (how.sizing().extents().isEmpty() && how.store() instanceof PixelStore.OnHeap) {
      SizeForecast.check(path, archive, tree, layout, Runtime.getRuntime().maxMemory());
    }
    try (ImageFolderReader reader = new ImageFolderReader(path, how, tree, layout)) {
      return reader.read(archive, name());
    }
  }

  private static boolean isInFolder(String name) {
    String plain = name.replace('\\', '/');
    return plain.indexOf('/') > 0 && ImageFileName.isImage(plain) && !ImageFileName.isHidden(plain);
  }
}
