package dev.kern.spark;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.model.TrainedModel;
import dev.kern.onnx.ModelFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/// Reads models from any of Hadoop's file systems.
final class RemoteModel {
  private RemoteModel() {}

  /// The model of a run folder or a model file.
  static TrainedModel read(FileSystem files, Path path) throws IOException {
    if (files instanceof LocalFileSystem local) {
      return ModelFiles.read(local.pathToFile(path).toPath());
    }
    Path file =
        files.getFileStatus(path).isDirectory() ? new Path(path, "model.safetensors") : path;
    java.nio.file.Path folder = Files.createTempDirectory("kern-model");
    java.nio.file.Path copy = folder.resolve(file.getName());
    try {
      files.copyToLocalFile(false, file, new Path(copy.toUri()), true);
      return ModelFiles.read(copy);
    } finally {
      Files.deleteIfExists(copy);
      Files.delete(folder);
    }
  }

  /// The content of a file.
  static byte[] bytes(FileSystem files, Path file) throws IOException {
    try (InputStream in = files.open(file)) {
      return in.readAllBytes();
    }
  }

  static DataException unreadable(Path path, IOException e) {
    return e instanceof FileNotFoundException
        ? Problem.at(path.toString(), "no such file or folder")
            .because(e)
            .fix("check the path, and that the driver reaches its file system")
        : Problem.at(path.toString(), "reading failed: " + e.getMessage())
            .because(e)
            .failure()
            .fix("check the file system");
  }
}
