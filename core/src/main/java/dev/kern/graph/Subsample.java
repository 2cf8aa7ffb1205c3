package dev.kern.graph;

import java.util.Arrays;
import java.util.List;

/// Every so many rows and columns of images, from the first on.
///
/// | tensor | shape                                     |
/// |--------|-------------------------------------------|
/// | image  | `[N, H, W, C]`                            |
/// | result | `[N, ceil(H / rows), ceil(W / columns), C]` |
///
/// `y[n, i, j, c] = x[n, i * rows, j * columns, c]`
///
/// Behind an op with a window it makes a stride that differs by axis.
///
/// @param rows rows from one that is kept to the next
/// @param columns columns from one that is kept to the next
public record Subsample(int rows, int columns) implements Op {
  /// Fails with [IllegalArgumentException] if a number is below 1.
  public Subsample {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "a subsample needs steps of 1 or more, given %d x %d".formatted(rows, columns));
    }
  }

  /// Some pixels of `image`.
  ///
  /// Fails with [ShapeException] if it is no batch of images.
  public static Node of(Node image, int rows, int columns) {
    return image.graph().add(new Subsample(rows, columns), image);
  }

  @Override
  public String symbol() {
    return "subsample";
  }

  @Override
  public String attributes() {
    return "rows: %d, columns: %d".formatted(rows, columns);
  }

  @Override
  public List<String> roles() {
    return List.of("image");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(1);
    call.expectRank(0, 4, "[N, H, W, C]");
    Shape image = call.shape(0);
    return image
        .with(1, Math.ceilDiv(image.extent(1), rows))
        .with(2, Math.ceilDiv(image.extent(2), columns));
  }

  /// Each pixel's gradient becomes the first of a tile of zeros, and what sticks out is cut off.
  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> spread(dy, y.input(0).shape()));
  }

  private Node spread(Node dy, Shape image) {
    Shape small = dy.shape();
    int n = small.extent(0);
    int height = small.extent(1);
    int width = small.extent(2);
    int channels = small.last();
    Node wide = Reshape.of(dy, Shape.of(n, height, width, 1, channels));
    wide = after(wide, 3, columns - 1);
    wide = Reshape.of(wide, Shape.of(n, height, 1, width * columns * channels));
    wide = after(wide, 2, rows - 1);
    Node tiled = Reshape.of(wide, Shape.of(n, height * rows, width * columns, channels));
    List<Integer> none = List.of(0, 0, 0, 0);
    List<Integer> excess =
        List.of(0, height * rows - image.extent(1), width * columns - image.extent(2), 0);
    return excess.equals(none) ? tiled : Crop.of(tiled, none, excess);
  }

  private static Node after(Node x, int axis, int count) {
    if (count == 0) {
      return x;
    }
    Integer[] before = new Integer[x.shape().rank()];
    Arrays.fill(before, 0);
    Integer[] behind = before.clone();
    behind[axis] = count;
    return Pad.of(x, List.of(before), List.of(behind), 0);
  }
}
