package dev.kern.kernel.codegen;

import dev.kern.kernel.Epilogue;
import dev.kern.kernel.codegen.Emitter.Array;
import dev.kern.kernel.codegen.Emitter.Index;
import dev.kern.kernel.codegen.Emitter.Lanes;
import dev.kern.kernel.codegen.Emitter.Mask;
import dev.kern.math.Activation;
import dev.kern.math.Pooling;
import java.util.function.Supplier;

/// Emits the epilogue of a kernel: residual, activation, pooling, trace and store.
///
/// Activations of more than a few operations would make straight-line code over all sums too long.
/// The sums are then stored as they are, and [#rest] activates them in a loop, while they are in
/// the L1 cache.
///
/// Comparisons are chosen so that NaN passes through: a gate closes only where a sum is known to be
/// at most 0, which doesn't hold for NaN.
public final class EpilogueEmitter {
  private final Emitter e;
  private final ChannelVectors strip;
  private final Epilogue epilogue;
  private final boolean gated;
  private final boolean later;
  private final ActivationEmitter activation;
  private final Lanes zero;
  private final Lanes[] bits = new Lanes[4];

  /// Loads the constants that the epilogue needs.
  public EpilogueEmitter(Emitter e, ChannelVectors strip, Epilogue epilogue) {
    this.e = e;
    this.strip = strip;
    this.epilogue = epilogue;
    this.gated = epilogue.activation() == Activation.RELU;
    this.later = epilogue.activation().isLong();
    this.activation = new ActivationEmitter(e, epilogue.activation());
    this.zero = e.splat(0f);
    for (int k = 0; k < bits.length && epilogue.trace(); k++) {
      bits[k] = e.splat((float) (1 << k));
    }
  }

  /// Where a pixel is stored: its offset in the result and in the trace or residual, which is the
  /// same.
  public record StoreTarget(Array y, Index yAt, Array t, Index tAt) {
    public static StoreTarget of(KernelPattern.Arguments a) {
      return new StoreTarget(a.y(), a.yAt(), a.t(), a.tAt());
    }
  }

  /// Finishes a pixel: vector `i` of the strip that begins at `offset`.
  public void pixel(Lanes sums, StoreTarget to, int offset, int i) {
    Lanes sum = epilogue.residual() ? e.add(sums, strip.load(to.t, to.tAt, offset, i)) : sums;
    if (!gated) {
      store(later ? sum : activation.value(sum), to, offset, i);
      trace(() -> bits[0], to, offset, i);
      return;
    }
    Mask dead = e.notAbove(sum, zero);
    store(e.blend(sum, zero, dead), to, offset, i);
    trace(() -> e.blend(bits[0], zero, dead), to, offset, i);
  }

  /// Activates pixels that [#pixel] has only stored, if that is so: `rows` rows of `columns`, which
  /// begin every `row` and every `column` floats.
  public void rest(StoreTarget to, int rows, int row, int columns, int column) {
    if (!later) {
      return;
    }
    e.loop(
        rows,
        r -> {
          Index first = e.at(to.yAt, r, row);
          e.loop(
              columns,
              j -> {
                Index at = e.at(first, j, column);
                ActivationEmitter function = new ActivationEmitter(e, epilogue.activation());
                // All are loaded before one is stored, since vectors may overlap.
                Lanes[] sums = strip.load(to.y, at, 0);
                for (int i = 0; i < sums.length; i++) {
                  strip.store(function.value(sums[i]), to.y, at, 0, i);
                }
              });
        });
  }

  /// Finishes the 2 × 2 pixels `p`, in the order of their bits, pooled into one.
  public void pool(Lanes[] p, StoreTarget to, int offset, int i) {
    if (epilogue.pooling() == Pooling.MAX) {
      poolMax(p, to, offset, i);
    } else {
      poolAverage(p, to, offset, i);
    }
  }

  private void poolMax(Lanes[] p, StoreTarget to, int offset, int i) {
    Mask second = e.greater(p[1], p[0]);
    Mask fourth = e.greater(p[3], p[2]);
    Lanes upper = e.blend(p[0], p[1], second);
    Lanes lower = e.blend(p[2], p[3], fourth);
    Mask below = e.greater(lower, upper);
    Lanes largest = e.blend(upper, lower, below);
    Mask dead = e.notAbove(largest, zero);
    store(gated ? e.blend(largest, zero, dead) : largest, to, offset, i);
    trace(
        () -> {
          Lanes upperBit = e.blend(bits[0], bits[1], second);
          Lanes lowerBit = e.blend(bits[2], bits[3], fourth);
          Lanes bit = e.blend(upperBit, lowerBit, below);
          return gated ? e.blend(bit, zero, dead) : bit;
        },
        to,
        offset,
        i);
  }

  private void poolAverage(Lanes[] p, StoreTarget to, int offset, int i) {
    Mask[] dead = new Mask[4];
    Lanes[] value = p.clone();
    for (int k = 0; k < 4 && gated; k++) {
      dead[k] = e.notAbove(p[k], zero);
      value[k] = e.blend(p[k], zero, dead[k]);
    }
    store(e.multiply(sum(value), e.splat(0.25f)), to, offset, i);
    trace(
        () -> {
          Lanes[] bit = bits.clone();
          for (int k = 0; k < 4 && gated; k++) {
            bit[k] = e.blend(bits[k], zero, dead[k]);
          }
          return sum(bit);
        },
        to,
        offset,
        i);
  }

  private Lanes sum(Lanes[] four) {
    return e.add(e.add(four[0], four[1]), e.add(four[2], four[3]));
  }

  private void store(Lanes y, StoreTarget to, int offset, int i) {
    strip.store(y, to.y, to.yAt, offset, i);
  }

  private void trace(Supplier<Lanes> trace, StoreTarget to, int offset, int i) {
    if (epilogue.trace()) {
      strip.store(trace.get(), to.t, to.tAt, offset, i);
    }
  }
}
