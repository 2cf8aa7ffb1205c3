package dev.kern.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Kern and its peers at one job.
///
/// @param kern Kern
/// @param peers the others
/// @param threads how many threads each uses
/// @param rounds how many windows each peer gets
/// @param millis how long a window is
/// @param warmMillis how long each runs before it is timed
/// @param clock what it is timed by
record Match(
    FrameworkProcess kern,
    List<FrameworkProcess> peers,
    int threads,
    int rounds,
    long millis,
    long warmMillis,
    Clock clock) {
  /// Times the job, after a look whether all compute the same: in each round the peak, then Kern, a
  /// peer, Kern, the next peer, Kern.
  Finding play(Job job) {
    List<FrameworkProcess> able = new ArrayList<>();
    for (FrameworkProcess peer : peers) {
      Optional<float[]> results = peer.results(job);
      if (results.isPresent()) {
        Agreement.expect(peer.name(), job, kern.results(job).orElseThrow(), results.get());
      }
      OptionalDouble prepared = peer.prepare(job);
      if (prepared.isPresent()) {
        able.add(peer);
        peer.window(warmMillis, Clock.WALL);
      }
    }
    double multiplyAdds = kern.prepare(job).orElseThrow();
    kern.window(warmMillis, Clock.WALL);
    Tally tally = new Tally(able);
    for (int round = 0; round < rounds; round++) {
      tally.peaks.add(kern.peak());
      double before = tally.kern(kern.window(millis, clock));
      for (FrameworkProcess peer : able) {
        double beside = peer.window(millis, clock);
        double after = tally.kern(kern.window(millis, clock));
        tally.add(peer, new Pairs.Pair(before, beside, after));
        before = after;
      }
    }
    return new Finding(
        job.toString(),
        threads,
        median(tally.peaks),
        median(tally.kerns),
        multiplyAdds,
        tally.beside(),
        Map.of());
  }

  private static double median(List<Double> values) {
    return Pairs.median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /// What the rounds have shown so far.
  private static final class Tally {
    final List<Double> peaks = new ArrayList<>();
    final List<Double> kerns = new ArrayList<>();
    private final Map<String, List<Pairs.Pair>> pairs = new LinkedHashMap<>();

    Tally(List<FrameworkProcess> peers) {
      peers.forEach(peer -> pairs.put(peer.name(), new ArrayList<>()));
    }

    double kern(double rate) {
      kerns.add(rate);
      return rate;
    }

    void add(FrameworkProcess peer, Pairs.Pair pair) {
      pairs.computeIfAbsent(peer.name(), _ -> new ArrayList<>()).add(pair);
    }

    Map<String, Finding.Beside> beside() {
      Map<String, Finding.Beside> beside = new LinkedHashMap<>();
      pairs.forEach((peer, seen) -> beside.put(peer, Finding.Beside.of(new Pairs(seen))));
      return beside;
    }
  }
}
