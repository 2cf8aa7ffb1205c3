package dev.kern.train;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.graph.Multiply;
import dev.kern.graph.Node;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.Scale;
import dev.kern.graph.Subtract;
import dev.kern.layer.Network;
import dev.kern.loss.Loss;
import dev.kern.metric.Metric;
import org.junit.jupiter.api.Test;

/// Losses and metrics in the files of runs, Kern's own and those of users.
final class LossFilesTest {
  private static final Training TRAINING = Training.of(Network.of(flatten(), dense(2)));

  /// A loss that a user writes.
  public record Scaled(double factor) implements Loss {
    @Override
    public String kind() {
      return "scaled";
    }

    @Override
    public Node build(Node outputs, Node targets) {
      Node error = Subtract.of(outputs, targets);
      return Scale.of(ReduceMean.of(Multiply.of(error, error)), factor);
    }
  }

  private static Training again(Training training) {
    return RunJson.parse("run.json", RunJson.text(training), Training.class);
  }

  @Test
  void losesNoSettings() {
    Training training =
        TRAINING
            .loss(Loss.crossEntropy().labelSmoothing(0.1))
            .metrics(Metric.topAccuracy(3), Metric.macroF1());
    assertThat(RunJson.line(training))
        .contains(
            "\"loss\":{\"type\":\"crossEntropy\",\"labelSmoothing\":0.1}",
            "\"metrics\":[{\"type\":\"topAccuracy\",\"k\":3},{\"type\":\"macroF1\"}]");
    assertThat(again(training).loss()).isEqualTo(training.loss());
    assertThat(again(training).metrics()).isEqualTo(training.metrics());
  }

  @Test
  void leavesOutWhatIsUsual() {
    Training training = TRAINING.loss(Loss.meanSquaredError()).loss(Loss.crossEntropy());
    assertThat(RunJson.line(training)).isEqualTo(RunJson.line(TRAINING)).doesNotContain("loss");
    assertThat(again(training).loss()).isEqualTo(Loss.crossEntropy());
  }

  @Test
  void readsWhatIsRegistered() {
    Training training = TRAINING.loss(new Scaled(3)).metrics(Metric.custom("none", true, _ -> 0));
    String text = RunJson.line(training);
    assertThatThrownBy(() -> RunJson.parse("run.json", text, Training.class))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            """
            run.json, loss: unknown loss
              given     'scaled'
              expected  one of crossEntropy, binaryCrossEntropy, meanSquaredError, heads
              fix       use one of these, or check the spelling; one of your own must be registered \
            first: Loss.register(...), or a jar with an Extension on the class path (KERN_CLASSPATH)
            run.json, metrics[0]: unknown metric
            """);
    Loss.register(new Scaled(1));
    assertThatThrownBy(() -> RunJson.parse("run.json", text, Training.class))
        .hasMessageContaining("unknown metric")
        .hasMessageContaining("must be registered first: Metric.register(...)");
    Metric none = training.metrics().getFirst();
    Metric.register(none);
    assertThat(again(training).loss()).isEqualTo(new Scaled(3));
    assertThat(again(training).metrics()).containsExactly(none);
  }

  @Test
  void refusesTwoMetricsOfOneName() {
    assertThatThrownBy(() -> TRAINING.metrics(Metric.accuracy(), Metric.accuracy()))
        .hasMessage("duplicate metric names: accuracy, accuracy; fix: rename one");
  }
}
