package dev.kern.math;

/// The numbers by which loops compute `exp(x)` in single precision, to within two units in the last
/// place and with the same bits everywhere.
///
/// `exp(x) = 2^k * exp(r)` with an integer `k` and `|r| <= ln(2)/2`, where seven terms of the
/// Taylor series suffice. Inputs are clamped so that the result is a normal float.
public final class FloatExp {
  /// The least `x`: smaller ones count as this.
  public static final float LEAST = -87.33f;

  /// The greatest `x`: larger ones count as this.
  public static final float MOST = 88.02f;

  /// `1 / ln 2`
  public static final float LOG2_E = (float) (1 / StrictMath.log(2));

  /// The first part of `ln 2`, with so few bits that its product with `k` is exact.
  public static final float LN2_HIGH = 0x1.63p-1f;

  /// The rest of `ln 2`.
  public static final float LN2_LOW = (float) (StrictMath.log(2) - LN2_HIGH);

  /// Adding it to a float rounds the float to an integer, which is then in the lowest bits.
  public static final float ROUNDER = 0x1.8p23f;

  private FloatExp() {}
}
