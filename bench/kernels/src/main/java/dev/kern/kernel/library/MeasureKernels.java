package dev.kern.kernel.library;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Convolution;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.FilterGradient;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.InputGradient;
import dev.kern.kernel.Product;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.TargetMachine;
import dev.kern.kernel.Transpose;
import dev.kern.kernel.Unpool;
import dev.kern.math.Activation;
import dev.kern.math.Pooling;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Prints the share of the multiply-add peak that the loops of the notebook's networks reach.
///
/// Run on a quiet machine: `bench/run kernels [part of the cases' names] [windows]`
public final class MeasureKernels {
  private static final int SAMPLES = 16;

  private final VectorKernelLibrary loops;
  private final List<KernelBench.Case> cases = new ArrayList<>();

  private MeasureKernels(VectorKernelLibrary loops) {
    this.loops = loops;
  }

  /// Measures the cases whose names contain the first argument, all without one.
  public static void main(String[] arguments) {
    String words = arguments.length > 0 ? arguments[0] : "";
    int windows = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    Integer lanes = Integer.getInteger("lanes");
    VectorKernelLibrary loops =
        lanes == null
            ? Boolean.getBoolean("exact")
                ? VectorKernelLibrary.exact()
                : VectorKernelLibrary.preferred()
            : VectorKernelLibrary.of(new TargetMachine(lanes, Integer.getInteger("registers", 32)));
    MeasureKernels measure = new MeasureKernels(loops);
    measure.notebook();
    measure.larger();
    measure.grouped();
    List<KernelBench.Case> chosen =
        measure.cases.stream().filter(c -> c.name().contains(words)).toList();
    new KernelBench(loops)
        .measure(chosen, windows, 700)
        .forEach(
            r ->
                System.out.printf(
                    "%-34s %9.2f us %7.1f GFLOP/s %6.1f %%%n",
                    r.name(), r.nanos() / 1e3, r.gigaflops(), 100 * r.share()));
  }

  private void notebook() {
    layer("strided 1", same(28, 28, 1, 16, 5, 5, 2, 1), Pooling.NONE);
    layer("strided 2", same(14, 14, 16, 16, 5, 5, 2, 1), Pooling.NONE);
    layer("maxpool 1", same(28, 28, 1, 16, 5, 5, 1, 1), Pooling.MAX);
    layer("maxpool 2", same(14, 14, 16, 16, 5, 5, 1, 1), Pooling.MAX);
    layer("lenet 1", valid(28, 28, 1, 32, 5, 5, 1, 1), Pooling.AVERAGE);
    layer("lenet 2", valid(12, 12, 32, 32, 5, 5, 1, 1), Pooling.AVERAGE);
    dense(784, 64);
    dense(512, 64);
    dense(64, 64);
    dense(64, 10);
  }

  private void larger() {
    for (Transpose transpose : Transpose.values()) {
      int n = 1024;
      product(
          n + "^3 " + transpose,
          2.0 * n * n * n,
          loops.product(n, n, n, transpose, Epilogue.none()),
          n,
          noise(n * n),
          noise(n * n),
          noise(n),
          noise(n * n));
    }
    layer("3x3 64", same(32, 32, 64, 64, 3, 3, 1, 1), Pooling.NONE);
    layer("3x3 256", same(8, 8, 256, 256, 3, 3, 1, 1), Pooling.NONE);
    layer("1x1 64", same(16, 16, 64, 64, 1, 1, 1, 1), Pooling.NONE);
    layer("7x7 16", same(28, 28, 16, 16, 7, 7, 1, 1), Pooling.NONE);
    layer("11x11 16", same(28, 28, 16, 16, 11, 11, 1, 1), Pooling.NONE);
    layer("3x3 of 3", same(32, 32, 3, 32, 3, 3, 1, 1), Pooling.NONE);
  }

  private void grouped() {
    layer("depthwise 3x3 64", grouped(64, same(32, 32, 64, 64, 3, 3, 1, 1)), Pooling.NONE);
    layer("depthwise 3x3 s2", grouped(64, same(32, 32, 64, 64, 3, 3, 2, 1)), Pooling.NONE);
    layer("depthwise 5x5 32", grouped(32, same(14, 14, 32, 32, 5, 5, 1, 1)), Pooling.NONE);
    layer("3x3 64, 4 groups", grouped(4, same(32, 32, 64, 64, 3, 3, 1, 1)), Pooling.NONE);
  }

