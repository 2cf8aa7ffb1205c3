package dev.kern.kernel.library;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Measures loops as a share of the multiply-add peak of this machine.
///
/// Clocks vary and neighbours disturb, so the peak is measured along: windows of about a
/// millisecond of the loop and of nothing but multiply-adds take turns, and the best ones of many
/// are compared.
final class KernelBench {
  private static final int PEAK_TURNS = 30_000;
  private static final double WINDOW_NANOS = 500_000;

  /// Something to be measured.
  ///
  /// @param name what it is
  /// @param flops floating point operations of one run, a multiply-add counting as two
  /// @param body one run
  record Case(String name, double flops, Runnable body) {}

  /// What was measured.
  ///
  /// @param name what it is
  /// @param nanos of one run, in the fastest tenth of the windows
  /// @param gigaflops operations per nanosecond then
  /// @param share of the peak in the fastest tenth of its windows
  record Result(String name, double nanos, double gigaflops, double share) {}

  private final Peak peak;
  private final float[] sink = new float[64];

  KernelBench(VectorKernelLibrary loops) {
    peak = Peak.of(loops);
  }

  /// Measures all cases in turns, `windows` windows each, after `warmMillis` of running each.
  List<Result> measure(List<Case> cases, int windows, long warmMillis) {
    int[] turns = new int[cases.size()];
    for (int k = 0; k < turns.length; k++) {
      warm(cases.get(k), warmMillis);
      double nanos = window(cases.get(k), 4) / 4;
      turns[k] = (int) Math.max(1, WINDOW_NANOS / nanos);
    }
    double[][] nanos = new double[turns.length][windows];
    double[] peaks = new double[windows * turns.length];
    for (int window = 0; window < windows; window++) {
      for (int k = 0; k < turns.length; k++) {
        peaks[window * turns.length + k] = 1 / peakWindow();
        nanos[k][window] = window(cases.get(k), turns[k]) / turns[k];
      }
    }
    double best = 1 / fastTenth(peaks);
    List<Result> results = new ArrayList<>();
    for (int k = 0; k < turns.length; k++) {
      double fast = fastTenth(nanos[k]);
      double gigaflops = cases.get(k).flops / fast;
      results.add(new Result(cases.get(k).name, fast, gigaflops, gigaflops / best));
    }
    return results;
  }

  private void warm(Case test, long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < end) {
      test.body.run();
      peakWindow();
    }
  }

  private static double window(Case test, int turns) {
    long start = System.nanoTime();
    for (int turn = 0; turn < turns; turn++) {
      test.body.run();
    }
    return System.nanoTime() - start;
  }

  /// Gigaflops of a window of multiply-adds.
  private double peakWindow() {
    long start = System.nanoTime();
    peak.run(PEAK_TURNS, sink);
    return 2 * PEAK_TURNS * peak.multiplyAddsPerTurn() / (System.nanoTime() - start);
  }

  private static double fastTenth(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 10];
  }
}
