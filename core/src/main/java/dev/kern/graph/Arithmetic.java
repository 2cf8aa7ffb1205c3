package dev.kern.graph;

import java.util.List;
import java.util.Locale;

/// Elementwise arithmetic on two tensors of the same shape; created by [Add], [Subtract],
/// [Multiply] and [Divide].
///
/// | kind     | `y`     |
/// |----------|---------|
/// | ADD      | `a + b` |
/// | SUBTRACT | `a - b` |
/// | MULTIPLY | `a * b` |
/// | DIVIDE   | `a / b` |
///
/// @param kind the operation
public record Arithmetic(Kind kind) implements Op {
  /// The operation.
  public enum Kind {
    /// `a + b`
    ADD,
    /// `a - b`
    SUBTRACT,
    /// `a * b`
    MULTIPLY,
    /// `a / b`
    DIVIDE
  }

  static Node of(Kind kind, Node a, Node b) {
    return a.graph().add(new Arithmetic(kind), a, b);
  }

  @Override
  public String symbol() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public List<String> roles() {
    return List.of("left", "right");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    call.expectSameShape(0, 1);
    return call.shape(0);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    Node a = y.input(0);
    Node b = y.input(1);
    adjoints.add(
        a,
        () ->
            switch (kind) {
              case ADD, SUBTRACT -> dy;
              case MULTIPLY -> Multiply.of(dy, b);
              case DIVIDE -> Divide.of(dy, b);
            });
    adjoints.add(
        b,
        () ->
            switch (kind) {
              case ADD -> dy;
              case SUBTRACT -> Scale.of(dy, -1);
              case MULTIPLY -> Multiply.of(dy, a);
              case DIVIDE -> Scale.of(Divide.of(Multiply.of(dy, y), b), -1);
            });
  }
}
