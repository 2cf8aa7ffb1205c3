package dev.kern.report;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.branch;
import static dev.kern.layer.Layer.concat;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.globalAveragePool;
import static dev.kern.layer.Layer.relu;
import static dev.kern.layer.Layer.residual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Dataset;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.Network;
import dev.kern.model.ActivationTrace;
import dev.kern.model.ActivationTrace.Answer;
import dev.kern.model.Prediction;
import dev.kern.train.Run;
import dev.kern.train.Training;
import org.junit.jupiter.api.Test;

final class ActivationTraceTest {
  private static final Dataset DATA = BarImages.of("bars", BarImages.SHAPE, "lying", "standing");

  private static Run run(Network network) {
    return Training.of(network).steps(20).threads(1).start(DATA);
  }

  @Test
  void showsEachStageOnce() {
    Network network =
        Network.of(
            conv(4, 3),
            batchNorm(),
            relu(),
            residual(conv(4, 3), relu()),
            concat(branch(conv(2, 1)), branch(conv(3, 3))),
            dropout(),
            globalAveragePool(),
            dense(2));
    try (Run run = run(network)) {
      run.fit();
      ActivationTrace trace = ActivationTrace.of(run.trained(), DATA.test(), 3);
      assertThat(trace.image()).isEqualTo(3);
      assertThat(trace.answers())
          .extracting(Answer::layer)
          .containsExactly(
              "conv1", "batchNorm1, relu1", "add1", "concat1", "globalAveragePool1", "dense1");
      assertThat(trace.answers())
          .extracting(answer -> answer.values().shape())
          .containsExactly(
              Shape.of(8, 8, 4),
              Shape.of(8, 8, 4),
              Shape.of(8, 8, 4),
              Shape.of(8, 8, 5),
              Shape.of(5),
              Shape.of(2));
    }
  }

  @Test
  void endsInARowPerHead() {
    Dots dots = Dots.heads();
    try (Run run = dots.training().steps(1).start(dots.data())) {
      ActivationTrace trace = ActivationTrace.of(run.trained(), dots.data().test(), 0);
      assertThat(trace.answers())
          .extracting(Answer::layer)
          .containsExactly("dense1, relu1", "heads1/side", "heads1/place", "heads1/tags");
      assertThat(trace.answers())
          .extracting(answer -> answer.values().shape())
          .containsExactly(Shape.of(24), Shape.of(2), Shape.of(2), Shape.of(2));
      float[] pixels = new float[dots.data().shape().size()];
      dots.data().test().pixels(0, pixels, 0);
      assertThat(trace.estimate()).isEqualTo(run.predictor().predict(pixels));
    }
  }

  @Test
  void endsInWhatTheClassifierSays() {
    try (Run run = run(Network.of(conv(4, 3), relu(), flatten(), dense(2)))) {
      run.fit();
      ActivationTrace trace = ActivationTrace.of(run.trained(), DATA.test(), 0);
      float[] pixels = new float[BarImages.SHAPE.size()];
      DATA.test().pixels(0, pixels, 0);
      Prediction prediction = run.classifier().classify(pixels);
      assertThat(trace.estimate().labels()).containsExactly(prediction.label());
      prediction
          .probabilities()
          .forEach(
              (name, probability) ->
                  assertThat(trace.estimate().value(name)).isCloseTo(probability, within(1e-6)));
      Tensor afterRelu = trace.answers().getFirst().values();
      assertThat(afterRelu.toArray()).doesNotContain(Float.NaN);
      for (float value : afterRelu.toArray()) {
        assertThat(value).isNotNegative();
      }
    }
  }
}
