package dev.kern.layer;

import dev.kern.graph.LocalResponse;
import dev.kern.graph.Node;
import dev.kern.math.LocalNorm;

/// Each number divided by a power of the mean square of the channels around it, as in AlexNet and
/// GoogLeNet: `x / (bias + alpha * mean)^beta`.
///
/// Source: Krizhevsky et al. 2012, section 3.3.
///
/// @param size how many channels count
/// @param alpha the weight of the mean square
/// @param beta the power
/// @param bias what is added to the mean square; more than 0
public record LocalResponseNormalization(int size, double alpha, double beta, double bias)
    implements Layer {
  /// Fails with [IllegalArgumentException] if there is no channel, or a number is out of range.
  public LocalResponseNormalization {
    LocalNorm.expect(size, alpha, beta, bias);
  }

  /// AlexNet's numbers: alpha 1e-4, beta 0.75, bias 1.
  public static LocalResponseNormalization of(int size) {
    return new LocalResponseNormalization(size, 1e-4, 0.75, 1);
  }

  @Override
  public String kind() {
    return "localResponse";
  }

  @Override
  public String settings() {
    return "%d channels, alpha %s, beta %s, bias %s".formatted(size, alpha, beta, bias);
  }

  @Override
  public Node build(Scope scope, Node x) {
    return LocalResponse.of(x, new LocalNorm(size, alpha, beta, bias));
  }
}
