package dev.kern.kernel.winograd;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.InputGradient;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Specialiser;

/// An [InputGradient] by [Winograd]'s algorithm: a convolution of the output's gradient with the
/// rotated filter.
public record WinogradInputGradient(WinogradConvolution sums) implements InputGradient {
  public static WinogradInputGradient of(Winograd form, Geometry g, Specialiser specialiser) {
    return new WinogradInputGradient(
        WinogradConvolution.of(form, g.backward(), true, Epilogue.none(), specialiser));
  }

  @Override
  public int packed() {
    return sums.packed();
  }

  @Override
  public int parts() {
    return sums.parts();
  }

  @Override
  public void pack(int from, int to, Buffer w, Buffer packed, Scratch scratch) {
    sums.pack(from, to, w, packed, scratch);
  }

  @Override
  public int scratch() {
    return sums.scratch();
  }

  @Override
  public void run(int from, int to, Buffer dy, Buffer packed, Buffer dx, Scratch scratch) {
    sums.run(from, to, dy, packed, Buffer.NONE, dx, dx, scratch);
  }
}
