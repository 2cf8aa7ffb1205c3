package dev.kern.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.optimize.Optimizer;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class OptimizerWordTest {
  private static Optimizer optimizer(String word, OptionalDouble rate) {
    return new OptimizerOption.Converter().convert(word).optimizer(rate);
  }

  @Test
  void knowsEveryOptimizer() {
    OptionalDouble rate = OptionalDouble.of(0.1);
    assertThat(optimizer("sgd", rate)).isEqualTo(Optimizer.sgd(0.1));
    assertThat(optimizer("momentum:0.8", rate)).isEqualTo(Optimizer.momentum(0.1, 0.8));
    assertThat(optimizer("nesterov", rate)).isEqualTo(Optimizer.nesterov(0.1, 0.9));
    assertThat(optimizer("adam", OptionalDouble.empty())).isEqualTo(Optimizer.adam(0.001));
    assertThat(optimizer("muon:0.9", rate)).isEqualTo(Optimizer.muon(0.1, 0.9));
    assertThat(optimizer("adamw:0.2", rate)).isEqualTo(Optimizer.adamW(0.1, 0.2));
  }

  @Test
  void stillKnowsTheFormerWordForSgd() {
    assertThat(optimizer("gradient-descent", OptionalDouble.of(0.1))).isEqualTo(Optimizer.sgd(0.1));
  }
}
