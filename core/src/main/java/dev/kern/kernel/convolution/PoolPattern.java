package dev.kern.kernel.convolution;

import dev.kern.kernel.Epilogue;
import dev.kern.kernel.codegen.ChannelVectors;
import dev.kern.kernel.codegen.Emitter;
import dev.kern.kernel.codegen.Emitter.Index;
import dev.kern.kernel.codegen.Emitter.Lanes;
import dev.kern.kernel.codegen.EpilogueEmitter;
import dev.kern.kernel.codegen.KernelPattern;

/// Activation and pooling of two rows of sums in memory.
///
/// ```
/// for j < n:                                     pooled pixels
///   y[j * outer] = finish(x[2j * outer], x[(2j+1) * outer], both also a row below)
/// ```
///
/// @param channels of this strip
/// @param outer channels of the tensor, of which this strip has some
/// @param row from a row of sums to the next
/// @param epilogue what is applied to the sums, which include the bias already
public record PoolPattern(int lanes, int channels, int outer, int row, Epilogue epilogue)
    implements KernelPattern {
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
    ChannelVectors strip = new ChannelVectors(e, lanes, channels);
    EpilogueEmitter finish = new EpilogueEmitter(e, strip, epilogue);
    e.loop(
        a.n(),
        j -> {
          Index x = e.at(a.xAt(), j, 2 * outer);
          Index y = e.at(a.yAt(), j, outer);
          Index t = e.at(a.tAt(), j, outer);
          EpilogueEmitter.StoreTarget to = new EpilogueEmitter.StoreTarget(a.y(), y, a.t(), t);
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
