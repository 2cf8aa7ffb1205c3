package dev.kern.model;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.maxPool;
import static dev.kern.layer.Layer.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.ResizeMode;
import dev.kern.graph.Graph;
import dev.kern.graph.Shape;
import dev.kern.layer.Network;
import dev.kern.layer.Scope;
import dev.kern.run.Heap;
import dev.kern.run.Variables;
import dev.kern.testing.AllocatedBytes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a network says about an image doesn't depend on the images beside it.
final class ImageRunnerTest {
  private static final ImageShape SHAPE = new ImageShape(16, 16, 1);
  private static final int MOST = 73;

  private static final Network SMALL =
      Network.of(
          conv(8, 3), relu(), dropout(), maxPool(2), flatten(), dense(12), batchNorm(), dense(10));

  private static TrainedModel trained(Network network) {
    Model model =
        new Model(
            network,
            SHAPE,
            IntStream.range(0, 10).mapToObj(Integer::toString).toList(),
            Normalization.COURSE);
    Graph graph = new Graph();
    model.logits(Scope.inference(graph), model.images(graph, 1));
    Variables variables = Variables.of(graph);
    variables.initialize(3);
    Random random = new Random(4);
    for (int i = 0; i < variables.values().length; i++) {
      variables.values()[i] += 0.01f * random.nextFloat();
    }
    return TrainedModel.of(model, variables);
  }

  private static float[] pixels(int count) {
    Random random = new Random(5);
    float[] pixels = new float[count * SHAPE.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat() - 0.5f;
    }
    return pixels;
  }

  private static float[] image(float[] pixels, int i) {
    return Arrays.copyOfRange(pixels, i * SHAPE.size(), (i + 1) * SHAPE.size());
  }

  @ParameterizedTest
  @EnumSource
  void outputsHaveTheSameBitsForAnyNumberOfImages(ChunkTest.Kind kind) {
    ImageRunner runner = ImageRunner.of(trained(kind.network));
    float[] pixels = pixels(MOST);
    float[] alone = new float[MOST * runner.width()];
    for (int i = 0; i < MOST; i++) {
      System.arraycopy(
          runner.outputs(image(pixels, i)), 0, alone, i * runner.width(), runner.width());
    }
    for (int count : IntStream.concat(IntStream.range(1, 34), IntStream.of(MOST)).toArray()) {
      float[] together = new float[2 + count * runner.width()];
      runner.run(count, pixels, (MOST - count) * SHAPE.size(), together, 2);
      assertThat(Arrays.copyOfRange(together, 2, together.length))
          .as("%d images at once", count)
          .isEqualTo(Arrays.copyOfRange(alone, (MOST - count) * runner.width(), alone.length));
    }
  }

