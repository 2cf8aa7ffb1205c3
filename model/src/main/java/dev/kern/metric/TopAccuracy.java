package dev.kern.metric;

import dev.kern.data.Targets;
import java.util.EnumSet;
import java.util.Set;

/// The fraction of images whose class is among the `k` most probable ones; equal logits count for
/// it.
///
/// @param k how many classes may be named
record TopAccuracy(int k) implements Metric {
  TopAccuracy {
    if (k < 1) {
      throw new IllegalArgumentException("topAccuracy takes k of 1 or more, given " + k);
    }
  }

  @Override
  public String kind() {
    return "topAccuracy";
  }

  @Override
  public String name() {
    return "top%dAccuracy".formatted(k);
  }

  @Override
  public boolean largerIsBetter() {
    return true;
  }

  @Override
  public Set<Targets.Kind> takes() {
    return EnumSet.of(Targets.Kind.CLASS);
  }

  @Override
  public double value(Scores scores) {
    int told = 0;
    for (int i = 0; i < scores.count(); i++) {
      double own = scores.output(i, scores.label(i));
      int before = 0;
      for (int c = 0; c < scores.width(); c++) {
        before += scores.output(i, c) <= own ? 0 : 1; // NaN stands before all
      }
      told += before < k ? 1 : 0;
    }
    return scores.count() == 0 ? 0 : (double) told / scores.count();
  }
}
