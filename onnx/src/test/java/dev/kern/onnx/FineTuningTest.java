package dev.kern.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.model.Evaluation;
import dev.kern.model.TrainedModel;
import dev.kern.optimize.Optimizer;
import dev.kern.train.Run;
import dev.kern.train.Training;
import dev.kern.train.WarmStart.Readout;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What was imported can be trained further, and exported again.
final class FineTuningTest {
  private static final ImageShape LETTER = new ImageShape(28, 28, 1);
  private static final int COUNT = 400;

  /// A network of strange weights, from a file that knows no names of classes.
  private static byte[] file() {
    ForeignGraph g = new ForeignGraph("foreign");
    g.input("input", 1, 28, 28);
    String x = g.plain("Relu", g.batchNorm(g.conv("input", 1, 8, 3, 2, 1, 1), 8));
    x = g.plain("Relu", g.conv(x, 8, 16, 3, 2, 1, 8));
    x = g.plain("Dropout", g.flatten(x), g.constantNode(0.1f), g.constantNode(false));
    g.output(g.gemm(x, 784, 10), 10);
    return g.file(17);
  }

  private static Dataset letters() {
    Split split = Split.of(LETTER, Images.of(LETTER, COUNT), Images.labels(COUNT));
    return Dataset.of(
        IntStream.range(0, 10).mapToObj(Integer::toString).toList(),
        Map.of(SplitName.TRAIN, split),
        Provenance.ofProgram("letters"));
  }

  @Test
  void beginsWhereTheFileIsAndLearns() {
    Dataset data = letters();
    TrainedModel imported = OnnxImport.decode("foreign.onnx", file());
    Training training =
        Training.of(imported).optimizer(Optimizer.adam(0.002)).steps(120).reportEvery(1000);
    try (Run run = training.threads(1).start(data)) {
      assertThat(run.inherited().orElseThrow().readout()).isEqualTo(Readout.KEPT);
      Evaluation first = run.evaluate(data.train());
      assertThat(run.trained().weights()).isEqualTo(imported.weights());
      run.fit();
      Evaluation last = run.evaluate(data.train());
      assertThat(last.accuracy()).isGreaterThan(first.accuracy() + 0.5);
      OnnxExportTest.assertSame(run.trained(), OnnxExport.toBytes(run.trained()));
    }
  }
}
