package dev.kern.examples;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.adam;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Dataset;
import dev.kern.data.format.Datasets;
import dev.kern.layer.Network;
import dev.kern.model.Classifier;
import dev.kern.model.Evaluation;
import dev.kern.model.Predictor;
import dev.kern.model.TrainedModel;
import dev.kern.testing.Fixtures;
import dev.kern.train.Run;
import dev.kern.train.Training;
import dev.kern.train.event.Finished;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs that users would write do what they say.
final class ProgramsTest {
  private static final Dataset LETTERS = Datasets.open(Fixtures.letters());

  private static Training training() {
    return Training.of(Network.of(conv(8, 5).stride(2), relu(), flatten(), dense(10)))
        .optimizer(adam(0.003))
        .batch(16)
        .steps(400)
        .reportEvery(50);
  }

  private static TrainedModel trained() {
    try (Run run = training().start(LETTERS)) {
      run.fit();
      return run.trained();
    }
  }

  @Test
  void ownLossAndMetric() {
    Evaluation evaluation = OwnLoss.train(LETTERS);
    assertThat(evaluation.accuracy()).isGreaterThan(0.6);
    assertThat(requireNonNull(evaluation.metrics().get("confident"))).isBetween(0.3, 1.0);
  }

  @Test
  void ownAugmentation() {
    assertThat(OwnAugmentation.train(LETTERS).accuracy()).isGreaterThan(0.6);
  }

  @Test
  void customLoopMovesTheStatistics() {
    TrainedModel model = CustomLoop.train(LETTERS, 2);
    assertThat(requireNonNull(model.weights().get("batchNorm1/mean")).toArray()).doesNotContain(0f);
    assertThat(requireNonNull(model.weights().get("batchNorm1/variance")).toArray())
        .doesNotContain(1f);
  }

  @Test
  void onlyTheHeadLearns() {
    TrainedModel before = trained();
    TrainedModel after = NewHead.train(before, LETTERS);
    assertThat(after.weights().get("conv1/weights"))
        .isEqualTo(before.weights().get("conv1/weights"));
    assertThat(after.weights().get("dense1/weights"))
        .isNotEqualTo(before.weights().get("dense1/weights"));
  }

  @Test
  void bothOutputsAreLearned() {
    Random random = new Random(1);
    int count = 600;
    float[] images = new float[count * 64];
    float[][] numbers = new float[count][];
    for (int i = 0; i < count; i++) {
      int row = random.nextInt(8);
      float brightness = 0.2f + 0.8f * random.nextFloat();
      images[i * 64 + row * 8 + random.nextInt(8)] = brightness;
      numbers[i] = new float[] {row < 4 ? 0 : 1, brightness};
    }
    Predictor predictor = TwoOutputs.train(images, numbers);
    float[] image = new float[64];
    image[6 * 8 + 3] = 0.7f;
    assertThat(predictor.predict(image).head("half").value("lower")).isGreaterThan(0.8);
    assertThat(predictor.predict(image).head("brightness").value("brightness"))
        .isEqualTo(0.7, within(0.2));
  }

  @Test
  void imagesComeFromMemoryAndFromAStream() {
    List<BufferedImage> images = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      images.add(new BufferedImage(20 + i, 30, BufferedImage.TYPE_INT_RGB));
      images.getLast().setRGB(i, i % 30, 0xffffff);
    }
    int[] labels = IntStream.range(0, 40).map(i -> i % 2).toArray();
    Dataset resized = ImagesInMemory.ofImages(images, labels);
    assertThat(resized.shape().toString()).isEqualTo("16 x 16");
    Random random = new Random(2);
    Dataset rows =
        ImagesInMemory.ofRows(
            IntStream.range(0, 50)
                .mapToObj(
                    i -> {
                      byte[] pixels = new byte[256];
                      random.nextBytes(pixels);
                      pixels[0] = (byte) (i % 2 * 255);
                      return pixels;
                    }));
    assertThat(rows.train().count() + rows.valid().count() + rows.test().count()).isEqualTo(50);
  }

  @Test
  void uploadsAreAnsweredFromEightThreads() throws Exception {
    UploadHandler handler = new UploadHandler(trained());
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(letter(), "png", png);
    Callable<String> upload = () -> handler.handle(new ByteArrayInputStream(png.toByteArray()));
    String expected = upload.call();
    assertThat(expected).matches("200 [A-J] [01]\\.\\d{3}");
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<String>> answers =
          IntStream.range(0, 64).mapToObj(_ -> threads.submit(upload)).toList();
      for (Future<String> answer : answers) {
        assertThat(answer.get()).isEqualTo(expected);
      }
    }
    assertThat(handler.handle(new ByteArrayInputStream(new byte[3]))).startsWith("400 ");
  }

  @Test
  void theServiceInTheManualAnswersAllThreads(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("letters.safetensors");
    trained().write(file);
    ServeInAProgram service = new ServeInAProgram(file);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(letter(), "png", png);
    String expected = Classifier.load(file).classify(letter()).label();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers =
          IntStream.range(0, 200)
              .mapToObj(_ -> threads.submit(() -> service.label(png.toByteArray())))
              .toList();
      for (Future<String> answer : answers) {
        assertThat(answer.get()).isEqualTo(expected);
      }
    }
    String source =
        Files.readString(
            Path.of("../examples/src/main/java/dev/kern/examples/ServeInAProgram.java"));
    String manual = Files.readString(Path.of("../docs/USING.md"));
    manual
        .lines()
        .dropWhile(line -> !line.equals("## In a service"))
        .dropWhile(line -> !line.equals("```java"))
        .skip(1)
        .takeWhile(line -> !line.equals("```"))
        .forEach(line -> assertThat(source).contains(line.strip()));
  }

  private static BufferedImage letter() throws IOException {
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    float[] pixels = new float[28 * 28];
    LETTERS.test().pixels(0, pixels, 0);
    int[] bytes = new int[pixels.length];
    Arrays.setAll(bytes, i -> Math.round(255 * (pixels[i] + 0.5f)));
    image.getRaster().setPixels(0, 0, 28, 28, bytes);
    return image;
  }

  @Test
  void aListenerEndsTheRun() {
    Finished finished = StopEarly.train(training().steps(5_000), LETTERS, 0.6);
    assertThat(finished.steps()).isLessThan(5_000);
  }
}
