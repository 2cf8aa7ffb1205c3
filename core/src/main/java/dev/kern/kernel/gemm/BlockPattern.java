package dev.kern.kernel.gemm;

import dev.kern.kernel.Epilogue;
import dev.kern.kernel.codegen.ChannelVectors;
import dev.kern.kernel.codegen.Emitter;
import dev.kern.kernel.codegen.Emitter.Index;
import dev.kern.kernel.codegen.Emitter.Lanes;
import dev.kern.kernel.codegen.EpilogueEmitter;
import dev.kern.kernel.codegen.KernelPattern;
import dev.kern.kernel.codegen.RegisterBlocking;

/// A register block of a matrix product: a few rows times a few vectors of columns, with all sums
/// in registers.
///
/// ```
/// sum[o] = b, or y[o * yPixel] if onto           for each row o
/// for u < n: for c < inner: for v < window:      all that is summed over, as in `RowPattern`
///   sum[o] += x[u * xStep + v * xTap + c + o * xPixel]
///           * w[u * wStep + v * wTap + c * outer]
/// y[o * yPixel] = finish(sum[o])
/// ```
///
/// A plain product sums over `u` only. A convolution whose window is too large for `RowPattern`, or
/// that runs on a machine with few registers, uses the same block with pixels as rows, over an
/// image that includes its padding.
///
/// @param rows of the block
/// @param channels columns of the block
/// @param window extent of the third sum
/// @param inner extent of the second sum
/// @param outer from a row of w to the next
/// @param wChannels floats of a row of w that are read: the columns of the block, or whole vectors
///   of which the last one repeats some of them
/// @param xPixel from a row's x to the next one's
/// @param yPixel from a row's y to the next one's
/// @param xTap step of x along the window
/// @param wTap step of w along the window
/// @param xStep step of x along `u`
/// @param wStep step of w along `u`
/// @param epilogue what happens to the sums
/// @param onto whether the sums are added to `y`
public record BlockPattern(
    int lanes,
    int rows,
    int channels,
    int window,
    int inner,
    int outer,
    int wChannels,
    int xPixel,
    int yPixel,
    int xTap,
    int wTap,
    int xStep,
    int wStep,
    Epilogue epilogue,
    boolean onto)
    implements KernelPattern {

  /// This block with its sums added to `y`.
  public BlockPattern adding() {
    return new BlockPattern(
        lanes, rows, channels, window, inner, outer, wChannels, xPixel, yPixel, xTap, wTap, xStep,
        wStep, epilogue, true);
  }

  /// The block of a plain product.
  ///
  /// @param aRow from a row of the left matrix to the next
  /// @param aInner from an element of such a row to the next
  /// @param bRow from a row of the right matrix to the next
  /// @param cRow from a row of the result to the next
  public static BlockPattern product(
      int lanes,
      int rows,
      int channels,
      int aRow,
      int aInner,
      int bRow,
      int cRow,
      Epilogue epilogue) {
    return new BlockPattern(
        lanes, rows, channels, 1, 1, bRow, channels, aRow, cRow, 0, 0, aInner, bRow, epilogue,
        false);
  }

  @Override
  public String label() {
    return "Block%dx%d".formatted(rows, channels);
  }

  @Override
  public int reach(int n) {
    int x = window * Math.abs(xTap) + inner + rows * xPixel + n * Math.abs(xStep);
    int w = window * Math.abs(wTap) + inner * outer + n * Math.abs(wStep);
    return Math.max(Math.max(x, w), rows * yPixel) + channels + 2 * lanes;
  }

  @Override
  public int tiny() {
    return window * inner == 1 ? 32 : 2;
  }

  @Override
  public void write(Emitter e, Arguments a) {
    ChannelVectors strip = new ChannelVectors(e, lanes, channels);
    Lanes[][] sum = onto ? loaded(strip, a) : begun(e, strip, a);
    e.loop(
        a.n(),
        u -> {
          Index x = e.at(a.xAt(), u, xStep);
          Index w = e.at(a.wAt(), u, wStep);
          e.loop(inner, c -> window(e, a, strip, sum, e.at(x, c, 1), e.at(w, c, outer)));
        });
    EpilogueEmitter finish = new EpilogueEmitter(e, strip, epilogue);
    EpilogueEmitter.StoreTarget to = EpilogueEmitter.StoreTarget.of(a);
    for (int o = 0; o < rows; o++) {
      for (int i = 0; i < strip.count(); i++) {
        finish.pixel(sum[o][i], to, o * yPixel, i);
      }
    }
    finish.rest(to, 1, 0, rows, yPixel);
  }

  private Lanes[][] begun(Emitter e, ChannelVectors strip, Arguments a) {
    Lanes[][] sum = new Lanes[rows][strip.count()];
    for (int i = 0; i < strip.count(); i++) {
      Lanes b = epilogue.bias() ? strip.load(a.b(), a.bAt(), 0, i) : e.splat(0f);
      for (int o = 0; o < rows; o++) {
        sum[o][i] = e.copy(b);
      }
    }
    return sum;
  }

  private Lanes[][] loaded(ChannelVectors strip, Arguments a) {
    Lanes[][] sum = new Lanes[rows][];
    for (int o = 0; o < rows; o++) {
      sum[o] = strip.load(a.y(), a.yAt(), o * yPixel);
    }
    return sum;
  }

  /// All columns of the window.
  private void window(
      Emitter e, Arguments a, ChannelVectors strip, Lanes[][] sum, Index x, Index w) {
    if (RegisterBlocking.isUnrolled(inner, window, rows * strip.count())) {
      for (int v = 0; v < window; v++) {
        pass(e, a, strip, sum, x, v * xTap, w, v * wTap);
      }
    } else {
      e.loop(window, v -> pass(e, a, strip, sum, e.at(x, v, xTap), 0, e.at(w, v, wTap), 0));
    }
  }

  private void pass(
      Emitter e,
      Arguments a,
      ChannelVectors strip,
      Lanes[][] sum,
      Index x,
      int xOffset,
      Index w,
      int wOffset) {
    Lanes[] filter = new ChannelVectors(e, lanes, wChannels).load(a.w(), w, wOffset);
    for (int o = 0; o < rows; o++) {
      Lanes pixel = e.splat(a.x(), x, xOffset + o * xPixel);
      for (int i = 0; i < strip.count(); i++) {
        e.fma(sum[o][i], pixel, filter[i]);
      }
    }
  }
}
