package dev.kern.kernel;

import dev.kern.math.Activation;
import dev.kern.math.Pooling;

/// What happens to a convolution's or product's sums before they are stored.
///
/// A trace is what the gradient needs to find its way back through activation and pooling: a number
/// from 0 to 15 per stored element, with a bit for each pixel of the 2 × 2 square through which a
/// gradient flows: 1 for the first, 2 for the one to its right, 4 and 8 for those below. Max
/// pooling has the bit of the first largest pixel, average pooling those of all, each only where
/// the activation's slope is 1. Without pooling, bit 1 says whether the slope is 1.
///
/// @param bias whether a bias per output channel is added first
/// @param activation applied behind the bias
/// @param pooling applied behind the activation; needs an output of even height and width
/// @param trace whether the trace is stored too; the activation must be a gate then
public record Epilogue(boolean bias, Activation activation, Pooling pooling, boolean trace) {

  /// Fails with [IllegalArgumentException] if a trace is asked of an activation that is no gate.
  public Epilogue {
    if (trace && !activation.isGate()) {
      throw new IllegalArgumentException(
          "a trace holds one bit per pixel, so the activation's slope must be 0 or 1, given "
              + activation.symbol());
    }
  }

  /// Stores the sums as they are.
  public static Epilogue none() {
    return new Epilogue(false, Activation.IDENTITY, Pooling.NONE, false);
  }

  /// Adds a bias, then activates.
  public static Epilogue biased(Activation activation) {
    return new Epilogue(true, activation, Pooling.NONE, false);
  }

  /// This with the identity for an activation.
  public Epilogue withoutActivation() {
    return new Epilogue(bias, Activation.IDENTITY, pooling, trace);
  }

  /// Whether anything is pooled.
  public boolean pools() {
    return pooling != Pooling.NONE;
  }

  /// This, if `geometry` allows it.
  public Epilogue checkedFor(Geometry geometry) {
    if (pools() && (geometry.outHeight() % 2 != 0 || geometry.outWidth() % 2 != 0)) {
      throw new IllegalArgumentException(
          "pooling after a convolution needs an output of even height and width, given %d x %d"
              .formatted(geometry.outHeight(), geometry.outWidth()));
    }
    return this;
  }

  /// This, if a product can do it.
  public Epilogue checkedForProduct() {
    if (pools() || trace) {
      throw new IllegalArgumentException("a product neither pools nor traces, given " + this);
    }
    return this;
  }
}
