package dev.kern.graph;

/// The type of a tensor's elements.
public enum DType {
  /// 32-bit floats: everything but class labels.
  F32("f32"),
  /// 32-bit integers: class labels, up to 2²⁴.
  I32("i32");

  private final String text;

  DType(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
