package dev.kern.graph;

import dev.kern.math.LocalNorm;
import java.util.List;

/// Local response normalisation: each number divided by a power of the mean square of the channels
/// around it.
///
/// | tensor | shape      |
/// |--------|------------|
/// | x      | `[..., C]` |
/// | result | `[..., C]` |
///
/// `y[r, c] = x[r, c] / (bias + alpha / size * sum over k of x[r, k]²)^beta`, where `k` goes from
/// `c
/// - floor((size - 1) / 2)` to `c + ceil((size - 1) / 2)`, within the channels.
///
/// Source: Krizhevsky et al. 2012, section 3.3; the window as ONNX has it.
///
/// @param how how many channels are summed, and how they count
public record LocalResponse(LocalNorm how) implements Op {
  /// `x` normalised.
  public static Node of(Node x, LocalNorm how) {
    return x.graph().add(new LocalResponse(how), x);
  }

  @Override
  public String symbol() {
    return "local_response";
  }

  @Override
  public String attributes() {
    return "size: %d, alpha: %s, beta: %s, bias: %s"
        .formatted(how.size(), how.alpha(), how.beta(), how.bias());
  }

  @Override
  public List<String> roles() {
    return List.of("x");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(1);
    return call.shape(0);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> y.graph().add(new LocalResponseGradient(how), y.input(0), dy));
  }
}
