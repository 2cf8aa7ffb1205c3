package dev.kern.examples;

import dev.kern.graph.Activate;
import dev.kern.graph.AddBias;
import dev.kern.graph.Initializer;
import dev.kern.graph.MovingAverage;
import dev.kern.graph.Multiply;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.graph.SumRows;
import dev.kern.layer.Layer;
import dev.kern.layer.Scope;
import dev.kern.math.Activation;
import java.util.List;

/// A layer with inner layers, a variable, a state that training moves, and settings of all sorts.
public record Gated(int filters, Activation gate, List<Layer> inner, Initializer shift)
    implements Layer {
  @Override
  public String kind() {
    return "gated";
  }

  @Override
  public Node build(Scope scope, Node x) {
    scope.expectImages(this, x);
    if (x.shape().last() % 2 != 0) {
      throw scope.misfit(
          this,
          x,
          "gated needs an even number of channels, given " + x.shape().last(),
          "conv(2, 1) before it");
    }
    Shape channels = Shape.of(filters);
    Node y = scope.addAll(inner, scope.add(Layer.conv(filters, 3), x));
    y = AddBias.of(y, scope.variable("shift", channels, shift));
    Node sums = scope.state("sums", channels, Initializer.zeros());
    if (scope.training()) {
      MovingAverage.of(sums, SumRows.of(y), 0.5);
    }
    return Multiply.of(y, Activate.of(scope.add(Layer.conv(filters, 1), x), gate));
  }
}
