package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.InputGradient;
import dev.kern.kernel.Interval;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.VectorElementwiseKernels;
import dev.kern.kernel.vector.VectorTranspose;
import java.util.ArrayList;
import java.util.List;

/// An [InputGradient] as products of pixels of `dy` and transposed filters, which are packed in
/// strips of input channels.
///
/// With a stride, pixels of the image that are a stride apart meet the same window positions: they
/// are a phase, and a phase is one product. What its pixels meet of `dy` is copied next to each
/// other first, and the products are copied to their pixels.
///
/// @param phases by row and column of the image
/// @param samples how many samples are computed at a time
public record ProductInputGradient(Geometry geometry, List<Phase> phases, int samples)
    implements InputGradient {
  /// Floats that are copied at a time.
  private static final int COPIED = 1 << 16;

  /// Below so many multiply-adds per pixel and window position, copies cost too much.
  private static final int WORTH_COPIES = 1 << 12;

  /// A window position that a phase meets.
  ///
  /// @param i the row of `dy` that the phase's first row meets there
  /// @param j the column of `dy` that its first column meets there
  record Position(int u, int v, int i, int j) {}

  /// A phase.
  ///
  /// @param row its first row of the image
  /// @param column its first column of the image
  /// @param packed where its filters begin in the packed ones
  /// @param products a convolution with a window of one pixel, over the `dy` of all positions
  record Phase(
      int row, int column, List<Position> positions, int packed, PointwiseConvolution products) {}

  /// Whether a convolution's gradient is computed best like this, on any machine: its channels fill
  /// the longest vectors.
  public static boolean suits(Geometry g) {
    return g.groups() == 1
        && g.inChannels() >= 16
        && (g.isPixelByPixel()
            || (g.stride() > 1
                && g.dilation() == 1
                && g.inChannels() * g.outChannels() >= WORTH_COPIES));
  }

  public static ProductInputGradient of(Geometry g, Specialiser specialiser) {
    List<Phase> phases = new ArrayList<>();
    int packed = 0;
    int most = 1;
    for (int row = 0; row < Math.min(g.stride(), g.inHeight()); row++) {
      for (int column = 0; column < Math.min(g.stride(), g.inWidth()); column++) {
        List<Position> positions = positions(g, row, column);
        if (positions.isEmpty()) {
          continue;
        }
        int height = Math.ceilDiv(g.inHeight() - row, g.stride());
        int width = Math.ceilDiv(g.inWidth() - column, g.stride());
        int channels = positions.size() * g.outChannels();
        Geometry dense =
            new Geometry(
                height, width, channels, height, width, g.inChannels(), 1, 1, 1, 1, 0, 0, 1);
        PointwiseConvolution products =
            PointwiseConvolution.of(dense, Epilogue.none(), specialiser);
        phases.add(new Phase(row, column, positions, packed, products));
        packed += products.packed();
        most = Math.max(most, dense.inSize());
      }
    }
    return new ProductInputGradient(g, List.copyOf(phases), Math.max(1, COPIED / most));
  }

  private static List<Position> positions(Geometry g, int row, int column) {
    List<Position> positions = new ArrayList<>();
    for (int u = 0; u < g.kernelHeight(); u++) {
      for (int v = 0; v < g.kernelWidth(); v++) {
        int i = row + g.padTop() - u;
        int j = column + g.padLeft() - v;
        if (Math.floorMod(i, g.stride()) == 0 && Math.floorMod(j, g.stride()) == 0) {
          positions.add(
              new Position(u, v, Math.floorDiv(i, g.stride()), Math.floorDiv(j, g.stride())));
        }
      }
    }
    return List.copyOf(positions);
  }

  @Override
  public int packed() {
    Phase last = phases.getLast();
    return last.packed + last.products.packed();
  }

  @Override
  public int parts() {
    int parts = 0;
    for (int k = 0; k < phases.size(); k++) {
      parts += phases.get(k).products.parts();
    }
    return parts;
  }

  /// A part is a strip of a phase.
  @Override
  public void pack(int from, int to, Buffer w, Buffer packed, Scratch scratch) {
    int first = 0;
    for (int k = 0; k < phases.size(); k++) {
      Phase phase = phases.get(k);
      int parts = phase.products.parts();
      for (int s = Math.max(0, from - first); s < Math.min(parts, to - first); s++) {
        pack(phase, phase.products.filter().strips().get(s), w, packed);
      }
      first += parts;
    }
  }

  private void pack(Phase phase, Interval strip, Buffer w, Buffer packed) {
    FilterStrips filter = phase.products.filter();
    int lanes = filter.lanes();
    int whole = strip.size() / lanes * lanes;
    int width = filter.width(strip);
    int at = phase.packed + filter.at(strip);
    for (int k = 0; k < phase.positions.size(); k++) {
      Position position = phase.positions.get(k);
      int tap = geometry.tapAt(position.u, position.v);
      transpose(whole, w, tap, strip.from(), packed, at, width);
      if (whole < strip.size()) {
        transpose(lanes, w, tap, strip.to() - lanes, packed, at + whole, width);
      }
      at += geometry.outChannels() * width;
    }
  }

  /// Writes so many rows of a position's filter, from `row` on, as columns.
  private void transpose(int rows, Buffer w, int tap, int row, Buffer packed, int at, int pitch) {
    int f = geometry.outChannels();
    VectorTranspose.run(rows, f, w, tap + row * f, f, packed, at, pitch);
  }

  @Override
  public int scratch() {
    return geometry.isPixelByPixel() ? 0 : gathered() + products();
  }

  private int gathered() {
    int most = 0;
    for (int k = 0; k < phases.size(); k++) {
      most = Math.max(most, phases.get(k).products.geometry().inSize());
    }
    return samples * most;
  }

  private int products() {
    int most = 0;
    for (int k = 0; k < phases.size(); k++) {
      most = Math.max(most, phases.get(k).products.geometry().outSize());
    }
    return samples * most;
  }

  @Override
  public void run(int from, int to, Buffer dy, Buffer packed, Buffer dx, Scratch scratch) {
    if (geometry.isPixelByPixel()) {
      phases.getFirst().products.run(from, to, dy, packed, Buffer.NONE, dx, dx, scratch);
      return;
    }
    int mark = scratch.mark();
    Buffer gathered = scratch.take(gathered());
    Buffer products = scratch.take(products());
    Scratch.View filters = scratch.view();
    if (phases.size() < geometry.stride() * geometry.stride()) {
      dx.fill(from * geometry.inSize(), to * geometry.inSize(), 0);
    }
    for (int first = from; first < to; first += samples) {
      int count = Math.min(samples, to - first);
      for (int k = 0; k < phases.size(); k++) {
        Phase phase = phases.get(k);
        for (int n = 0; n < count; n++) {
          gather(phase, dy, first + n, gathered, n);
        }
        filters.over(packed, phase.packed);
        phase.products.run(0, count, gathered, filters, Buffer.NONE, products, products, scratch);
        for (int n = 0; n < count; n++) {
          scatter(phase, products, n, dx, first + n);
        }
      }
    }
    scratch.release(mark);
  }

  /// Copies what the pixels of a phase meet of `dy`, zeros where that is outside.
  private void gather(Phase phase, Buffer dy, int sample, Buffer to, int place) {
    Geometry g = geometry;
    Geometry dense = phase.products.geometry();
    int f = g.outChannels();
    int pitch = dense.inChannels();
    for (int k = 0; k < phase.positions.size(); k++) {
      Position position = phase.positions.get(k);
      int first = Math.min(dense.inWidth(), Math.max(0, -position.j));
      int end = Math.max(first, Math.min(dense.inWidth(), g.outWidth() - position.j));
      for (int row = 0; row < dense.inHeight(); row++) {
        int into = place * dense.inSize() + row * dense.inRow() + k * f;
        int i = position.i + row;
        int begin = i >= 0 && i < g.outHeight() ? first : end;
        zeros(to, into, 0, begin, pitch);
        zeros(to, into, end, dense.inWidth(), pitch);
        if (begin < end) {
          int from = sample * g.outSize() + i * g.outRow() + (position.j + begin) * f;
          VectorElementwiseKernels.LOOPS.copy(
              end - begin, f, dy, from, f, to, into + begin * pitch, pitch);
        }
      }
    }
  }

  private void zeros(Buffer to, int row, int from, int end, int pitch) {
    for (int j = from; j < end; j++) {
      to.fill(row + j * pitch, row + j * pitch + geometry.outChannels(), 0);
    }
  }

  /// Copies the products of a phase to its pixels.
  private void scatter(Phase phase, Buffer products, int place, Buffer dx, int sample) {
    Geometry g = geometry;
    Geometry dense = phase.products.geometry();
    int c = g.inChannels();
    for (int row = 0; row < dense.outHeight(); row++) {
      int from = place * dense.outSize() + row * dense.outRow();
      int h = phase.row + row * g.stride();
      int into = sample * g.inSize() + h * g.inRow() + phase.column * c;
      VectorElementwiseKernels.LOOPS.copy(
          dense.outWidth(), c, products, from, c, dx, into, g.stride() * c);
    }
  }
}
