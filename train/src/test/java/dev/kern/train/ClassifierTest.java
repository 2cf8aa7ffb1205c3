package dev.kern.train;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.sgd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.ResizeMode;
import dev.kern.data.file.DataException;
import dev.kern.layer.Network;
import dev.kern.model.Classifier;
import dev.kern.model.Evaluation;
import dev.kern.model.Evaluator;
import dev.kern.model.Mistake;
import dev.kern.model.Prediction;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
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
      assertThat(run.classifier().classify(image(4)))
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
  void refusesImagesOfAnotherSize() {
    Classifier classifier = Classifier.load(folder.resolve("run"));
    assertThatThrownBy(() -> classifier.classify(new float[784]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            classify: the image has another size than the network takes
              given     784 numbers
              expected  64, for an image of 8 x 8
              fix       [height, width, channels] of that size, or classify(BufferedImage)\
            """);
  }

  @Test
  void saysWhichModelIsMissing() {
    Path missing = folder.resolve("missing.safetensors");
    assertThatThrownBy(() -> Classifier.load(missing))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(missing + ": no such file or folder\n");
  }

  /// An image that is as wide as it is high, of one of the classes.
  private static BufferedImage drawn(int sample, int size) {
    float[] pixels = image(sample);
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        float pixel = pixels[i * 8 / size * 8 + j * 8 / size];
        image.getRaster().setSample(j, i, 0, Math.clamp(Math.round(pixel * 255 + 127.5), 0, 255));
      }
    }
    return image;
  }

  private static byte[] png(BufferedImage image) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Classifier resizing() {
    TrainedModel trained = TrainedModel.read(folder.resolve("run"));
    return Classifier.of(
        new TrainedModel(trained.model().withResizeMode(ResizeMode.STRETCH), trained.weights()));
  }

  @Test
  void takesAnImageInAnyForm() throws IOException {
    for (int size : new int[] {8, 29}) {
      Classifier classifier = size == 8 ? Classifier.load(folder.resolve("run")) : resizing();
      int right = 0;
      for (int i = 0; i < 12; i++) {
        byte[] png = png(drawn(i, size));
        Path file = Files.write(folder.resolve(size + "-" + i + ".png"), png);
        Prediction prediction = classifier.classify(drawn(i, size));
        assertThat(classifier.classify(file)).isEqualTo(prediction);
        assertThat(classifier.classify(png)).isEqualTo(prediction);
        assertThat(classifier.classify("upload", png)).isEqualTo(prediction);
        assertThat(classifier.classify(new ByteArrayInputStream(png))).isEqualTo(prediction);
        assertThat(classifier.classifyAll(List.of(drawn(i, size), drawn(i, size))))
            .containsExactly(prediction, prediction);
        assertThat(classifier.classifyFiles(List.of(file))).containsExactly(prediction);
        right += prediction.label().equals(Toys.CLASSES.get(DATA.test().label(i))) ? 1 : 0;
      }
      assertThat(right).isGreaterThan(9);
    }
    assertThat(Classifier.load(folder.resolve("run")).classifyAll(new float[][] {image(1)}))
        .containsExactly(Classifier.load(folder.resolve("run")).classify(image(1)));
  }

  @Test
  void refusesImagesOfAnotherSizeUnlessTheyAreBroughtToIt() {
    Classifier classifier = Classifier.load(folder.resolve("run"));
    BufferedImage image = drawn(0, 9);
    assertThatThrownBy(() -> classifier.classify(image))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("given     9 x 9 (height x width)\n  expected  8 x 8\n");
    byte[] png = png(image);
    assertThatThrownBy(() -> classifier.classify(png))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("given     9 x 9 (height x width)\n  expected  8 x 8\n");
    assertThatThrownBy(() -> classifier.classify(new ByteArrayInputStream(new byte[9])))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("image: not an image file\n");
  }

  @Test
  void uploadsFromEightThreadsShareAsManyPlansAsProcessors() throws Exception {
    Classifier classifier = resizing();
    List<byte[]> uploads = new ArrayList<>();
    List<Prediction> alone = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      uploads.add(png(drawn(i, 17 + i)));
      alone.add(classifier.classify(uploads.get(i)));
    }
    CountDownLatch start = new CountDownLatch(8);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<List<Prediction>>> answers = new ArrayList<>();
      for (int n = 0; n < 8; n++) {
        answers.add(
            threads.submit(
                () -> {
                  start.countDown();
                  start.await();
                  return uploads.stream()
                      .map(upload -> classifier.classify(new ByteArrayInputStream(upload)))
                      .toList();
                }));
      }
      for (Future<List<Prediction>> answer : answers) {
        assertThat(answer.get()).isEqualTo(alone);
      }
    }
    assertThat(classifier.replicas()).isBetween(1, Runtime.getRuntime().availableProcessors());
  }
}
