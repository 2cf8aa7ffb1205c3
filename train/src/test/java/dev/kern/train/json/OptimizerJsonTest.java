package dev.kern.train.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.graph.RateSchedule;
import dev.kern.optimize.Optimizer;
import dev.kern.optimize.Plateau;
import org.junit.jupiter.api.Test;

final class OptimizerJsonTest {
  private static <T> void stands(T value, Class<T> type, String text) {
    assertThat(TrainJson.MAPPER.line(value)).isEqualTo(text.replace('\'', '"'));
    assertThat(TrainJson.MAPPER.parse("here", TrainJson.MAPPER.line(value), type)).isEqualTo(value);
  }

  private static void refuses(String text, String message) {
    assertThatThrownBy(
            () -> TrainJson.MAPPER.parse("here", text.replace('\'', '"'), Optimizer.class))
        .hasMessageContaining(message);
  }

  @Test
  void holdsTheRateBesideTheConstantsOfTheRule() {
    stands(
        Optimizer.sgd(0.5), Optimizer.class, "{'type':'sgd','learningRate':0.5,'weightDecay':0.0}");
    stands(
        Optimizer.nesterov(0.5, 0.9),
        Optimizer.class,
        "{'type':'momentum','learningRate':0.5,'momentum':0.9,'nesterov':true,'weightDecay':0.0}");
    stands(
        Optimizer.adamW(0.5, 0.25),
        Optimizer.class,
        "{'type':'adam','learningRate':0.5,'beta1':0.9,'beta2':0.999,'epsilon':1.0E-8,"
            + "'weightDecay':0.25}");
    stands(
        Optimizer.muon(0.5, 0.9).weightDecay(0.25),
        Optimizer.class,
        "{'type':'muon','learningRate':0.5,'momentum':0.9,'iterations':5,'weightDecay':0.25}");
  }

  @Test
  void refusesWhatNoOptimizerHas() {
    refuses(
        "{'type':'sgd','learningRate':0.5,'rule':{}}",
        "expected  one of the keys type, learningRate, weightDecay");
    refuses("{'type':'rmsprop'}", "expected  one of sgd, momentum, adam, muon");
    refuses(
        "{'type':'momentum','learningRate':0.5,'momentum':1}",
        "momentum must be at least 0 and less than 1, given 1.0");
  }

  @Test
  void hasTheUsualConstants() {
    assertThat(TrainJson.MAPPER.parse("here", "\"adam\"", Optimizer.class))
        .isEqualTo(Optimizer.adam(0.001));
    assertThat(TrainJson.MAPPER.parse("here", "{\"type\":\"momentum\"}", Optimizer.class))
        .isEqualTo(Optimizer.momentum(0.05, 0.9));
    assertThat(TrainJson.MAPPER.parse("here", "\"plateau\"", RateSchedule.class))
        .isEqualTo(Plateau.plateau(3));
  }

  @Test
  void holdsTheNumbersOfASchedule() {
    stands(RateSchedule.constant(), RateSchedule.class, "{'type':'constant'}");
    stands(
        RateSchedule.staircase(9, 0.5),
        RateSchedule.class,
        "{'type':'exponential','every':9,'factor':0.5,'staircase':true}");
    stands(RateSchedule.cosine(), RateSchedule.class, "{'type':'cosine','last':0.0}");
    stands(RateSchedule.oneCycle(), RateSchedule.class, "{'type':'oneCycle','warm':0.3}");
    stands(
        Plateau.plateau(2),
        RateSchedule.class,
        "{'type':'plateau','monitor':'loss','factor':0.1,'patience':2,'least':0.0}");
  }
}
