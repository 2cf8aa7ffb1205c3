package dev.kern.model;

import dev.kern.data.ImageFiles;
import dev.kern.data.augment.View;
import dev.kern.data.file.Problem;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Says the values, labels or heads of an image; for classes there is [Classifier].
///
/// ```java
/// Predictor predictor = Predictor.load(Path.of("runs/angles-1"));
/// double degrees = predictor.predict(upload).value("degrees");
/// ```
///
/// Images are decoded, turned to the network's channels and scaled as the training images were.
/// They have the size that the network takes, or any size if the model has a [Model#resizeMode].
///
/// Thread-safe: make one, and let all threads ask it. It holds no threads and no files, and needs
/// no closing.
public final class Predictor {
  private final ImageRunner runner;
  private final Decision decision;

  private Predictor(ImageRunner runner, Decision decision) {
    this.runner = runner;
    this.decision = decision;
  }

  /// A predictor with what a model has learned; labels apply from a probability of 0.5 on, or the
  /// model's threshold.
  ///
  /// Fails with `DataException` if the model is a classifier; see [Classifier].
  public static Predictor of(TrainedModel trained) {
    if (trained.model().targets().areClasses()) {
      throw Problem.at(
              "predictor by '%s'".formatted(trained.model().network().name()),
              "the network is a classifier")
          .given("a network for " + trained.model().targets())
          .expected("a network for values, labels or heads")
          .fix("Classifier.of(trained), or Classifier.load(path)");
    }
    return new Predictor(new ImageRunner(trained, "predict"), trained.model().decision());
  }

  /// A predictor from a run folder or a `.safetensors` file.
  ///
  /// Fails with `DataException` if there is none, or the model is a classifier; see [Classifier].
  public static Predictor load(Path path) {
    return of(TrainedModel.read(path));
  }

  /// The same, where labels apply from another probability on; it shares the plans of this one.
  ///
  /// Fails with [IllegalArgumentException] if it isn't between 0 and 1.
  public Predictor threshold(double probability) {
    return new Predictor(runner, decision.withThreshold(probability));
  }

  /// The network and its task.
  public Model model() {
    return runner.model();
  }

  private Estimate estimate(float[] outputs) {
    return Estimate.of(model().targets(), outputs, 0, decision);
  }

  /// What is said about an image whose pixels are a network's input already.
  ///
  /// Fails with [IllegalArgumentException] if it has another size than the network takes.
  ///
  /// @param image `[height, width, channels]`, normalised as the training images were
  public Estimate predict(float[] image) {
    return estimate(runner.outputs(image));
  }

  /// What is said about several views of such an image on average.
  ///
  /// Fails as [#predict(float[])] does.
  public Estimate predict(float[] image, List<View> views) {
    return estimate(runner.outputs(image, views));
  }

  /// What is said about an image in memory, of any type, as if it had been read from a PNG file.
  ///
  /// Fails with `DataException` if it has another size than the network takes and the model has no
  /// [Model#resizeMode], or it isn't known how the training images were normalised.
  public Estimate predict(BufferedImage image) {
    return estimate(runner.outputs(image));
  }

  /// What is said about an image file: PNG, JPEG, BMP or GIF.
  ///
  /// Fails with `DataException` if it can't be read, and as [#predict(BufferedImage)] does.
  public Estimate predict(Path file) {
    return estimate(runner.outputs(runner.pixels(file)));
  }

  /// What is said about an image file that a stream gives; the stream is read to its end, but not
  /// past the size of the largest image file, and left open.
  ///
  /// Fails as [#predict(Path)] does.
  public Estimate predict(InputStream file) {
    return predict("image", ImageFiles.content("image", file));
  }

  /// What is said about an image file whose content is in memory.
  ///
  /// Fails as [#predict(Path)] does.
  public Estimate predict(byte[] file) {
    return predict("image", file);
  }

  /// What is said about an image file whose content is in memory.
  ///
  /// Fails as [#predict(Path)] does.
  ///
  /// @param name what messages call it
  public Estimate predict(String name, byte[] file) {
    return estimate(runner.outputs(name, file));
  }

  /// What is said about each of these images. Several are computed at once, which is faster; the
  /// bits are those of [#predict(BufferedImage)].
  ///
  /// Fails as [#predict(BufferedImage)] does, at the first that it can't say anything about.
  public List<Estimate> predictAll(List<? extends BufferedImage> images) {
    return estimates(images.size(), i -> runner.pixels(images.get(i)));
  }

  /// What is said about each of these images whose pixels are a network's input already. Several
  /// are computed at once, which is faster; the bits are those of [#predict(float[])].
  ///
  /// Fails as [#predict(float[])] does.
  public List<Estimate> predictAll(float[][] images) {
    return estimates(images.length, i -> images[i]);
  }

  private List<Estimate> estimates(int count, IntFunction<float[]> image) {
    float[] outputs = runner.outputs(count, image);
    return IntStream.range(0, count)
        .mapToObj(i -> Estimate.of(model().targets(), outputs, i * runner.width(), decision))
        .toList();
  }

  /// Asks about images of noise until the just-in-time compiler has made that fast, for at most ten
  /// seconds: call it before a service says that it is ready. See [ImageRunner#warmUp(Duration)].
  public WarmUp warmUp() {
    return warmUp(ImageRunner.LONGEST_WARM_UP);
  }

  /// The same for at most so long.
  public WarmUp warmUp(Duration most) {
    return runner.warmUp(most, this::estimate);
  }

  /// What computes the outputs, for those who want them alone, or the features of a layer.
  public ImageRunner runner() {
    return runner;
  }

  /// `predictor by angles: images of 28 x 28; 1 value: degrees`.
  @Override
  public String toString() {
    return "predictor by " + model();
  }
}
