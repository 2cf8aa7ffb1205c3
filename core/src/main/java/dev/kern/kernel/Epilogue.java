package dev.kern.kernel;

import dev.kern.math.Activation;
import dev.kern.math.Pooling;

/// What a convolution or product applies to its sums before it stores them.
///
/// The gradient needs a trace to go back through activation and pooling: a number from 0 to 15 per
/// stored element, with a bit for each pixel of the 2 × 2 square that the gradient flows to: 1 for
/// the first pixel, 2 for the one to its right, 4 and 8 for those below. Max pooling sets the bit
/// of the first largest pixel, average pooling sets all bits; a bit is set only where the
/// activation's slope is 1. Without pooling, bit 1 says whether the slope is 1.
///
/// A residual is a tensor of the result's shape that is added before the activation. It takes the
/// place of the trace among a loop's buffers, so there can't be both.
///
/// @param bias whether a bias per output channel is added first
/// @param residual whether a residual is added then
/// @param activation applied after the bias
/// @param pooling applied after the activation; needs an output of even height and width
/// @param trace whether the trace is stored too; the activation must then be a gate
public record Epilogue(
    boolean bias, boolean residual, Activation activation, Pooling pooling, boolean trace) {

  /// Fails with [IllegalArgumentException] if there is a trace and the activation isn't a gate, or
  /// if there is a residual together with pooling or a trace.
  public Epilogue {
    if (residual && (trace || pooling != Pooling.NONE)) {
      throw new IllegalArgumentException(
          "a residual can't be combined with pooling or a trace, given pooling %s, trace %s"
              .formatted(pooling, trace));
    }
    if (trace && !activation.isGate()) {
      throw new IllegalArgumentException(
          "a trace holds one bit per pixel, so the activation's slope must be 0 or 1, given "
              + activation.symbol());
    }
  }

  /// An epilogue without residual.
  public Epilogue(boolean bias, Activation activation, Pooling pooling, boolean trace) {
    this(bias, false, activation, pooling, trace);
  }

  /// Stores the sums as they are.
  public static Epilogue none() {
    return new Epilogue(false, Activation.IDENTITY, Pooling.NONE, false);
  }

  /// Adds a bias, then activates.
  public static Epilogue biased(Activation activation) {
    return new Epilogue(true, activation, Pooling.NONE, false);
  }

  /// Adds a bias and a residual, then activates.
  public static Epilogue residual(Activation activation) {
    return new Epilogue(true, true, activation, Pooling.NONE, false);
  }

  /// This epilogue with the identity as its activation.
  public Epilogue withoutActivation() {
    return new Epilogue(bias, residual, Activation.IDENTITY, pooling, trace);
  }

  /// Whether it pools.
  public boolean pools() {
    return pooling != Pooling.NONE;
  }

  /// This epilogue; fails if `geometry` doesn't allow it.
  public Epilogue checkedFor(Geometry geometry) {
    if (pools() && (geometry.outHeight() % 2 != 0 || geometry.outWidth() % 2 != 0)) {
      throw new IllegalArgumentException(
          "pooling after a convolution needs an output of even height and width, given %d x %d"
              .formatted(geometry.outHeight(), geometry.outWidth()));
    }
    return this;
  }

  /// This epilogue; fails if a product doesn't support it.
  public Epilogue checkedForProduct() {
    if (pools() || trace || residual) {
      throw new IllegalArgumentException(
          "a product neither pools nor traces nor adds a residual, given " + this);
    }
    return this;
  }
}
