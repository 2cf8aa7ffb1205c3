package dev.kern.report.draw;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/// What a number counts, and with it how it is written.
public enum Unit {
  /// Nothing in particular: three digits at most, `0.0123`.
  PLAIN,
  /// Parts of one: `95.3 %`.
  PERCENT,
  /// Things: `30,000`.
  COUNT;

  /// A count with its thousands apart: `30,000`.
  public static String count(long things) {
    return String.format(Locale.ROOT, "%,d", things);
  }

  /// A number with all of its digits, none of them idle: `30,000`, `0.05`, `0`.
  public static String number(BigDecimal value) {
    BigDecimal shortest = value.stripTrailingZeros();
    return shortest.scale() <= 0
        ? String.format(Locale.ROOT, "%,d", shortest.toBigInteger())
        : shortest.toPlainString();
  }

  /// A number in words for people.
  public String text(double value) {
    return switch (this) {
      case PLAIN -> digits(value);
      case PERCENT -> String.format(Locale.ROOT, "%.1f %%", 100 * value);
      case COUNT -> count(Math.round(value));
    };
  }

  /// A number at an axis, as short as can be.
  String tick(double value) {
    return switch (this) {
      case PLAIN -> prefixed(value);
      case PERCENT -> shortest(100 * value) + " %";
      case COUNT -> value >= 1e6 ? prefixed(value) : text(value);
    };
  }

  private static String digits(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(3)).toPlainString()
        : Double.toString(value);
  }

  private static String prefixed(double value) {
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e9)) {
      return String.format(Locale.ROOT, "%.0e", value);
    }
    return size < 1e4
        ? shortest(value)
        : size < 1e6 ? shortest(value / 1e3) + " k" : shortest(value / 1e6) + " M";
  }

  private static String shortest(double value) {
    String text = new BigDecimal(value).round(new MathContext(6)).toPlainString();
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }
}
