package dev.kern.onnx;

import dev.kern.data.hdf5.Hdf5File;
import dev.kern.model.TrainedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Reads convolutional networks from Keras's model files, `.keras` and `.h5`, as models that can
/// classify and be trained on: Sequential and Functional models with their weights.
///
/// Layers that Kern doesn't have are refused, all of them in one message. Such files name no
/// classes; they get numbers. A file is taken for hostile, as by [OnnxImport].
public final class KerasImport {
  private static final List<String> ENDS = List.of(".keras", ".h5", ".hdf5");

  private KerasImport() {}

  /// Whether a file's name says that it is one.
  public static boolean claims(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return ENDS.stream().anyMatch(name::endsWith);
  }

  /// Reads a file.
  ///
  /// Fails with `DataException` if it can't be read, is not sound, holds no whole model, or layers
  /// that Kern doesn't have.
  public static TrainedModel read(Path file) {
    return read(file, ImportOptions.NONE);
  }

  /// Reads a file that leaves the size of its images open, or has several outputs.
  ///
  /// Fails as [#read(Path)] does, and if the file has no such output.
  public static TrainedModel read(Path file, ImportOptions options) {
    return OnnxImport.read(KerasGraph.of(KerasFile.read(file)), options);
  }

  /// Reads a file in HDF5 whose content is in memory; `name` is for messages.
  ///
  /// Fails as [#read(Path)] does.
  public static TrainedModel decode(String name, byte[] content) {
    return OnnxImport.read(
        KerasGraph.of(KerasFile.ofHdf5(name, Hdf5File.of(name, content))), ImportOptions.NONE);
  }
}
