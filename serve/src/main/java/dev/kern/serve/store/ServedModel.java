package dev.kern.serve.store;

import dev.kern.data.Normalization;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.graph.Shape;
import dev.kern.model.ActivationMapper;
import dev.kern.model.ActivationTracer;
import dev.kern.model.ImageRunner;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A version of a model that answers, by any thread.
///
/// What it says about an image has the same bits whether the image comes alone or with any others.
public final class ServedModel {
  private final String name;
  private final long version;
  private final ImageRunner runner;
  private final List<Output> outputs;
  private @Nullable ActivationTracer tracer;
  private Optional<ActivationMapper> mapper = Optional.empty();
  private boolean sought;

  private ServedModel(String name, long version, ImageRunner runner) {
    this.name = name;
    this.version = version;
    this.runner = runner;
    this.outputs = Output.of(runner.model().targets());
  }

  /// A version of a model with what it has learned.
  public static ServedModel of(String name, long version, TrainedModel trained) {
    return new ServedModel(name, version, ImageRunner.of(trained));
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
    return runner.model();
  }

  /// What each layer makes of an image, for people; compiled when it is first asked for, over the
  /// same weights.
  public synchronized ActivationTracer tracer() {
    if (tracer == null) {
      tracer = runner.tracer();
    }
    return tracer;
  }

  /// Shows where in an image it sees what speaks for an answer, if it has layers with rows and
  /// columns; compiled when it is first asked for.
  public synchronized Optional<ActivationMapper> mapper() {
    if (!sought) {
      mapper = runner.mapper();
      sought = true;
    }
    return mapper;
  }

  /// What it says about an image.
  public List<Output> outputs() {
    return outputs;
  }

  /// The output of this name, if there is one.
  public Optional<Output> output(String called) {
    return outputs.stream().filter(output -> output.name().equals(called)).findFirst();
  }

  /// The names of the layers that [#features] can be asked for.
  public List<String> layers() {
    return runner.layers();
  }

  /// Runs the network until it is as fast as it gets.
  void warm() {
    runner.warmUp();
  }

  /// What the network says about images.
  ///
  /// Fails with `DataException` if a pixel or what the network says is no finite number.
  ///
  /// @param pixels `[images, height, width, channels]`, normalised as the training images were
  /// @return the answers of each of the [#outputs]
  public List<Answers> infer(float[] pixels) {
    expectFinite(pixels);
    int images = pixels.length / model().image().size();
    float[] raw = new float[images * runner.width()];
    runner.run(images, pixels, 0, raw, 0);
    List<Answers> answers = new ArrayList<>();
    int at = 0;
    for (Output output : outputs) {
      float[] numbers = new float[images * output.width()];
      for (int image = 0; image < images; image++) {
        output.write(raw, image * runner.width() + at, numbers, image * output.width());
      }
      answers.add(expectFinite(new Answers(output, images, numbers)));
      at += output.width();
    }
    return answers;
  }

  /// What a layer makes of images: its activations of each, one after the other.
  ///
  /// Fails with `DataException` if there is no such layer, a pixel or what the layer makes of it
  /// isn't a finite number, or there would be too many numbers.
  ///
  /// @param pixels `[images, height, width, channels]`, normalised as the training images were
  /// @param most how many numbers there may be
  public Features features(float[] pixels, String layer, int most) {
    if (!layers().contains(layer)) {
      throw Problem.at("model '" + name + "'", "there is no such layer")
          .given(Problem.quote(layer))
          .expected(Problem.list(layers()))
          .fix("use one of these names");
    }
    expectFinite(pixels);
    Shape shape = runner.shape(layer);
    int size = model().image().size();
    int images = pixels.length / size;
    if ((long) images * shape.size() > most) {
      throw Problem.at("model '%s', layer '%s'".formatted(name, layer), "too many numbers")
          .given("%s for %d images".formatted(shape, images))
          .expected("at most " + Problem.count(most) + " in one answer")
          .fix("send fewer images at a time");
    }
    float[] numbers = new float[images * shape.size()];
    for (int image = 0; image < images; image++) {
      float[] pixelsOfOne = Arrays.copyOfRange(pixels, image * size, (image + 1) * size);
      float[] features = runner.features(pixelsOfOne, layer);
      for (int i = 0; i < features.length; i++) {
        if (!Float.isFinite(features[i])) {
          throw notFinite(image, "%s of layer '%s'".formatted(features[i], layer));
        }
      }
      System.arraycopy(features, 0, numbers, image * features.length, features.length);
    }
    return new Features(layer, shape.toArray(), numbers);
  }

  /// Refuses pixels that aren't finite numbers.
  ///
  /// Fails with `DataException` if there is one.
  public void expectFinite(float[] pixels) {
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

  private Answers expectFinite(Answers answers) {
    for (int i = 0; i < answers.numbers().length; i++) {
      if (!Float.isFinite(answers.numbers()[i])) {
        int width = answers.output().width();
        String said = answers.output().targets().names().get(i % width);
        throw notFinite(i / width, "%s for '%s'".formatted(answers.numbers()[i], said));
      }
    }
    return answers;
  }

  private DataException notFinite(int image, String given) {
    return Problem.at("model '%s', image %d".formatted(name, image), "no finite answer")
        .given(given)
        .fix("send pixels that are scaled as the training images were; these are too large");
  }

  /// The input of the network for bytes from 0 to 255, such as an image's decoded pixels.
  ///
  /// Fails with `DataException` if it isn't known how the training images were scaled.
  public float[] scaled(byte[] values) {
    Normalization scaling =
        model()
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
    return "%s, version %d: %s".formatted(name, version, model());
  }
}
