package dev.kern.bench;

import java.util.Optional;

/// What differs between the notebook's three networks, for frameworks to build them from.
///
/// Two 5×5 convolutions with ReLU, each followed by pooling if there is any; `hidden` dense layers
/// of 64 with ReLU, each followed by dropout if there is any; a readout of 10. Images are 28×28
/// with one channel.
///
/// @param filters of each convolution
/// @param stride of each convolution
/// @param same whether a convolution of stride 1 keeps height and width
/// @param pool what the 2×2 windows of stride 2 behind each convolution take
/// @param hidden how many dense layers there are before the readout
/// @param drop the probability that dropout drops a number
public record Topology(int filters, int stride, boolean same, Pool pool, int hidden, double drop) {
  /// The side of an image.
  public static final int SIDE = 28;

  /// The width of a hidden dense layer.
  public static final int UNITS = 64;

  /// How many classes there are.
  public static final int CLASSES = 10;

  /// The side of a convolution's filter.
  public static final int FILTER = 5;

  /// So small that weights stay finite however long steps are timed.
  public static final double RATE = 1e-4;

  /// What pooling takes of a window.
  public enum Pool {
    /// There is none.
    NONE,
    /// The largest.
    MAX,
    /// The mean.
    AVERAGE
  }

  /// The network of a name, `strided`, `maxpool` or `lenet`; empty for any other.
  public static Optional<Topology> of(String name) {
    return switch (name) {
      case "strided" -> Optional.of(new Topology(16, 2, true, Pool.NONE, 1, 0));
      case "maxpool" -> Optional.of(new Topology(16, 1, true, Pool.MAX, 1, 0));
      case "lenet" -> Optional.of(new Topology(32, 1, false, Pool.AVERAGE, 2, 0.5));
      default -> Optional.empty();
    };
  }

  /// Zeros on each side of a convolution's image, where a framework wants them alike on both.
  public int padding() {
    return same ? FILTER / 2 : 0;
  }

  /// How many numbers the first dense layer reads.
  public int flat() {
    int side = same ? SIDE / 4 : ((SIDE - FILTER + 1) / 2 - FILTER + 1) / 2;
    return side * side * filters;
  }
}
