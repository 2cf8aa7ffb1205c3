package dev.kern.report.draw;

import java.util.ArrayList;
import java.util.List;

/// How numbers become places along an axis: evenly, or by their logarithm.
///
/// @param least the number at the axis' begin
/// @param greatest the number at its end, above `least`
/// @param logarithmic whether equal ratios, not equal differences, lie equally far apart
/// @param ticks the numbers that are written beside the axis
public record AxisScale(double least, double greatest, boolean logarithmic, List<Double> ticks) {
  private static final int TICKS = 5;

  /// Numbers this many times apart are seen better by their logarithms.
  private static final double WIDE = 30;

  /// Powers of ten on a logarithmic axis, if half of the numbers lie there: a single batch that is
  /// memorised would else have all others drawn as one flat line.
  private static final int MOST_POWERS = 4;

  /// Copies the list.
  public AxisScale {
    ticks = List.copyOf(ticks);
  }

  /// Round numbers from 0 or below to at least `greatest`.
  static AxisScale even(double least, double greatest) {
    double low = Math.min(0, least);
    double high = greatest > low ? greatest : low + 1;
    double step = roundStep((high - low) / TICKS);
    List<Double> ticks = new ArrayList<>();
    long first = (long) Math.floor(low / step + 1e-9);
    long last = (long) Math.ceil(high / step - 1e-9);
    for (long i = first; i <= last; i++) {
      ticks.add(i * step);
    }
    return new AxisScale(first * step, last * step, false, ticks);
  }

  /// Counts from 0 right up to `greatest`, such as the steps of a run.
  static AxisScale upTo(double greatest) {
    double end = Math.max(1, greatest);
    List<Double> ticks =
        even(0, end).ticks.stream()
            .filter(tick -> tick <= end && tick.equals(Math.rint(tick)))
            .toList();
    return new AxisScale(0, end, false, ticks);
  }

  /// Powers of ten around numbers above 0.
  static AxisScale decades(double least, double greatest) {
    int first = (int) Math.floor(Math.log10(least) + 1e-9);
    int last = Math.max(first + 1, (int) Math.ceil(Math.log10(greatest) - 1e-9));
    List<Double> ticks = new ArrayList<>();
    for (int power = first; power <= last; power++) {
      ticks.add(Math.pow(10, power));
    }
    return new AxisScale(Math.pow(10, first), Math.pow(10, last), true, ticks);
  }

  /// Shares from 0 to 1.
  static AxisScale shares() {
    return new AxisScale(0, 1, false, List.of(0.0, 0.2, 0.4, 0.6, 0.8, 1.0));
  }

  /// Whatever shows numbers best: by logarithm if they are above 0 and of different orders. Then
  /// numbers far below the greatest and below the median are placed at the axis' begin.
  static AxisScale fitting(double least, double median, double greatest) {
    return least > 0 && greatest / least > WIDE
        ? powers(least, median, greatest)
        : even(least, greatest);
  }

  private static AxisScale powers(double least, double median, double greatest) {
    int last = (int) Math.ceil(Math.log10(greatest) - 1e-9);
    int lowest = Math.max(last - MOST_POWERS, (int) Math.floor(Math.log10(least) + 1e-9));
    int first = Math.min(lowest, (int) Math.floor(Math.log10(median) + 1e-9));
    int every = Math.ceilDiv(last - first, TICKS);
    List<Double> ticks = new ArrayList<>();
    for (int power = last; power >= first; power -= every) {
      ticks.addFirst(Math.pow(10, power));
    }
    return new AxisScale(Math.pow(10, first), Math.pow(10, last), true, ticks);
  }

  /// The smallest of 1, 2, 5, 10, 20, 50, ... that is no smaller.
  private static double roundStep(double step) {
    double power = Math.pow(10, Math.floor(Math.log10(step)));
    for (int factor : new int[] {1, 2, 5}) {
      if (factor * power >= step * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /// Where a number lies: 0 at the axis' begin, 1 at its end, cut off there.
  double place(double value) {
    double share =
        logarithmic
            ? Math.log(value / least) / Math.log(greatest / least)
            : (value - least) / (greatest - least);
    return Math.clamp(Double.isNaN(share) ? 0 : share, 0, 1);
  }
}
