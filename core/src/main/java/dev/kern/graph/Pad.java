package dev.kern.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A tensor with a border of one value around it.
///
/// @param before elements added at the start of each axis
/// @param after elements added at the end of each axis
/// @param value of the border
public record Pad(List<Integer> before, List<Integer> after, double value) implements Op {
  /// Fails with [IllegalArgumentException] if a border is negative.
  public Pad {
    before = List.copyOf(before);
    after = List.copyOf(after);
    if (before.stream().anyMatch(n -> n < 0) || after.stream().anyMatch(n -> n < 0)) {
      throw new IllegalArgumentException(
          "pad takes borders of 0 or more, given %s before and %s after".formatted(before, after));
    }
  }

  /// Images with a border of zeros.
  public static Node image(Node image, int top, int bottom, int left, int right) {
    return of(image, List.of(0, top, left, 0), List.of(0, bottom, right, 0), 0);
  }

  /// `x` with a border.
  ///
  /// Fails with [ShapeException] if the number of borders differs from the number of axes.
  public static Node of(Node x, List<Integer> before, List<Integer> after, double value) {
    return x.graph().add(new Pad(before, after, value), x);
  }

  @Override
  public String symbol() {
    return "pad";
  }

  @Override
  public String attributes() {
    return "before: %s, after: %s%s".formatted(before, after, value == 0 ? "" : ", " + value);
  }

  @Override
  public List<String> roles() {
    return List.of("x");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(1);
    return resize(call, before, after, 1);
  }

  /// The shape with `sign * (before + after)` added to each axis.
  static Shape resize(ShapeContext call, List<Integer> before, List<Integer> after, int sign) {
    Shape shape = call.shape(0);
    if (before.size() != shape.rank() || after.size() != shape.rank()) {
      throw call.fail(
          "%d and %d borders for %d axes".formatted(before.size(), after.size(), shape.rank()),
          "give one border per axis, 0 for none");
    }
    for (int axis = 0; axis < shape.rank(); axis++) {
      long borders = (long) before.get(axis) + after.get(axis);
      long extent = shape.extent(axis) + sign * borders;
      if (extent < 0) {
        throw call.fail("axis %d is shorter than its borders".formatted(axis), "crop less");
      }
      if (extent > Integer.MAX_VALUE) {
        throw call.fail(
            "axis %d would have %d elements with its borders".formatted(axis, extent),
            "use smaller borders");
      }
      shape = shape.with(axis, (int) extent);
    }
    return shape;
  }

  /// A border of `count` on the last axis only, as a list for all axes.
  static List<Integer> lastOnly(int rank, int count) {
    List<Integer> borders = new ArrayList<>(Collections.nCopies(rank, 0));
    borders.set(rank - 1, count);
    return borders;
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> Crop.of(dy, before, after));
  }
}
