package dev.kern.train;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.depthwise;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.globalAveragePool;
import static dev.kern.layer.Layer.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.Checksum;
import dev.kern.data.file.DataException;
import dev.kern.graph.Tensor;
import dev.kern.layer.Network;
import dev.kern.model.Evaluation;
import dev.kern.model.Evaluator;
import dev.kern.model.TrainedModel;
import dev.kern.optimize.Optimizer;
import dev.kern.run.Engine;
import dev.kern.train.WarmStart.Readout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs that begin with what a model has learned.
final class WarmStartTest {
  private static final Dataset DATA = Toys.bars(300, 90, 0);
  private static final Network NETWORK =
      Network.of(conv(8, 3), batchNorm(), relu(), depthwise(3).stride(2), flatten(), dense(3))
          .named("bars");

  private static TrainedModel model;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    try (Run run = settings(Training.of(NETWORK)).steps(40).start(DATA)) {
      run.fit();
      model = run.trained();
    }
  }

  private static Training settings(Training training) {
    return training.optimizer(Optimizer.adam(0.002)).steps(100).reportEvery(1000).threads(1);
  }

  /// The bars under other names: class `c` of the result is class `old.applyAsInt(c)` of the bars,
  /// and images of other classes are left out.
  private static Dataset renamed(List<String> names, IntUnaryOperator old) {
    Map<SplitName, Split> parts = new LinkedHashMap<>();
    for (SplitName splitName : List.of(SplitName.TRAIN, SplitName.VALID)) {
      Split split = DATA.split(splitName).orElseThrow();
      int size = Toys.SHAPE.size();
      float[] all = new float[split.count() * size];
      int[] labels = new int[split.count()];
      int count = 0;
      for (int n = 0; n < split.count(); n++) {
        for (int c = 0; c < names.size(); c++) {
          if (split.label(n) == old.applyAsInt(c)) {
            split.pixels(n, all, count * size);
            labels[count++] = c;
          }
        }
      }
      parts.put(
          splitName,
          Split.of(Toys.SHAPE, Arrays.copyOf(all, count * size), Arrays.copyOf(labels, count)));
    }
    return Dataset.of(names, parts, Normalization.COURSE, Provenance.ofProgram("renamed"));
  }

  private static Evaluation before(Dataset data) {
    try (Run run = Training.of(model).threads(1).start(data)) {
      return run.evaluate(data.split(SplitName.VALID).orElseThrow());
    }
  }

  private static float[] values(Map<String, Tensor> weights, String name) {
    Tensor tensor = weights.get(name);
    assertThat(tensor).as(name).isNotNull();
    return tensor == null ? new float[0] : tensor.toArray();
  }

  private static Evaluation ofModel() {
    try (Evaluator evaluator = Evaluator.open(model, Engine.VECTOR, 1)) {
      return evaluator.evaluate(DATA.split(SplitName.VALID).orElseThrow());
    }
  }

  @Test
  void beginsWhereTheModelEndedAndGetsBetter() {
    Split valid = DATA.split(SplitName.VALID).orElseThrow();
    Evaluation known = ofModel();
    assertThat(known.accuracy()).as("learned something, not all").isBetween(0.5, 0.999);
    try (Run run = settings(Training.of(model)).start(DATA)) {
      assertThat(run.inherited().orElseThrow().readout()).isEqualTo(Readout.KEPT);
      assertThat(run.inherited().orElseThrow().words())
          .isEqualTo("Starting from the weights of 'bars', which has the same classes");
      Evaluation first = run.evaluate(valid);
      assertThat(first.accuracy()).isEqualTo(known.accuracy());
      assertThat(first.loss()).isEqualTo(known.loss());
      run.fit();
      Evaluation last = run.evaluate(valid);
      assertThat(last.accuracy()).isGreaterThan(first.accuracy());
      assertThat(last.loss()).isLessThan(first.loss() / 2);
    }
  }

  @Test
  void findsTheClassesInAnotherOrder() {
    Dataset data = renamed(List.of("leaning", "lying", "standing"), c -> (c + 2) % 3);
    Evaluation first = before(data);
    assertThat(first.accuracy()).isEqualTo(ofModel().accuracy());
    assertThat(first.loss()).isCloseTo(ofModel().loss(), within(1e-6));
  }

  @Test
  void keepsSomeOfTheClasses() {
    Dataset data = renamed(List.of("leaning", "lying"), c -> 2 - 2 * c);
    WarmStart inheritance = WarmStart.of(model, data);
    assertThat(inheritance.readout()).isEqualTo(Readout.CHOSEN);
    assertThat(inheritance.words())
        .isEqualTo(
            "Starting from the weights of 'bars'; its output layer dense1 keeps 2 of 3 classes, in"
                + " the data's order");
    float[] old = values(model.weights(), "dense1/biases");
    assertThat(values(inheritance.weights(), "dense1/biases")).containsExactly(old[2], old[0]);
    assertThat(before(data).accuracy()).isGreaterThan(0.6);
  }

  @Test
  void readsNewClassesOutAnew() {
    Dataset data = renamed(List.of("lying", "standing", "leaning", "crossed"), c -> c);
    try (Run run = settings(Training.of(model)).start(data);
        Run fresh = settings(Training.of(NETWORK)).seed(1).start(DATA)) {
      WarmStart inheritance = run.inherited().orElseThrow();
      assertThat(inheritance.readout()).isEqualTo(Readout.NEW);
      assertThat(inheritance.words())
          .isEqualTo(
              "Starting from the weights of 'bars' with a new output layer dense1: the model does"
                  + " not know crossed");
      Map<String, Tensor> weights = run.trained().weights();
      assertThat(values(weights, "dense1/biases")).containsExactly(0, 0, 0, 0);
      for (String name : List.of("conv1/weights", "batchNorm1/mean", "depthwise1/weights")) {
        assertThat(values(weights, name))
            .isEqualTo(values(model.weights(), name))
            .isNotEqualTo(values(fresh.trained().weights(), name));
      }
      run.fit();
      assertThat(run.evaluate(data.split(SplitName.VALID).orElseThrow()).accuracy())
          .isGreaterThan(0.9);
    }
  }

  @Test
  void fitsAReadoutOfFilters() {
    Network network =
        Network.of(conv(4, 3), relu(), conv(3, 1), globalAveragePool()).named("small");
    try (Run run = settings(Training.of(network)).start(DATA)) {
      Dataset data = renamed(List.of("standing", "new"), c -> 1 + c);
      WarmStart inheritance = WarmStart.of(run.trained(), data);
      assertThat(inheritance.network().layers().get(2)).isEqualTo(conv(2, 1));
      assertThat(inheritance.weights()).containsOnlyKeys("conv1/weights", "conv1/biases");
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    Network network = Network.of(flatten(), dense(3), batchNorm()).named("odd");
    Dataset other = renamed(List.of("standing", "new"), c -> 1 + c);
    try (Run run = settings(Training.of(network)).start(DATA)) {
      TrainedModel odd = run.trained();
      assertThatThrownBy(() -> Training.of(odd).start(other))
          .isInstanceOf(DataException.class)
          .hasMessage(
              """
              network 'odd': its last layer can't be adapted to other classes
                given     batchNorm as the last layer
                expected  dense(3) as the last layer with weights
                fix       use data with the classes lying, standing, leaning\
              """);
    }
    Dataset larger =
        Dataset.of(
            Toys.CLASSES,
            Map.of(
                SplitName.TRAIN,
                Split.of(new ImageShape(9, 9, 1), new float[81 * 20], new int[20])),
            Provenance.ofProgram("larger"));
    assertThatThrownBy(() -> Training.of(model).start(larger))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the network takes images of a different size");
  }

  @Test
  void resumesToTheSameBitsEvenWithoutACheckpoint() throws IOException {
    Dataset data = renamed(List.of("standing", "lying", "new"), c -> new int[] {1, 0, 2}[c]);
    Training training = settings(Training.of(model)).steps(30);
    Path whole = folder.resolve("whole");
    try (Run run = training.out(whole).start(data)) {
      run.fit();
    }
    Path killed = folder.resolve("killed");
    training.out(killed).start(data).close();
    assertThat(killed.resolve("checkpoints")).doesNotExist();
    try (Run run = Run.resume(killed, data)) {
      run.fit();
    }
    assertThat(Files.readAllBytes(killed.resolve("model.safetensors")))
        .isEqualTo(Files.readAllBytes(whole.resolve("model.safetensors")));
    assertThat(new RunFolder(killed).origin().orElseThrow().model()).isEqualTo(model.model());
  }

  @Test
  void tellsWhereItCameFromAndResumesFromNothingElse() throws IOException {
    Path place = folder.resolve("tuned");
    settings(Training.of(model)).source(Path.of("runs/old")).out(place).start(DATA).close();
    BaseModel origin = RunFolder.open(place).record().origin().orElseThrow();
    assertThat(origin.source()).isEqualTo("runs/old");
    assertThat(origin.network()).isEqualTo(model.model().network().name());
    Path copy = place.resolve("origin.safetensors");
    byte[] content = Files.readAllBytes(copy);
    content[content.length - 1] ^= 1;
    Files.write(copy, content);
    assertThatThrownBy(() -> Run.resume(place, DATA))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            %s: not the model that this run started from
              given     checksum %s
              expected  checksum %s, the model of runs/old
              fix       restore the file, or start a new run: kern train --from runs/old\
            """
                .formatted(copy, Checksum.of(content), origin.sha256()));
    Files.delete(copy);
    assertThatThrownBy(() -> Run.resume(place, DATA))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("given     nothing");
  }

  @Test
  void isForgottenWithAnotherNetwork() {
    assertThat(Training.of(model).from()).hasValue(model);
    assertThat(Training.of(model).network(NETWORK).from()).isEmpty();
  }
}
