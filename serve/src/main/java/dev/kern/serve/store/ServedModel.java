package dev.kern.serve.store;

import dev.kern.data.Normalization;
import dev.kern.data.file.Problem;
import dev.kern.model.Classifier;
import dev.kern.model.Estimate;
import dev.kern.model.Model;
import dev.kern.model.Predictor;
import dev.kern.model.TrainedModel;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/// A version of a model that answers, by any thread.
///
/// Each image is computed by itself, so its numbers don't depend on those that it came with.
public final class ServedModel {
  private static final int WARM_RUNS = 2000;
  private static final long WARM_NANOS = 300_000_000;

  private final String name;
  private final long version;
  private final Model model;
  private final List<Output> outputs;
  private final Function<float[], Collection<Double>> network;

  private ServedModel(
      String name, long version, Model model, Function<float[], Collection<Double>> network) {
    this.name = name;
    this.version = version;
    this.model = model;
    this.outputs = Output.of(model.targets());
    this.network = network;
  }

  /// A version of a model with what it has learned.
  public static ServedModel of(String name, long version, TrainedModel trained) {
    if (trained.model().targets().areClasses()) {
      Classifier classifier = Classifier.of(trained);
      return new ServedModel(
          name,
          version,
          trained.model(),
          image -> classifier.classify(image).probabilities().values());
    }
    Predictor predictor = Predictor.of(trained);
    return new ServedModel(
        name, version, trained.model(), image -> numbers(predictor.predict(image)));
  }

  private static Collection<Double> numbers(Estimate estimate) {
    return estimate.heads().isEmpty()
        ? estimate.values().values()
        : estimate.heads().values().stream()
            .flatMap(head -> head.values().values().stream())
            .toList();
  }

  /// The name that it is asked by.
  public String name() {
    return name;
  }

  /// Such as 1.
  public long version() {
    return version;
  }

  /// The network and its task.
  public Model model() {
    return model;
  }

  /// What it says about an image.
  public List<Output> outputs() {
    return outputs;
  }

  /// Runs the network until it is as fast as it gets.
  void warm() {
    float[] image = new float[model.image().size()];
    long end = System.nanoTime() + WARM_NANOS;
    for (int i = 0; i < WARM_RUNS && System.nanoTime() < end; i++) {
      network.apply(image);
    }
  }

  /// What the network says about images.
  ///
  /// Fails with `DataException` if a pixel or what the network says is no finite number.
  ///
  /// @param pixels `[images, height, width, channels]`, normalised as the training images were
  /// @return the answers of each of the [#outputs]
  public List<Answers> infer(float[] pixels) {
    int size = model.image().size();
    int images = pixels.length / size;
    expectFinite(pixels);
    List<Answers> answers =
        outputs.stream()
            .map(output -> new Answers(output, images, new float[images * output.width()]))
            .toList();
    for (int image = 0; image < images; image++) {
      var said =
          network.apply(Arrays.copyOfRange(pixels, image * size, (image + 1) * size)).iterator();
      for (Answers answer : answers) {
        int width = answer.output().width();
        for (int i = 0; i < width; i++) {
          answer.numbers()[image * width + i] = said.next().floatValue();
        }
        expectFinite(answer, image);
      }
    }
    return answers;
  }

  private void expectFinite(float[] pixels) {
    float sum = 0; // a sum of zeros, unless one of them is no finite number
    for (float pixel : pixels) {
      sum += pixel * 0;
    }
    if (sum == 0) {
      return;
    }
    int at = 0;
    while (Float.isFinite(pixels[at])) {
      at++;
    }
    throw Problem.at("model '%s', input 'images'".formatted(name), "a pixel isn't a finite number")
        .given("%s at [%d]".formatted(pixels[at], at))
        .expected("numbers within the range of 32-bit floats")
        .fix("send pixels that are scaled as the training images were");
  }

  private void expectFinite(Answers answer, int image) {
    for (Answers.Entry entry : answer.all(image)) {
      if (!Float.isFinite(entry.number())) {
        throw Problem.at("model '%s', image %d".formatted(name, image), "there is no finite answer")
            .given("%s for '%s'".formatted(entry.number(), entry.name()))
            .fix("send pixels that are scaled as the training images were; these are too large");
      }
    }
  }

  /// The input of the network for bytes from 0 to 255, such as an image's decoded pixels.
  ///
  /// Fails with `DataException` if it isn't known how the training images were scaled.
  public float[] scaled(byte[] values) {
    Normalization scaling =
        model
            .normalization()
            .orElseThrow(
                () ->
                    Problem.at(
                            "model '" + name + "'",
                            "it isn't known how the network's training images were scaled")
                        .given("pixels from 0 to 255")
                        .expected("FP32 numbers that are scaled already")
                        .fix("start the server with --scale, such as --scale 0..1"));
    float[] pixels = new float[values.length];
    Normalization.lookUp(scaling.table(), values, 0, values.length, pixels, 0);
    return pixels;
  }

  /// `letters, version 1: lenet: images of 28 x 28; 3 classes: A, B, C`.
  @Override
  public String toString() {
    return "%s, version %d: %s".formatted(name, version, model);
  }
}
