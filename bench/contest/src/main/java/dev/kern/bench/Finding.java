package dev.kern.bench;

import java.util.Map;

/// What a job showed.
///
/// @param job the job, as [Job] writes it
/// @param threads on how many threads
/// @param peakGflops the machine's multiply-add peak in the same minutes, the median of its rounds
/// @param kern Kern's steps per second, the median of all its windows
/// @param multiplyAdds of a step by definition
/// @param peers how each peer did, by its title
/// @param megabytes the most memory that a process had which did nothing but a few training steps,
///   by title; empty where none was measured
record Finding(
    String job,
    int threads,
    double peakGflops,
    double kern,
    double multiplyAdds,
    Map<String, Beside> peers,
    Map<String, Long> megabytes) {
  /// A peer's side.
  ///
  /// @param rate its steps per second
  /// @param ratio Kern's speed as a multiple of it, the median over pairs
  /// @param least the least ratio of a pair
  /// @param most the largest
  record Beside(double rate, double ratio, double least, double most) {
    static Beside of(Pairs pairs) {
      return new Beside(pairs.peerRate(), pairs.ratio(), pairs.least(), pairs.most());
    }
  }

  /// The same with what was measured of memory.
  Finding with(Map<String, Long> memory) {
    return new Finding(job, threads, peakGflops, kern, multiplyAdds, peers, memory);
  }

  /// Kern's operations as a part of the peak.
  double shareOfPeak() {
    return 2e-9 * kern * multiplyAdds / peakGflops;
  }
}
