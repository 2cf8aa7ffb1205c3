package dev.kern.layer;

import dev.kern.graph.AddBias;
import dev.kern.graph.Initializer;
import dev.kern.graph.MatMul;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;

/// A fully connected layer: every output is a weighted sum of all inputs, plus a bias.
///
/// | tensor    | shape    |
/// |-----------|----------|
/// | x         | `[N, K]` |
/// | `weights` | `[K, U]` |
/// | `biases`  | `[U]`    |
/// | result    | `[N, U]` |
///
/// @param units how many outputs, U
/// @param biased whether there is a bias
/// @param weights the first values of the weights
/// @param biases the first values of the biases
public record Dense(int units, boolean biased, Initializer weights, Initializer biases)
    implements Layer {
  /// Fails with [IllegalArgumentException] if there is no unit.
  public Dense {
    Require.atLeast(1, units, "dense", "units");
  }

  /// A layer with He's first weights and biases of 0.
  public static Dense of(int units) {
    return new Dense(units, true, Initializer.heNormal(), Initializer.zeros());
  }

  /// The same with another number of outputs.
  public Dense units(int count) {
    return new Dense(count, biased, weights, biases);
  }

  /// The same without a bias.
  public Dense unbiased() {
    return new Dense(units, false, weights, biases);
  }

  /// The same with other first values of the weights.
  public Dense weights(Initializer first) {
    return new Dense(units, biased, first, biases);
  }

  /// The same with other first values of the biases.
  public Dense biases(Initializer first) {
    return new Dense(units, biased, weights, first);
  }

  @Override
  public String kind() {
    return "dense";
  }

  @Override
  public String settings() {
    return units + (units == 1 ? " unit" : " units") + (biased ? "" : ", no bias");
  }

  @Override
  public Node build(Scope scope, Node x) {
    scope.expectRows(this, new MatMul(false, false), x);
    Node matrix = scope.graph().variable("weights", Shape.of(x.shape().extent(1), units), weights);
    Node y = MatMul.of(x, matrix);
    return biased ? AddBias.of(y, scope.graph().variable("biases", Shape.of(units), biases)) : y;
  }
}
