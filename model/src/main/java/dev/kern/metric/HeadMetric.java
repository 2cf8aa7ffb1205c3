package dev.kern.metric;

import dev.kern.data.Targets;
import dev.kern.data.file.Problem;
import java.util.EnumSet;
import java.util.Set;

/// A metric of one head of several.
///
/// @param head the head's name
/// @param metric what is computed of it
record HeadMetric(String head, Metric metric) implements Metric {
  @Override
  public String kind() {
    return "ofHead";
  }

  @Override
  public String name() {
    return head + "/" + metric.name();
  }

  @Override
  public boolean largerIsBetter() {
    return metric.largerIsBetter();
  }

  @Override
  public Set<Targets.Kind> takes() {
    return EnumSet.of(Targets.Kind.HEADS);
  }

  @Override
  public void expectFits(Targets targets) {
    Metric.super.expectFits(targets);
    Targets own = targets.heads().get(head);
    if (own == null) {
      throw Problem.at("metric " + name(), "there is no such head")
          .given(Problem.quote(head))
          .expected("one of " + String.join(", ", targets.heads().keySet()))
          .fix("check its spelling");
    }
    metric.expectFits(own);
  }

  @Override
  public double value(Scores scores) {
    return metric.value(scores.head(head));
  }
}
