package dev.kern.kernel;

import dev.kern.kernel.Emitter.Index;
import dev.kern.kernel.Emitter.Lanes;

/// Activation and pooling of two rows of sums that lie in memory.
///
/// ```
/// for j < n:                                     pooled pixels
///   y[j * outer] = finish(x[2j * outer], x[(2j+1) * outer], both also a row below)
/// ```
///
/// @param channels of this strip
/// @param outer channels of the tensor, of which this strip has some
/// @param row from a row of sums to the next
/// @param epilogue what happens to the sums; their bias is in already
record PoolPattern(int lanes, int channels, int outer, int row, Epilogue epilogue)
    implements Pattern {
  @Override
  public String label() {
    return "Pool" + channels;
  }

  @Override
  public int reach(int n) {
    return row + 2 * n * outer + 2 * lanes;
  }

  @Override
  public int tiny() {
    return 8;
  }

  @Override
  public void write(Emitter e, Arguments a) {
    Strip strip = new Strip(e, lanes, channels);
    Finish finish = new Finish(e, strip, epilogue);
    e.loop(
        a.n(),
        j -> {
          Index x = e.at(a.xAt(), j, 2 * outer);
          Index y = e.at(a.yAt(), j, outer);
          Index t = e.at(a.tAt(), j, outer);
          Finish.Target to = new Finish.Target(a.y(), y, a.t(), t);
          for (int i = 0; i < strip.count(); i++) {
            Lanes[] square = {
              strip.load(a.x(), x, 0, i),
              strip.load(a.x(), x, outer, i),
              strip.load(a.x(), x, row, i),
              strip.load(a.x(), x, row + outer, i)
            };
            finish.pool(square, to, 0, i);
          }
        });
  }
}
