package dev.kern.loss;

import dev.kern.data.Targets;
import dev.kern.graph.L2Loss;
import dev.kern.graph.Node;
import dev.kern.graph.Scale;
import dev.kern.graph.Subtract;
import java.util.EnumSet;
import java.util.Set;

/// The mean square of what the outputs are off by.
///
/// `loss = mean over n,k of (x[n,k] - t[n,k])²`
public record MeanSquaredError() implements Loss {
  @Override
  public String kind() {
    return "meanSquaredError";
  }

  @Override
  public Set<Targets.Kind> takes() {
    return EnumSet.of(Targets.Kind.VALUES);
  }

  @Override
  public String toString() {
    return "squared error";
  }

  @Override
  public Node build(Node outputs, Node targets) {
    Node error = Subtract.of(outputs, targets);
    return Scale.of(L2Loss.of(error), 2.0 / error.shape().size());
  }
}
