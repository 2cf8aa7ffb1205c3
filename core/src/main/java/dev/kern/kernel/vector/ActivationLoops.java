package dev.kern.kernel.vector;

import static dev.kern.kernel.vector.VectorMath.LANES;
import static dev.kern.kernel.vector.VectorMath.endOfVectors;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.TargetMachine;
import dev.kern.kernel.codegen.ActivationPattern;
import dev.kern.kernel.codegen.Kernel;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.math.Activation;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The loops of activations and their gradients: a kernel for each, generated when it is first
/// used.
///
/// In one loop for all activations, the exponentials of those that a program uses are soon more
/// than the just-in-time compiler inlines, and each vector is an object.
final class ActivationLoops {
  private static final int REGISTERS = 32;
  private static final Specialiser SPECIALISER =
      new Specialiser(new TargetMachine(LANES, REGISTERS));
  private static final Map<Activation, Kernel> VALUES = new ConcurrentHashMap<>();
  private static final Map<Activation, Kernel> GRADIENTS = new ConcurrentHashMap<>();

  /// Two vectors of each thread, for what doesn't fill one.
  private static final ThreadLocal<Buffer> REST =
      ThreadLocal.withInitial(() -> Buffer.of(new float[2 * LANES]));

  private ActivationLoops() {}

  /// `y[e] = f(x[e])`; `y` may be `x`.
  static void values(int from, int to, Activation f, Buffer x, Buffer y) {
    Kernel kernel = kernel(f, false);
    int end = endOfVectors(from, to);
    run(kernel, end - from, x, from, x, from, y, from);
    if (end < to) {
      Buffer rest = REST.get();
      copy(x, end, rest, 0, to - end);
      run(kernel, LANES, rest, 0, rest, 0, rest, 0);
      copy(rest, 0, y, end, to - end);
    }
  }

  /// `dx[e] = dy[e] * slope(saved[e])`; `dx` may be one of the others.
  static void gradients(int from, int to, Activation f, Buffer saved, Buffer dy, Buffer dx) {
    Kernel kernel = kernel(f, true);
    int end = endOfVectors(from, to);
    run(kernel, end - from, saved, from, dy, from, dx, from);
    if (end < to) {
      Buffer rest = REST.get();
      copy(saved, end, rest, 0, to - end);
      copy(dy, end, rest, LANES, to - end);
      run(kernel, LANES, rest, 0, rest, LANES, rest, 0);
      copy(rest, 0, dx, end, to - end);
    }
  }

  private static Kernel kernel(Activation f, boolean gradient) {
    Kernel known = (gradient ? GRADIENTS : VALUES).get(f);
    return known == null ? prepare(f, gradient) : known;
  }

  /// The kernel of an activation or its gradient, generated if there is none.
  static Kernel prepare(Activation f, boolean gradient) {
    Kernel kernel = SPECIALISER.kernel(new ActivationPattern(LANES, f, gradient));
    (gradient ? GRADIENTS : VALUES).put(f, kernel);
    return kernel;
  }

  static void warm(long limitMillis) {
    SPECIALISER.warm(limitMillis);
  }

  private static void run(
      Kernel kernel, int count, Buffer x, int xAt, Buffer w, int wAt, Buffer y, int yAt) {
    Kernel.run(kernel, count / LANES, x, xAt, w, wAt, y, yAt);
  }

  private static void copy(Buffer from, int at, Buffer to, int toAt, int count) {
    System.arraycopy(from.array(), from.at() + at, to.array(), to.at() + toAt, count);
  }
}
