package dev.kern.onnx;

import java.util.Optional;
import java.util.OptionalInt;

/// What to say about a file that leaves it open: one of ONNX, Keras or PyTorch.
///
/// @param height rows of the images, if the file takes any number
/// @param width columns of the images, if the file takes any number
/// @param output which of several outputs counts
public record ImportOptions(OptionalInt height, OptionalInt width, Optional<String> output) {
  /// Nothing is said.
  public static final ImportOptions NONE =
      new ImportOptions(OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

  /// The same for images of this size, where the file doesn't fix it.
  public ImportOptions size(int rows, int columns) {
    return new ImportOptions(OptionalInt.of(rows), OptionalInt.of(columns), output);
  }

  /// The same for one of several outputs.
  public ImportOptions output(String name) {
    return new ImportOptions(height, width, Optional.of(name));
  }
}