  @Test
  void listsAreAnsweredAsOneByOne() {
    Classifier classifier = Classifier.of(trained(SMALL));
    float[] pixels = pixels(43);
    float[][] images =
        IntStream.range(0, 43).mapToObj(i -> image(pixels, i)).toArray(float[][]::new);
    assertThat(classifier.classifyAll(images))
        .isEqualTo(Arrays.stream(images).map(classifier::classify).toList());
    assertThat(classifier.classifyAll(new float[0][])).isEmpty();
    images[40] = new float[9];
    assertThatThrownBy(() -> classifier.classifyAll(images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("given     9 numbers\n  expected  256, for an image of 16 x 16\n");
  }

  @Test
  void featuresAreWhatALayerMakesOfAnImage() {
    TrainedModel trained = trained(SMALL);
    Classifier classifier = Classifier.of(trained);
    float[] image = pixels(1);
    ImageRunner runner = classifier.runner();
    assertThat(runner.layers())
        .containsExactly(
            "conv1", "relu1", "dropout1", "maxPool1", "flatten1", "dense1", "batchNorm1", "dense2");
    assertThat(runner.shape("conv1")).isEqualTo(Shape.of(16, 16, 8));
    assertThat(runner.shape("dense1")).isEqualTo(Shape.of(12));
    float[] conv = classifier.features(image, "conv1");
    assertThat(conv).hasSize(16 * 16 * 8);
    for (int i = 0; i < conv.length; i++) {
      conv[i] = Math.max(0, conv[i]);
    }
    assertThat(classifier.features(image, "relu1")).isEqualTo(conv);
    assertThat(classifier.features(image, "dropout1")).isEqualTo(conv);
    assertThat(classifier.features(image, "flatten1"))
        .isEqualTo(classifier.features(image, "maxPool1"));
    assertThat(classifier.features(image, "dense2")).isEqualTo(runner.outputs(image));
  }

  /// A server shows what layers do beside answering; large networks shouldn't take twice the
  /// memory.
  @Test
  void aTracerSharesTheWeights() {
    int units = 20_000;
    TrainedModel trained = trained(Network.of(flatten(), dense(units), dense(10)));
    ImageRunner runner = ImageRunner.of(trained);
    float[] image = pixels(1);
    ActivationTrace expected = ActivationTracer.of(trained).trace(image);
    UnitTrace unit = ActivationTracer.of(trained).unit(image, "dense1", 0, 0, 777).orElseThrow();
    long before = used();
    ActivationTracer tracer = runner.tracer();
    assertThat(used() - before)
        .as("bytes of a tracer of a network with %s MB of weights", SHAPE.size() * units * 4 / 1e6)
        .isLessThan(4_000_000);
    ActivationTrace trace = tracer.trace(image);
    assertThat(trace.answers()).isEqualTo(expected.answers());
    assertThat(trace.estimate()).isEqualTo(expected.estimate());
    assertThat(tracer.unit(image, "dense1", 0, 0, 777)).contains(unit);
    assertThat(unit.weights().orElseThrow().at(3))
        .isEqualTo(trained.weight("dense1/weights").at(3 * units + 777));
  }

  private static long used() {
    System.gc();
    return Heap.limit() - Heap.free();
  }

  @Test
  void layersThatThereArentAreRefused() {
    Classifier classifier = Classifier.of(trained(SMALL));
    assertThatThrownBy(() -> classifier.features(pixels(1), "conv2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "network 'network' has no layer 'conv2'; it has conv1, relu1, dropout1, maxPool1,"
                + " flatten1, dense1, batchNorm1, dense2");
  }

  @Test
  void arraysWithoutRoomAreRefused() {
    ImageRunner runner = ImageRunner.of(trained(SMALL));
    assertThatThrownBy(() -> runner.run(3, pixels(3), 1, new float[30], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            run: the array of images is too short
              given     767 numbers, from index 1 on
              expected  3 x 256
              fix       a longer array, or fewer images\
            """);
    assertThatThrownBy(() -> runner.run(3, pixels(3), 0, new float[30], 1))
        .hasMessageContaining("the array of outputs is too short\n  given     29 numbers")
        .hasMessageContaining("expected  3 x 10\n");
  }

  @Test
  void runningAllocatesNothing() {
    ImageRunner runner = ImageRunner.of(trained(SMALL));
    float[] pixels = pixels(41);
    float[] outputs = new float[41 * runner.width()];
    // Vectors are objects until the just-in-time compiler, which may have to wait for a processor,
    // has optimised what uses them.
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    long bytes;
    do {
      bytes =
          AllocatedBytes.eachTime(
              () -> {
                for (int i = 0; i < 200; i++) {
                  runner.run(41, pixels, 0, outputs, 0);
                }
              });
    } while (bytes >= 200 && System.nanoTime() - end < 0);
    assertThat(bytes).as("bytes of 200 runs of three plans each").isLessThan(200);
  }

  @Test
  void manyThreadsShareAsManyPlansAsProcessors() throws Exception {
    ImageRunner runner = ImageRunner.of(trained(SMALL));
    int count = 40;
    float[] pixels = pixels(count);
    float[] alone = new float[count * runner.width()];
    runner.run(count, pixels, 0, alone, 0);
    float[] features = runner.features(image(pixels, 0), "maxPool1");
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<Boolean>> answers =
          IntStream.range(0, 400)
              .mapToObj(
                  n ->
                      threads.submit(
                          () -> {
                            float[] own = new float[count * runner.width()];
                            runner.run(n % count, pixels, 0, own, 0);
                            int end = n % count * runner.width();
                            return Arrays.equals(own, 0, end, alone, 0, end)
                                && Arrays.equals(
                                    features, runner.features(image(pixels, 0), "maxPool1"));
                          }))
              .toList();
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    }
    assertThat(runner.replicas()).isBetween(1, Runtime.getRuntime().availableProcessors());
  }

  @Test
  void aWarmUpSaysWhatItReached() {
    Classifier classifier = Classifier.of(trained(SMALL));
    WarmUp first = classifier.warmUp(Duration.ofMillis(300));
    assertThat(first.paths())
        .extracting(WarmUp.Path::name)
        .containsExactly("one image", "32 images", "8 images", "a PNG file", "a JPEG file");
    assertThat(first.paths()).allMatch(path -> path.calls() > 0 && path.micros() > 0);
    assertThat(first.toString()).contains("one image ").contains(" µs after ");
    assertThat(classifier.replicas()).isEqualTo(Runtime.getRuntime().availableProcessors());
    WarmUp whole = classifier.warmUp(Duration.ofMinutes(2));
    assertThat(whole.steady()).as(whole.toString()).isTrue();
    assertThat(Classifier.of(trained(SMALL)).warmUp().paths())
        .as("another network of the same layers")
        .allMatch(path -> path.calls() == 0 && path.steady() && path.micros() > 0);
    assertThat(new WarmUp(List.of(new WarmUp.Path("one image", 8_192, 612, 13.14, true))))
        .hasToString("warm after 612 ms: one image 13.1 µs after 8,192 calls");
    assertThat(new WarmUp.Path("8 images", 0, 0, 92, true))
        .hasToString("8 images 92.0 µs as before");
    assertThat(new WarmUp(List.of(new WarmUp.Path("one image", 12, 50, 99, false))))
        .hasToString(
            "not yet warm after 50 ms: one image 99.0 µs after 12 calls, still becoming faster");
  }

  @Test
  void networksForTensorsThatNoFileHoldsBecomeWarmToo() {
    Model model =
        new Model(
                Network.of(conv(2, 3), flatten(), dense(2)),
                new ImageShape(6, 6, 5),
                List.of("a", "b"),
                Normalization.COURSE)
            .withResizeMode(ResizeMode.CROP);
    Graph graph = new Graph();
    model.logits(Scope.inference(graph), model.images(graph, 1));
    Classifier classifier = Classifier.of(TrainedModel.of(model, Variables.of(graph)));
    assertThat(classifier.warmUp(Duration.ofMillis(300)).paths())
        .extracting(WarmUp.Path::name)
        .startsWith("one image")
        .doesNotContain("a PNG file", "a JPEG file");
  }
}
