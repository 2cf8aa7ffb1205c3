package dev.kern.graph;

import dev.kern.math.LocalNorm;
import java.util.List;

/// The gradient of [LocalResponse].
///
/// With `s = bias + alpha / size * sum of squares`: `dx[r, c] = dy[r, c] * s[r, c]^-beta - 2 alpha
/// beta / size * x[r, c] * sum over k of dy[r, k] * x[r, k] * s[r, k]^(-beta - 1)`, over the `k`
/// whose windows contain `c`.
///
/// @param how how many channels are summed, and how they count
public record LocalResponseGradient(LocalNorm how) implements Op {
  @Override
  public String symbol() {
    return "local_response_gradient";
  }

  @Override
  public String attributes() {
    return new LocalResponse(how).attributes();
  }

  @Override
  public List<String> roles() {
    return List.of("x", "dy");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    call.expectSameShape(0, 1);
    return call.shape(0);
  }
}