  private void layer(String name, Geometry g, Pooling pooling) {
    int samples = g.filterSize() > 100_000 ? 4 : SAMPLES;
    Buffer x = noise(samples * g.inSize());
    Buffer w = noise(g.filterSize());
    Buffer b = noise(g.outChannels());
    Buffer y = noise(samples * g.outSize());
    Buffer trace = noise(samples * g.outSize());
    Buffer dx = noise(samples * g.inSize());
    Buffer dw = noise(g.filterSize());
    double flops = 2.0 * samples * g.outHeight() * g.outWidth() * g.filterSize();
    Convolution forward = loops.convolution(g, new Epilogue(true, Activation.RELU, pooling, true));
    Scratch scratch = new Scratch(forward.scratch());
    Buffer filter = forward.packed() == 0 ? w : Buffer.of(new float[forward.packed()]);
    forward.pack(0, forward.parts(), w, filter, scratch);
    cases.add(
        new KernelBench.Case(
            name + " forward",
            flops,
            () -> forward.run(0, samples, x, filter, b, y, trace, scratch)));
    Buffer dy = noise(samples * g.outSize());
    InputGradient byInput = loops.inputGradient(g);
    Buffer packed = Buffer.of(new float[byInput.packed()]);
    Scratch inScratch = new Scratch(byInput.scratch());
    byInput.pack(0, byInput.parts(), w, packed, inScratch);
    cases.add(
        new KernelBench.Case(
            name + " by input", flops, () -> byInput.run(0, samples, dy, packed, dx, inScratch)));
    FilterGradient byFilter = loops.filterGradient(g);
    Scratch filterScratch = new Scratch(byFilter.scratch());
    cases.add(
        new KernelBench.Case(
            name + " by filter", flops, () -> byFilter.run(0, samples, x, dy, dw, filterScratch)));
    unpool(name, g, pooling, samples);
    cases.add(
        new KernelBench.Case(
            name + " pack",
            g.filterSize(),
            () -> byInput.pack(0, byInput.parts(), w, packed, inScratch)));
  }

  private void unpool(String name, Geometry g, Pooling pooling, int samples) {
    Unpool unpool = loops.unpool(g.outHeight(), g.outWidth(), g.outChannels(), pooling);
    Buffer dy = noise(samples * g.outSize());
    Buffer trace = noise(samples * g.outSize());
    Buffer dx = noise(samples * g.outSize());
    for (int e = 0; e < trace.size(); e++) {
      trace.set(
          e, pooling == Pooling.AVERAGE ? e * 7 % 16 : pooling == Pooling.MAX ? 1 << e % 4 : 1);
    }
    cases.add(
        new KernelBench.Case(
            name + " unpool", dx.size(), () -> unpool.run(0, samples, dy, trace, dx)));
  }

  private void dense(int inputs, int outputs) {
    String name = inputs + "x" + outputs;
    Buffer x = noise(SAMPLES * inputs);
    Buffer w = noise(inputs * outputs);
    Buffer b = noise(outputs);
    Buffer y = noise(SAMPLES * outputs);
    double flops = 2.0 * SAMPLES * inputs * outputs;
    product(
        name + " forward",
        flops,
        loops.product(SAMPLES, inputs, outputs, Transpose.NONE, Epilogue.biased(Activation.RELU)),
        SAMPLES,
        x,
        w,
        b,
        y);
    product(
        name + " by weights",
        flops,
        loops.product(inputs, SAMPLES, outputs, Transpose.LEFT, Epilogue.none()),
        inputs,
        noise(SAMPLES * inputs),
        y,
        b,
        noise(inputs * outputs));
    product(
        name + " by input",
        flops,
        loops.product(SAMPLES, outputs, inputs, Transpose.RIGHT, Epilogue.none()),
        inputs,
        y,
        w,
        b,
        noise(SAMPLES * inputs));
  }

  private void product(
      String name,
      double flops,
      Product product,
      int end,
      Buffer a,
      Buffer b,
      Buffer bias,
      Buffer c) {
    Scratch scratch = new Scratch(product.scratch());
    Buffer right = product.packed() == 0 ? b : Buffer.of(new float[product.packed()]);
    cases.add(
        new KernelBench.Case(
            name,
            flops,
            () -> {
              product.pack(0, product.parts(), b, right, scratch);
              product.run(0, end, a, right, bias, c, scratch);
            }));
  }

  private static Buffer noise(int n) {
    float[] a = new float[n];
    Random random = new Random(7);
    for (int e = 0; e < n; e++) {
      a[e] = (float) random.nextGaussian();
    }
    return Buffer.of(a);
  }

  private static Geometry same(
      int height, int width, int c, int f, int rows, int columns, int stride, int dilation) {
    int outHeight = Math.ceilDiv(height, stride);
    int outWidth = Math.ceilDiv(width, stride);
    int missingRows = (outHeight - 1) * stride + (rows - 1) * dilation + 1 - height;
    int missingColumns = (outWidth - 1) * stride + (columns - 1) * dilation + 1 - width;
    return new Geometry(
        height,
        width,
        c,
        outHeight,
        outWidth,
        f,
        rows,
        columns,
        stride,
        dilation,
        Math.max(0, missingRows) / 2,
        Math.max(0, missingColumns) / 2,
        1);
  }

  private static Geometry valid(
      int height, int width, int c, int f, int rows, int columns, int stride, int dilation) {
    int outHeight = (height - (rows - 1) * dilation - 1) / stride + 1;
    int outWidth = (width - (columns - 1) * dilation - 1) / stride + 1;
    return new Geometry(
        height, width, c, outHeight, outWidth, f, rows, columns, stride, dilation, 0, 0, 1);
  }

  private static Geometry grouped(int groups, Geometry g) {
    return new Geometry(
        g.inHeight(),
        g.inWidth(),
        g.inChannels(),
        g.outHeight(),
        g.outWidth(),
        g.outChannels(),
        g.kernelHeight(),
        g.kernelWidth(),
        g.stride(),
        g.dilation(),
        g.padTop(),
        g.padLeft(),
        groups);
  }
}
