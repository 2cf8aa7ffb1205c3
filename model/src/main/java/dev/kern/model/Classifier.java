package dev.kern.model;

import dev.kern.data.ImageFiles;
import dev.kern.data.Targets;
import dev.kern.data.file.Problem;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Says what an image shows.
///
/// ```java
/// Classifier classifier = Classifier.load(Path.of("runs/lenet-1"));
///
/// Prediction handle(InputStream upload) { // by any thread
///   return classifier.classify(upload);
/// }
/// ```
///
/// Images are decoded, turned to the network's channels and scaled as the training images were.
/// They have the size that the network takes, or any size if the model has a [Model#resizeMode]:
/// then they are resized to it.
///
/// Thread-safe: make one, and let all threads ask it. There are at most as many plans as
/// processors, over the same weights; a thread that comes when all are in use waits for one. It
/// holds no threads and no files, and needs no closing.
public final class Classifier {
  private final ImageRunner runner;

  private Classifier(TrainedModel trained) {
    Targets targets = trained.model().targets();
    if (!targets.areClasses()) {
      throw Problem.at(
              "classifier by '%s'".formatted(trained.model().network().name()),
              "the network isn't a classifier")
          .given("a network for " + targets)
          .expected("a network for classes")
          .fix("Predictor.of(trained), or Predictor.load(path)");
    }
    runner = new ImageRunner(trained, "classify");
  }

  /// A classifier with what a model has learned.
  ///
  /// Fails with `DataException` if the model says something else than classes; see [Predictor].
  public static Classifier of(TrainedModel trained) {
    return new Classifier(trained);
  }

  /// A classifier from a run folder or a `.safetensors` file.
  ///
  /// Fails with `DataException` if there is none, or the model says something else than classes;
  /// see [Predictor].
  public static Classifier load(Path path) {
    return new Classifier(TrainedModel.read(path));
  }

  /// The network and its task.
  public Model model() {
    return runner.model();
  }

  /// What an image shows whose pixels are a network's input already.
  ///
  /// Fails with [IllegalArgumentException] if it has another size than the network takes.
  ///
  /// @param image `[height, width, channels]`, normalised as the training images were
  public Prediction classify(float[] image) {
    return prediction(runner.outputs(image));
  }

  private Prediction prediction(float[] logits) {
    return Prediction.of(model().classes(), logits, 0);
  }

  /// What an image in memory shows, of any type, as if it had been read from a PNG file.
  ///
  /// Fails with `DataException` if it has another size than the network takes and the model has no
  /// [Model#resizeMode], or it isn't known how the training images were normalised.
  public Prediction classify(BufferedImage image) {
    return prediction(runner.outputs(image));
  }

  /// What an image file shows: PNG, JPEG, BMP or GIF.
  ///
  /// Fails with `DataException` if it can't be read, has another size than the network takes and
  /// the model has no [Model#resizeMode], or it isn't known how the training images were
  /// normalised.
  public Prediction classify(Path file) {
    return classify(file.toString(), ImageFiles.content(file));
  }

  /// What an image file shows that a stream gives, such as an upload; the stream is read to its
  /// end, but not past the size of the largest image file, and left open.
  ///
  /// Fails as [#classify(Path)] does.
  public Prediction classify(InputStream file) {
    return classify("image", ImageFiles.content("image", file));
  }

  /// What an image file shows whose content is in memory.
  ///
  /// Fails as [#classify(Path)] does.
  public Prediction classify(byte[] file) {
    return classify("image", file);
  }

  /// What an image file shows whose content is in memory.
  ///
  /// Fails as [#classify(Path)] does.
  ///
  /// @param name what messages call it
  public Prediction classify(String name, byte[] file) {
    return prediction(runner.outputs(name, file));
  }

  /// What each of these images shows, one after the other.
  ///
  /// Fails as [#classify(BufferedImage)] does, at the first that can't be classified.
  public List<Prediction> classifyAll(List<? extends BufferedImage> images) {
    return images.stream().map(this::classify).toList();
  }

  /// What each of these images shows whose pixels are a network's input already.
  ///
  /// Fails as [#classify(float[])] does.
  public List<Prediction> classifyAll(float[][] images) {
    return Arrays.stream(images).map(this::classify).toList();
  }

  /// What each of these image files shows.
  ///
  /// Fails as [#classify(Path)] does, at the first that can't be classified.
  public List<Prediction> classifyFiles(List<Path> files) {
    return files.stream().map(this::classify).toList();
  }

  /// How many plans there are.
  public int replicas() {
    return runner.replicas();
  }

  /// `classifier using lenet: images of 28 x 28; 3 classes: A, B, C`.
  @Override
  public String toString() {
    return "classifier using " + model();
  }
}
