package dev.kern.layer;

import dev.kern.graph.Node;

/// Numbers set to zero at random while training, the others scaled up so that the mean stays; for
/// inference they pass unchanged.
///
/// The notebook and TensorFlow 1 say which part to keep, Keras and PyTorch which part to drop: here
/// both are said by name.
///
/// Source: Srivastava et al. 2014.
///
/// @param keep the probability of keeping a number, above 0 and at most 1
public record Dropout(double keep) implements Layer {
  /// Fails with [IllegalArgumentException] if `keep` is no probability above 0.
  public Dropout {
    if (!(keep > 0 && keep <= 1)) {
      throw new IllegalArgumentException(
          "dropout needs a keep probability above 0 and at most 1, given " + keep);
    }
  }

  /// Dropout that keeps a number with this probability.
  public Dropout keep(double probability) {
    return new Dropout(probability);
  }

  /// Dropout that drops a number with this probability.
  public Dropout drop(double probability) {
    return new Dropout(1 - probability);
  }

  @Override
  public String kind() {
    return "dropout";
  }

  @Override
  public String settings() {
    return "keeps " + keep;
  }

  @Override
  public Node build(Scope scope, Node x) {
    return scope.dropping() ? dev.kern.graph.Dropout.of(x, keep) : x;
  }
}
