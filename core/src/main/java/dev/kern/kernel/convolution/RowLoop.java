package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.codegen.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/// The rows of a convolution or of its input gradient: the kernels that compute a row, and the rows
/// of image and filter that each row of the result reads.
///
/// @param strips for each strip of channels, the pieces of a row from left to right
/// @param lines for each row of the result, what it reads
record RowLoop(List<List<Piece>> strips, List<Line> lines) {
  /// A piece of a row.
  ///
  /// @param kernel computes it
  /// @param x where its input begins in a row
  /// @param w where its part of the filter begins
  /// @param wRow from a window row of the filter to the next
  /// @param y where its output begins in a row
  /// @param b where its bias begins
  record Piece(Kernel kernel, int x, int w, int wRow, int y, int b) {}

  /// The window rows that a row of the result reads.
  ///
  /// @param n how many there are, without those that would read padding
  /// @param x where the first one's input row begins in its image
  /// @param u the first one
  record Line(int n, int x, int u) {}

  /// The rows of some lines, all of whose strips are divided into the same columns.
  ///
  /// @param columns what the pieces of a row compute, from left to right
  /// @param piece the piece of a strip that computes some columns
  static <C> RowLoop of(
      List<Interval> strips,
      List<C> columns,
      List<Line> lines,
      BiFunction<Interval, C, Piece> piece) {
    return new RowLoop(
        strips.stream()
            .map(strip -> columns.stream().map(column -> piece.apply(strip, column)).toList())
            .toList(),
        lines);
  }

  /// Computes row `i` of a strip, which begins at element `row` of `y` and `t`.
  void run(int strip, int i, Buffer x, Buffer w, Buffer y, int row, Buffer b, Buffer t) {
    Line line = lines.get(i);
    List<Piece> pieces = strips.get(strip);
    for (int k = 0; k < pieces.size(); k++) {
      Piece p = pieces.get(k);
      int at = row + p.y;
      int window = line.u * p.wRow + p.w;
      Kernel.run(p.kernel, line.n, x, line.x + p.x, w, window, y, at, b, p.b, t, at);
    }
  }

  /// The lines of a convolution's rows; only every `step`-th if several rows are computed at once.
  static List<Line> forwardLines(Geometry g, int step) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < g.outHeight(); i += step) {
      int from = 0;
      while (from < g.kernelHeight() && g.rowOf(i, from) < 0) {
        from++;
      }
      int to = from;
      while (to < g.kernelHeight() && g.hasRow(g.rowOf(i, to))) {
        to++;
      }
      lines.add(new Line(to - from, to == from ? 0 : g.rowOf(i, from) * g.inRow(), from));
    }
    return lines;
  }

  /// The lines of the gradient's rows; `row` is the pitch of a row of `dy`.
  static List<Line> backwardLines(Geometry g, int row) {
    List<Line> lines = new ArrayList<>();
    for (int h = 0; h < g.inHeight(); h++) {
      int n = 0;
      int first = 0;
      for (int u = 0; u < g.kernelHeight(); u++) {
        if (readsRow(g, h, u)) {
          first = n == 0 ? u : first;
          n++;
        }
      }
      int i = (h + g.padTop() - first * g.dilation()) / g.stride();
      lines.add(n == 0 ? new Line(0, 0, 0) : new Line(n, i * row, first));
    }
    return lines;
  }

  /// Whether some output row reads input row `h` at window row `u`.
  private static boolean readsRow(Geometry g, int h, int u) {
    int i = h + g.padTop() - u * g.dilation();
    return i >= 0 && i % g.stride() == 0 && i / g.stride() < g.outHeight();
  }
}
