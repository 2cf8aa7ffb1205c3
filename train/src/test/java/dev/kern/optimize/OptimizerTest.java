package dev.kern.optimize;

import static dev.kern.optimize.Optimizer.adam;
import static dev.kern.optimize.Optimizer.adamW;
import static dev.kern.optimize.Optimizer.momentum;
import static dev.kern.optimize.Optimizer.nesterov;
import static dev.kern.optimize.Optimizer.sgd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.graph.UpdateRule;
import org.junit.jupiter.api.Test;

final class OptimizerTest {
  @Test
  void becomesTheGraphsRule() {
    assertThat(sgd(0.05).rule()).isEqualTo(UpdateRule.sgd());
    assertThat(momentum(0.05, 0.9).rule()).isEqualTo(UpdateRule.momentum(0.9));
    assertThat(nesterov(0.05, 0.9).rule()).isEqualTo(UpdateRule.nesterov(0.9));
    assertThat(adam(0.001).rule()).isEqualTo(UpdateRule.adam());
    assertThat(adamW(0.001, 0.01).rule()).isEqualTo(UpdateRule.adamW(0.01));
    assertThat(Optimizer.muon(0.02).rule()).isEqualTo(UpdateRule.muon(0.95));
    assertThat(sgd(0.05).weightDecay(0.1).rule()).isEqualTo(new UpdateRule.Sgd(0.1));
  }

  @Test
  void keepsTheRestWhenOneNumberChanges() {
    for (Optimizer optimizer :
        new Optimizer[] {sgd(1), momentum(1, 0.9), nesterov(1, 0.5), adam(1), Optimizer.muon(1)}) {
      Optimizer changed = optimizer.weightDecay(0.25).learningRate(2);
      assertThat(changed.learningRate()).isEqualTo(2);
      assertThat(changed.weightDecay()).isEqualTo(0.25);
      assertThat(changed.learningRate(1).weightDecay(0)).isEqualTo(optimizer);
    }
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertThatThrownBy(() -> Plateau.plateau(0)).hasMessage("patience must be at least 1, given 0");
    assertThatThrownBy(() -> sgd(0)).hasMessage("learning rate must be greater than 0, given 0.0");
    assertThatThrownBy(() -> sgd(Double.NaN))
        .hasMessage("learning rate must be greater than 0, given NaN");
    assertThatThrownBy(() -> momentum(0.1, 1))
        .hasMessage("momentum must be at least 0 and less than 1, given 1.0");
    assertThatThrownBy(() -> adamW(0.1, -1))
        .hasMessage("the weight decay must be at least 0, given -1.0; 0.0001 is typical");
  }
}
