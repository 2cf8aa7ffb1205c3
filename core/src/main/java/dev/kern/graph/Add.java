package dev.kern.graph;

import java.util.List;

/// The sum of two tensors, element by element; both of the same shape.
public record Add() implements Op {
  /// `a + b`
  ///
  /// Fails with [ShapeException] if the shapes differ.
  public static Node of(Node a, Node b) {
    return a.graph().add(new Add(), a, b);
  }

  @Override
  public String symbol() {
    return "add";
  }

  @Override
  public List<String> roles() {
    return List.of("left", "right");
  }

  @Override
  public Shape infer(Call call) {
    call.expectInputs(2);
    call.expectSameShape(0, 1);
    return call.shape(0);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> dy);
    adjoints.add(y.input(1), () -> dy);
  }
}
