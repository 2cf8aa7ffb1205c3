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
      case PLAIN -> shortest(value);
      case PERCENT -> shortest(100 * value) + " %";
      case COUNT -> value >= 1e6 ? shortest(value / 1e6) + " M" : text(value);
    };
  }

  private static String digits(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(3)).toPlainString()
        : Double.toString(value);
  }

  private static String shortest(double value) {
    String text = new BigDecimal(value).round(new MathContext(6)).toPlainString();
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }
}
