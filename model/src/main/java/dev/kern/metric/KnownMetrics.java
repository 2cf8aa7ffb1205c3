package dev.kern.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// The metrics that files may name.
final class KnownMetrics {
  private static final List<Metric> OWN =
      List.of(
          Metric.accuracy(),
          Metric.topAccuracy(5),
          Metric.meanLoss(),
          Metric.macroF1(),
          Metric.microF1(),
          Metric.exactMatch(),
          Metric.hammingAccuracy(),
          Metric.meanSquaredError(),
          Metric.meanAbsoluteError(),
          Metric.r2(),
          Metric.ofHead("head", Metric.accuracy()));
  private static final Map<String, Metric> OTHERS = new ConcurrentSkipListMap<>();

  private KnownMetrics() {}

  static void register(Metric example) {
    if (OWN.stream().anyMatch(own -> own.kind().equals(example.kind()))) {
      throw new IllegalArgumentException(
          "Kern has a metric '%s' of its own; give yours another word".formatted(example.kind()));
    }
    OTHERS.put(example.kind(), example);
  }

  static List<Metric> all() {
    List<Metric> all = new ArrayList<>(OWN);
    all.addAll(OTHERS.values());
    return all;
  }
}
