package dev.kern.train;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.sgd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.file.DataException;
import dev.kern.layer.Network;
import dev.kern.run.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClassifierTest {
  private static final Dataset DATA = Toys.bars(300, 60, 60);
  @TempDir static Path folder;

  @BeforeAll
  static void train() {
    Training training =
        Training.of(Network.of(flatten(), dense(16), relu(), dense(3)))
            .optimizer(sgd(0.2))
            .steps(300)
            .threads(1)
            .out(folder.resolve("run"));
    try (Run run = training.start(DATA)) {
      run.fit();
      assertThat(Classifier.load(run).classify(image(4)))
          .isEqualTo(Classifier.load(folder.resolve("run")).classify(image(4)));
    }
  }

  private static float[] image(int sample) {
    float[] pixels = new float[DATA.shape().size()];
    DATA.test().pixels(sample, pixels, 0);
    return pixels;
  }

  @Test
  void tellsWhatItHasLearned() {
    Classifier classifier = Classifier.load(folder.resolve("run/model.safetensors"));
    int right = 0;
    for (int i = 0; i < DATA.test().count(); i++) {
      Prediction prediction = classifier.classify(image(i));
      right += prediction.label().equals(Toys.CLASSES.get(DATA.test().label(i))) ? 1 : 0;
      assertThat(prediction.probabilities().keySet()).containsExactlyElementsOf(Toys.CLASSES);
      assertThat(prediction.probability())
          .isEqualTo(prediction.probabilities().get(prediction.label()));
    }
    assertThat(right).isGreaterThan(55);
  }

  @Test
  void agreesWithTheEvaluator() {
    TrainedModel trained = TrainedModel.read(folder.resolve("run"));
    Classifier classifier = Classifier.load(folder.resolve("run"));
    try (Evaluator evaluator = Evaluator.open(trained, Engine.VECTOR, 1)) {
      Evaluation evaluation = evaluator.evaluate(DATA.test());
      for (Mistake mistake : evaluation.mistakes()) {
        assertThat(classifier.classify(image(mistake.image())).label())
            .isEqualTo(mistake.predicted());
      }
      assertThat(evaluation.count()).isEqualTo(60);
      assertThat(evaluation.accuracy()).isGreaterThan(0.9);
    }
  }

  @Test
  void answersManyThreadsAtOnce() throws Exception {
    Classifier classifier = Classifier.load(folder.resolve("run"));
    List<Prediction> alone = new ArrayList<>();
    for (int i = 0; i < DATA.test().count(); i++) {
      alone.add(classifier.classify(image(i)));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Prediction>> together = new ArrayList<>();
      for (int n = 0; n < 600; n++) {
        int sample = n % DATA.test().count();
        together.add(threads.submit(() -> classifier.classify(image(sample))));
      }
      for (int n = 0; n < 600; n++) {
        assertThat(together.get(n).get()).isEqualTo(alone.get(n % alone.size()));
      }
    }
  }

  @Test
  void refusesPicturesOfAnotherSize() {
    Classifier classifier = Classifier.load(folder.resolve("run"));
    assertThatThrownBy(() -> classifier.classify(new float[784]))
        .hasMessage("the network takes pictures of 8 x 8, 64 numbers, given 784");
  }

  @Test
  void saysWhichModelIsMissing() {
    Path missing = folder.resolve("missing.safetensors");
    assertThatThrownBy(() -> Classifier.load(missing))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(missing + ": there is no such file or folder\n");
  }
}
