package dev.kern.math;

/// Elementary functions with the same bits on every machine, which [Math] doesn't promise, and
/// without allocation, which [StrictMath] doesn't.
///
/// They consist of additions and multiplications, whose rounding Java defines, and are off by a few
/// units in the last place.
public final class PortableMath {
  private static final double LOG2_E = 1.4426950408889634;

  /// ln 2 as the sum of two numbers, the first with so few bits that its product with an exponent
  /// is exact.
  private static final double LN2_HIGH = 0x1.62e42feep-1;

  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;

  /// Adding it to a number below 2^31 rounds the number to an integer, which is then in the lowest
  /// bits.
  private static final double ROUNDER = 0x1.8p52;

  private static final double LEAST_EXP = -708;
  private static final double MOST_EXP = 709;
  private static final int MANTISSA_BITS = 52;
  private static final long BIAS = 1023;

  private PortableMath() {}

  /// `exp(x)`; arguments are clamped so that the result is a normal number. NaN stays NaN.
  ///
  /// `exp(x) = 2^k * exp(r)` with an integer `k` and `|r| <= ln(2)/2`, where twelve terms of the
  /// Taylor series suffice.
  public static double exp(double x) {
    double clamped = x < LEAST_EXP ? LEAST_EXP : x > MOST_EXP ? MOST_EXP : x;
    double shifted = clamped * LOG2_E + ROUNDER;
    double k = shifted - ROUNDER;
    double r = clamped - k * LN2_HIGH - k * LN2_LOW;
    double p = 1 / 479001600.0;
    p = p * r + 1 / 39916800.0;
    p = p * r + 1 / 3628800.0;
    p = p * r + 1 / 362880.0;
    p = p * r + 1 / 40320.0;
    p = p * r + 1 / 5040.0;
    p = p * r + 1 / 720.0;
    p = p * r + 1 / 120.0;
    p = p * r + 1 / 24.0;
    p = p * r + 1 / 6.0;
    p = p * r + 0.5;
    p = p * r + 1;
    p = p * r + 1;
    long exponent = Double.doubleToRawLongBits(shifted) << MANTISSA_BITS;
    return p * Double.longBitsToDouble(exponent + (BIAS << MANTISSA_BITS));
  }

  /// `base^n` for `n >= 0`, by repeated squaring.
  public static double power(double base, long n) {
    double power = 1;
    double square = base;
    for (long rest = n; rest > 0; rest >>= 1) {
      power = (rest & 1) == 0 ? power : power * square;
      square *= square;
    }
    return power;
  }

  /// `sin(x)` for an angle of at most an eighth of a turn, of whose Taylor series eight terms
  /// suffice.
  public static double sine(double x) {
    double z = x * x;
    double p = -1 / 1307674368000.0;
    p = p * z + 1 / 6227020800.0;
    p = p * z - 1 / 39916800.0;
    p = p * z + 1 / 362880.0;
    p = p * z - 1 / 5040.0;
    p = p * z + 1 / 120.0;
    p = p * z - 1 / 6.0;
    return p * z * x + x;
  }
}
