package dev.kern.serve.protocol;

/// The types of tensors that models take, by the names that the Open Inference Protocol has.
enum Datatype {
  /// Floats that are scaled as the training images were.
  FP32(Float.BYTES),
  /// Pixels from 0 to 255.
  UINT8(1);

  private final int bytes;

  Datatype(int bytes) {
    this.bytes = bytes;
  }

  /// How many bytes a number has.
  int bytes() {
    return bytes;
  }
}
