package dev.kern.report.draw;

import java.util.Locale;

/// What the points of a chart lie along.
public enum Abscissa {
  /// The steps of a run, evenly from 0 on.
  STEP {
    @Override
    AxisScale scale(double least, double greatest) {
      return AxisScale.upTo(greatest);
    }

    @Override
    String tick(double value) {
      return Unit.COUNT.tick(value);
    }

    @Override
    String text(double value) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
  },

  /// Values of a setting, by their logarithm if they are far apart.
  VALUE {
    @Override
    AxisScale scale(double least, double greatest) {
      return least > 0 && greatest >= FAR * least
          ? AxisScale.decades(least, greatest)
          : AxisScale.upTo(greatest);
    }

    @Override
    String tick(double value) {
      return Unit.PLAIN.tick(value);
    }

    @Override
    String text(double value) {
      return Double.toString(value).replaceFirst("\\.0$", "");
    }
  },

  /// Learning rates, by their logarithm.
  LEARNING_RATE {
    @Override
    AxisScale scale(double least, double greatest) {
      return AxisScale.decades(least, greatest);
    }

    @Override
    String tick(double value) {
      return Unit.PLAIN.tick(value);
    }

    @Override
    String text(double value) {
      return String.format(Locale.ROOT, "%.2g", value);
    }
  };

  private static final double FAR = 8;

  abstract AxisScale scale(double least, double greatest);

  /// A number at the axis.
  abstract String tick(double value);

  /// A number in words for people.
  abstract String text(double value);

  /// What the numbers are: `learning rate`.
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
