package dev.kern.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.layer.LayerChoice;
import dev.kern.model.Classifier;
import dev.kern.model.Decision;
import dev.kern.model.Evaluation;
import dev.kern.model.TrainedModel;
import dev.kern.optimize.Optimizer;
import dev.kern.train.Run;
import dev.kern.train.Training;
import dev.kern.train.WarmStart.Readout;
import java.util.List;
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
    return letters(IntStream.range(0, 10).mapToObj(Integer::toString).toList());
  }

  private static Dataset letters(List<String> names) {
    Split split = Split.of(LETTER, Images.of(LETTER, COUNT), Images.labels(COUNT));
    return Dataset.of(names, Map.of(SplitName.TRAIN, split), Provenance.ofProgram("letters"));
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

  /// A new head on frozen layers: whatever was not trained goes back to ONNX with the bits that it
  /// came with.
  @Test
  void exportsWhatWasNotTrainedAsItWas() {
    TrainedModel imported = OnnxImport.decode("foreign.onnx", file());
    Dataset data = letters(IntStream.range(0, 10).mapToObj(n -> "letter " + n).toList());
    Training training =
        Training.of(imported.frozen(new LayerChoice("backbone")))
            .optimizer(Optimizer.adam(0.002))
            .steps(20)
            .reportEvery(1000)
            .threads(1);
    try (Run run = training.start(data)) {
      assertThat(run.inherited().orElseThrow().readout()).isEqualTo(Readout.NEW);
      assertThat(run.training().cacheFeatures()).contains(true);
      run.fit();
      TrainedModel back = OnnxImport.decode("back.onnx", OnnxExport.toBytes(run.trained()));
      assertThat(back.model().classes()).isEqualTo(data.classNames());
      imported
          .weights()
          .forEach(
              (name, tensor) -> {
                if (name.startsWith("dense1/")) {
                  assertThat(back.weights().get(name)).as(name).isNotEqualTo(tensor);
                } else {
                  assertThat(back.weights().get(name)).as(name).isEqualTo(tensor);
                }
              });
      float[] image = Images.of(LETTER, 1);
      assertThat(Classifier.of(back).features(image, "flatten1"))
          .isEqualTo(Classifier.of(imported).features(image, "flatten1"));
    }
    assertThat(OnnxImport.decode("same.onnx", OnnxExport.toBytes(imported)).weights())
        .isEqualTo(imported.weights());
  }

  @Test
  void metadataKeepHowItDecides() {
    TrainedModel imported = OnnxImport.decode("foreign.onnx", file());
    Decision decision = Decision.USUAL.withThreshold(0.6).withTop(3);
    TrainedModel deciding =
        new TrainedModel(imported.model().withDecision(decision), imported.weights());
    byte[] file = OnnxExport.toBytes(deciding);
    assertThat(metadata(file)).containsEntry("decision", "{\"top\":3,\"threshold\":0.6}");
    assertThat(OnnxImport.decode("back.onnx", file).model().decision()).isEqualTo(decision);
    assertThat(metadata(OnnxExport.toBytes(imported))).doesNotContainKey("decision");
  }

  private static Map<String, String> metadata(byte[] file) {
    return FileReader.read(WireReader.of("file", file), new ExternalData("file", null)).metadata();
  }
}
