package dev.kern.train;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.sgd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.graph.Graph;
import dev.kern.graph.Shape;
import dev.kern.layer.Network;
import dev.kern.metric.ConfusionMatrix;
import dev.kern.model.Prediction;
import dev.kern.model.TrainedModel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What one reads in JShell after a line.
final class TextTest {
  private static final Dataset DATA = Toys.bars(60, 12, 12);
  private static final Network NETWORK =
      Network.of(conv(4, 3).stride(2), relu(), flatten(), dense(3)).named("tiny");

  private static Training training() {
    return Training.of(NETWORK).optimizer(sgd(0.2)).steps(1_200).threads(2);
  }

  @Test
  void networksAndTrainingsAreOneLine() {
    assertThat(NETWORK)
        .hasToString(
            "tiny: conv (4 filters of 3 x 3, stride 2, same), relu, flatten, dense (3 units)");
    assertThat(training())
        .hasToString(
            "tiny: Sgd[learningRate=0.2, weightDecay=0.0], Constant[], 1,200 steps of"
                + " 16 images, shuffled, seed 1, vector on 2 threads");
    assertThat(training().epochs(3)).asString().contains(" 3 epochs in steps of 16 images,");
  }

  @Test
  void dataIsOneLine() {
    assertThat(DATA)
        .hasToString(
            "bars: 60 train, 12 valid, 12 test images of 8 x 8; 3 classes: lying, standing,"
                + " leaning");
    assertThat(DATA.train()).hasToString("60 images of 8 x 8");
  }

  @Test
  void runsAndWhatTheyLeadToAreOneLine(@TempDir Path folder) {
    Path out = folder.resolve("run");
    try (Run run = training().steps(20).out(out).start(DATA);
        Run kept = training().start(DATA)) {
      assertThat(run).hasToString("run " + out + ": 20 steps of tiny on bars");
      assertThat(kept).hasToString("run: 1,200 steps of tiny on bars");
      String model = "tiny: images of 8 x 8; 3 classes: lying, standing, leaning";
      TrainedModel trained = run.trained();
      assertThat(trained.model()).hasToString(model);
      assertThat(trained).hasToString(model + "; 235 numbers in 4 variables");
      assertThat(run.classifier()).hasToString("classifier using " + model);
      assertThat(run.evaluate(DATA.test()).toString())
          .matches("accuracy \\d+\\.\\d%, loss \\d\\.\\d{4}, on 12 images of 3 classes");
    }
  }

  @Test
  void predictionsShowTheThreeMostProbableClasses() {
    Map<String, Double> four = new LinkedHashMap<>();
    four.put("A", 0.004);
    four.put("B", 0.973);
    four.put("C", 0.001);
    four.put("D", 0.0194);
    assertThat(new Prediction("B", 0.973, four)).hasToString("B 97.3% (D 1.9%, A 0.4%)");
    assertThat(new Prediction("B", 1, Map.of("B", 1.0))).hasToString("B 100.0%");
  }

  @Test
  void confusionMatricesAreTables() {
    ConfusionMatrix matrix =
        ConfusionMatrix.of(
            List.of("a", "lying"), new int[] {0, 0, 1, 1, 1}, new int[] {0, 1, 1, 0, 1});
    assertThat(matrix).hasToString("true  a lying\na     1     1\nlying 1     2");
    int[] many = new int[120];
    assertThat(ConfusionMatrix.of(List.of("a", "b"), many, many))
        .hasToString("true   a b\na    120 0\nb      0 0");
  }

  @Test
  void graphsAreAListOfNodes() {
    Graph graph = new Graph();
    graph.placeholder("x", Shape.of(2, 3));
    assertThat(graph.toString().stripTrailing()).isEqualTo(graph.nodes().getFirst().toString());
    assertThat(graph.nodes().getFirst().toString())
        .startsWith("%0 = placeholder \"x\"")
        .endsWith(" : f32[2, 3]");
    assertThat(Shape.of(2, 3)).hasToString("[2, 3]");
  }
}
