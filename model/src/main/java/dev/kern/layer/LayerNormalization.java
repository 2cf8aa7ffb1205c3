package dev.kern.layer;

import dev.kern.graph.Node;
import dev.kern.graph.Standardize;

/// The channels of each pixel normalised to mean 0 and variance 1, then scaled and shifted by
/// learned numbers: the same in training and inference.
///
/// | tensor           | shape      |
/// |------------------|------------|
/// | x                | `[..., C]` |
/// | `scale`, `shift` | `[C]`      |
/// | result           | `[..., C]` |
///
/// Source: Ba et al. 2016.
///
/// @param epsilon keeps the root of the variance away from 0
public record LayerNormalization(double epsilon) implements Layer {
  /// Fails with [IllegalArgumentException] if `epsilon` is not above 0.
  public LayerNormalization {
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("layerNorm needs an epsilon above 0, given " + epsilon);
    }
  }

  /// Epsilon 1e-6, as in ConvNeXt.
  public static LayerNormalization standard() {
    return new LayerNormalization(1e-6);
  }

  /// The same with another epsilon.
  public LayerNormalization epsilon(double small) {
    return new LayerNormalization(small);
  }

  @Override
  public String kind() {
    return "layerNorm";
  }

  @Override
  public Node build(Scope scope, Node x) {
    return Affine.of(scope, Standardize.of(x, epsilon));
  }
}
