package dev.kern.data.convert;

import dev.kern.data.Dataset;
import dev.kern.data.file.AtomicOutput;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes data sets in other formats, image by image: it needs the memory of one image, besides the
/// data set's own.
///
/// Reading the result gives the same pixels, to the bit, and the same labels, classes and splits in
/// the same order. Pixels are written as bytes if bytes reproduce these floats exactly, else as
/// floats.
public final class Conversion {
  /// The default approximate size of a shard, in bytes.
  public static final long SHARD_BYTES = 256L << 20;

  private final long shardBytes;

  private Conversion(long shardBytes) {
    this.shardBytes = shardBytes;
  }

  /// A conversion with the default settings.
  public static Conversion usual() {
    return new Conversion(SHARD_BYTES);
  }

  /// A copy with shards of as many images as fit into that many bytes, at least one.
  public Conversion shardBytes(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("the size of a shard is 1 byte or more, given " + bytes);
    }
    return new Conversion(bytes);
  }

  /// Writes a data set to a new file or folder, completely or not at all. A file whose name ends in
  /// `.gz` is gzipped; a folder of images whose name ends in `.zip`, `.tar`, `.tar.gz` or `.tgz`
  /// becomes such an archive.
  ///
  /// Fails with `DataException` if the file or folder already exists or can't be written, if the
  /// format can't hold these images or classes, or if the name has the extension of another format.
  ///
  /// @return whether the pixels were written as bytes
  public boolean write(Dataset data, OutputFormat target, Path out) {
    AtomicOutput.expectNew(out);
    FileExtension ending = expectName(target, out);
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
      case CSV -> {
        CsvFolder.check(images, out);
        AtomicOutput.newFolder(out, place -> CsvFolder.write(images, place));
        yield images.areCourseBytes();
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

  /// Checks, before there is anything to write, that a new file or folder can be written and has no
  /// extension of another format.
  ///
  /// Fails with `DataException` if that isn't so.
  public static void expectWritable(OutputFormat target, Path out) {
    AtomicOutput.expectNew(out);
    AtomicOutput.expectWritable(out);
    expectName(target, out);
  }

  private static FileExtension expectName(OutputFormat target, Path out) {
    FileExtension ending = FileExtension.of(out);
    switch (target) {
      case NPZ, PICKLE -> ending.expectFile(out, target);
      case SHARDS, NPY, IDX, CIFAR, CSV -> ending.expectFolder(out, target);
      case FOLDER -> ending.expectArchive(out, target);
    }
    return ending;
  }

  private static void file(Path out, FileExtension ending, AtomicOutput.Body<OutputStream> body) {
    AtomicOutput.newFile(
        out,
        place -> {
          // The file by itself: a compressor that fails at its end leaves it open.
          try (OutputStream file = Files.newOutputStream(place);
              OutputStream stream = ending.around(file)) {
            body.writeTo(stream);
          }
        });
  }
}
