package dev.kern.data.convert;

import dev.kern.data.Dataset;
import dev.kern.data.file.AtomicOutput;
import java.io.OutputStream;
import java.nio.file.Path;

/// Writes data sets in other formats, image by image: memory is that of an image, besides the data
/// set's own.
///
/// What is read back has the same pixels, to the bit, with the same labels, classes and parts in
/// the same order. Pixels are written as bytes where bytes give just these floats back, and as
/// floats where not.
public final class Conversion {
  /// About how large a shard is, in bytes, if nothing else is said.
  public static final long SHARD_BYTES = 256L << 20;

  private final long shardBytes;

  private Conversion(long shardBytes) {
    this.shardBytes = shardBytes;
  }

  /// A conversion with the usual settings.
  public static Conversion usual() {
    return new Conversion(SHARD_BYTES);
  }

  /// The same, with as many images in a shard as that many bytes hold, but one at least.
  public Conversion shardBytes(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a shard has one byte or more, given " + bytes);
    }
    return new Conversion(bytes);
  }

  /// Writes a data set to a new file or folder, which appears whole or not at all. A file whose
  /// name ends in `.gz` is gzipped; a folder of images whose name ends in `.zip`, `.tar`, `.tar.gz`
  /// or `.tgz` becomes such an archive.
  ///
  /// Fails with `DataException` if there is something of that name already, it can't be written, or
  /// the format can't hold these images or classes, or the name says that it is something else.
  ///
  /// @return whether the pixels were written as bytes
  public boolean write(Dataset data, Target target, Path out) {
    AtomicOutput.expectNew(out);
    Ending ending = Ending.of(out);
    switch (target) {
      case NPZ, PICKLE -> ending.expectFile(out, target);
      case SHARDS, NPY, IDX, CIFAR -> ending.expectFolder(out, target);
      case FOLDER -> ending.expectArchive(out, target);
    }
    ExportedImages images = ExportedImages.of(data);
    return switch (target) {
      case SHARDS -> {
        AtomicOutput.newFolder(out, place -> new ShardFolder(images, shardBytes).write(place));
        yield images.areBytes();
      }
      case NPZ -> {
        file(out, ending, stream -> NumpyFiles.writeArchive(images, stream));
        yield images.areCourseBytes();
      }
      case NPY -> {
        AtomicOutput.newFolder(out, place -> NumpyFiles.writeFolder(images, place));
        yield images.areCourseBytes();
      }
      case IDX -> {
        AtomicOutput.newFolder(out, place -> IdxFolder.write(images, place));
        yield images.areCourseBytes();
      }
      case PICKLE -> {
        file(out, ending, stream -> CoursePickle.write(images, stream));
        yield false;
      }
      case CIFAR -> {
        CifarFolder.check(images, out);
        AtomicOutput.newFolder(out, place -> CifarFolder.write(images, place));
        yield true;
      }
      case FOLDER -> {
        ImageFolder.check(images, out);
        switch (ending.archive()) {
          case NONE -> AtomicOutput.newFolder(out, place -> ImageFolder.write(images, place));
          case TAR -> file(out, ending, stream -> ImageFolder.writeTar(images, stream));
          case ZIP -> file(out, ending, stream -> ImageFolder.writeZip(images, stream));
        }
        yield true;
      }
    };
  }

  private static void file(Path out, Ending ending, AtomicOutput.Body<OutputStream> body) {
    AtomicOutput.newFile(
        out,
        place -> {
          try (OutputStream stream = ending.stream(place)) {
            body.writeTo(stream);
          }
        });
  }
}
