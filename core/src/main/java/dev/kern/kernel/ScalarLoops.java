package dev.kern.kernel;

import dev.kern.math.Pooling;

/// The loops in plain Java: what runs where the vector module is missing, and what the vector loops
/// are tested against.
final class ScalarLoops implements Loops {
  static final ScalarLoops LOOPS = new ScalarLoops();

  private ScalarLoops() {}

  @Override
  public String describe() {
    return "scalar";
  }

  @Override
  public Convolution convolution(Geometry geometry, Epilogue epilogue) {
    return ScalarConvolution.of(geometry, epilogue.checkedFor(geometry));
  }

  @Override
  public InputGradient inputGradient(Geometry geometry) {
    return new ScalarInputGradient(geometry);
  }

  @Override
  public FilterGradient filterGradient(Geometry geometry) {
    return new ScalarFilterGradient(geometry);
  }

  @Override
  public Unpool unpool(int height, int width, int channels, Pooling pooling) {
    return new ScalarUnpool(height, width, channels, pooling);
  }

  @Override
  public Product product(
      int rows, int inner, int columns, Transpose transpose, Epilogue epilogue, Portions portions) {
    return new ScalarProduct(rows, inner, columns, transpose, epilogue.checkedForProduct());
  }

  @Override
  public Pool maxPool(Geometry geometry) {
    return new ScalarMaxPool(geometry);
  }

  @Override
  public PoolGradient maxPoolGradient(Geometry geometry) {
    return new ScalarMaxPool(geometry);
  }

  @Override
  public Pool averagePool(Geometry geometry) {
    return new ScalarAveragePool(geometry);
  }

  @Override
  public PoolGradient averagePoolGradient(Geometry geometry) {
    return new ScalarAveragePool(geometry);
  }

  @Override
  public Elementwise elementwise() {
    return ScalarElementwise.LOOPS;
  }

  @Override
  public Rows rows() {
    return ScalarRows.LOOPS;
  }

  @Override
  public Updates updates() {
    return ScalarUpdates.LOOPS;
  }

  @Override
  public void warm(long limitMillis) {
    // Plain loops are quick enough from the start.
  }
}
