package dev.kern.report;

import static dev.kern.layer.Layer.averagePool;
import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.depthwise;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.maxPool;
import static dev.kern.layer.Layer.relu;
import static dev.kern.layer.Layer.residual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Dataset;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.Network;
import dev.kern.model.ActivationTrace;
import dev.kern.model.ActivationTracer;
import dev.kern.model.TrainedModel;
import dev.kern.model.UnitTrace;
import dev.kern.train.Run;
import dev.kern.train.Training;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ActivationTracerTest {
  private static final Dataset DATA = BarImages.of("bars", BarImages.SHAPE, "lying", "standing");
  private static final TrainedModel TRAINED = trained();
  private static final float[] IMAGE = image();

  private static TrainedModel trained() {
    Network network =
        Network.of(
            conv(4, 3).stride(2),
            batchNorm(),
            relu(),
            conv(4, 3).dilation(2).groups(2),
            maxPool(2).stride(1),
            depthwise(3).valid(),
            averagePool(2).stride(1).same(),
            residual(conv(4, 1)),
            flatten(),
            dense(3),
            relu(),
            dense(2));
    try (Run run = Training.of(network).steps(20).threads(1).start(DATA)) {
      run.fit();
      return run.trained();
    }
  }

  private static float[] image() {
    float[] pixels = new float[BarImages.SHAPE.size()];
    DATA.test().pixels(2, pixels, 0);
    return pixels;
  }

  @Test
  void explainsEachUnitByItsWindow() {
    ActivationTracer tracer = ActivationTracer.of(TRAINED);
    ActivationTrace trace = tracer.trace(IMAGE);
    List<String> explained = tracer.explained();
    assertThat(explained).hasSize(8);
    for (ActivationTrace.Answer answer : trace.answers()) {
      if (!explained.contains(answer.layer())) {
        assertThat(answer.layer()).isEqualTo("add1");
        assertThat(tracer.unit(IMAGE, answer.layer(), 0, 0, 0)).isEmpty();
        continue;
      }
      float[] values = answer.values().toArray();
      for (int unit = 0; unit < values.length; unit++) {
        expectSum(unit(tracer, answer, unit), values[unit]);
      }
    }
  }

  private static UnitTrace unit(ActivationTracer tracer, ActivationTrace.Answer answer, int unit) {
    Shape shape = answer.values().shape();
    int channel = unit % shape.last();
    int place = unit / shape.last();
    int columns = shape.rank() == 3 ? shape.extent(1) : 1;
    return tracer
        .unit(IMAGE, answer.layer(), place / columns, place % columns, channel)
        .orElseThrow();
  }

  private static void expectSum(UnitTrace unit, float value) {
    assertThat(unit.steps().getLast().value()).isEqualTo(value);
    float first = unit.steps().getFirst().value();
    float[] window = unit.window().toArray();
    switch (unit.steps().getFirst().op()) {
      case "max_pool" -> assertThat(window).contains(first);
      case "average_pool" -> assertThat(unit.weights()).isEmpty();
      default -> {
        Tensor weights = unit.weights().orElseThrow();
        assertThat(weights.shape()).isEqualTo(unit.window().shape());
        double sum = 0;
        for (int i = 0; i < window.length; i++) {
          sum += (double) window[i] * weights.toArray()[i];
        }
        assertThat(sum).as(unit.toString()).isCloseTo(first, within(1e-4));
      }
    }
  }

  @Test
  void tellsWhatHappensToANumberInOrder() {
    UnitTrace unit =
        ActivationTracer.of(TRAINED).unit(IMAGE, "batchNorm1, relu1", 0, 0, 1).orElseThrow();
    assertThat(unit.steps())
        .extracting(UnitTrace.Step::op)
        .containsExactly("conv2d", "add_bias", "normalize", "relu");
    assertThat(unit.window().shape()).isEqualTo(Shape.of(3, 3, 1));
  }

  @Test
  void showsAFlattenedImageAsAnImage() {
    ActivationTracer tracer = ActivationTracer.of(TRAINED);
    assertThat(tracer.unit(IMAGE, "dense1, relu2", 0, 0, 2).orElseThrow().window().shape().rank())
        .isEqualTo(3);
    assertThat(tracer.unit(IMAGE, "dense2", 0, 0, 1).orElseThrow().window().shape())
        .isEqualTo(Shape.of(1, 1, 3));
  }

  @Test
  void namesWhatThereIs() {
    ActivationTracer tracer = ActivationTracer.of(TRAINED);
    assertThatThrownBy(() -> tracer.unit(IMAGE, "conv9", 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dense2");
    assertThatThrownBy(() -> tracer.unit(IMAGE, "dense2", 0, 0, 2))
        .hasMessageContaining("1 x 1 x 2");
    assertThatThrownBy(() -> tracer.trace(new float[3])).hasMessageContaining("64 numbers");
  }
}
