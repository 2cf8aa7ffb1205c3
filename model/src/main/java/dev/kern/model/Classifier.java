package dev.kern.model;

import dev.kern.data.ImageFiles;
import dev.kern.data.Targets;
import dev.kern.data.augment.View;
import dev.kern.data.file.Problem;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
/// If the model has a threshold, an image whose best class is less probable is [Prediction#NONE].
///
/// Thread-safe: make one, and let all threads ask it. There are at most as many plans as
/// processors, over the same weights; a thread that comes when all are in use waits for one. It
/// holds no threads and no files, and needs no closing.
public final class Classifier {
  private final ImageRunner runner;
  private @Nullable ActivationMapper mapper;

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

  /// What the network says about several views of such an image on average, which is more often
  /// right: `classify(image, View.of(true, 1))`.
  ///
  /// Fails as [#classify(float[])] does.
  public Prediction classify(float[] image, List<View> views) {
    return prediction(runner.outputs(image, views));
  }

  private Prediction prediction(float[] logits) {
    return Prediction.of(model().classes(), logits, 0, model().decision());
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
    return prediction(runner.outputs(runner.pixels(file)));
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

  /// What each of these images shows. Several are computed at once, which is faster; the bits are
  /// those of [#classify(BufferedImage)].
  ///
  /// Fails as [#classify(BufferedImage)] does, at the first that can't be classified.
  public List<Prediction> classifyAll(List<? extends BufferedImage> images) {
    return predictions(images.size(), i -> runner.pixels(images.get(i)));
  }

  /// What each of these images shows whose pixels are a network's input already. Several are
  /// computed at once, which is faster; the bits are those of [#classify(float[])].
  ///
  /// Fails as [#classify(float[])] does.
  public List<Prediction> classifyAll(float[][] images) {
    return predictions(images.length, i -> images[i]);
  }

  /// What each of these image files shows. Several are computed at once, which is faster; the bits
  /// are those of [#classify(Path)].
  ///
  /// Fails as [#classify(Path)] does, at the first that can't be classified.
  public List<Prediction> classifyFiles(List<Path> files) {
    return predictions(files.size(), i -> runner.pixels(files.get(i)));
  }

  private List<Prediction> predictions(int count, IntFunction<float[]> image) {
    float[] logits = runner.outputs(count, image);
    return IntStream.range(0, count)
        .mapToObj(
            i -> Prediction.of(model().classes(), logits, i * runner.width(), model().decision()))
        .toList();
  }

  /// What a layer makes of an image whose pixels are a network's input already: its activations,
  /// `[height, width, channels]` or `[units]`; [ImageRunner#shape] tells which.
  ///
  /// ```java
  /// float[] embedding = classifier.features(image, "dense1");
  /// ```
  ///
  /// Fails with [IllegalArgumentException] if there is no such layer, whose message names all, or
  /// the image has another size than the network takes.
  ///
  /// @param layer its name, as [ImageRunner#layers] and `kern summary` tell it
  public float[] features(float[] image, String layer) {
    return runner.features(image, layer);
  }

  /// The same for an image in memory, of any type.
  ///
  /// Fails with [IllegalArgumentException] if there is no such layer, and as
  /// [#classify(BufferedImage)] does.
  public float[] features(BufferedImage image, String layer) {
    return runner.features(runner.pixels(image), layer);
  }

  /// The same for an image file.
  ///
  /// Fails with [IllegalArgumentException] if there is no such layer, and as [#classify(Path)]
  /// does.
  public float[] features(Path file, String layer) {
    return runner.features(runner.pixels(file), layer);
  }

  /// Where in an image whose pixels are a network's input already the network sees what speaks for
  /// a class: a class activation map (Grad-CAM), see [ActivationMapper].
  ///
  /// ```java
  /// ActivationMap map = classifier.activationMap(image, classifier.classify(image).label());
  /// ```
  ///
  /// Fails with [IllegalArgumentException] if there is no such class, the image has another size
  /// than the network takes, or no layer of the network has rows and columns.
  public ActivationMap activationMap(float[] image, String label) {
    int output = model().classes().indexOf(label);
    if (output < 0) {
      throw new IllegalArgumentException(
          "no class '%s'; there are %s".formatted(label, String.join(", ", model().classes())));
    }
    return mapper().map(image, output);
  }

  /// The same for an image file.
  ///
  /// Fails as [#activationMap(float[], String)] and [#classify(Path)] do.
  public ActivationMap activationMap(Path file, String label) {
    return activationMap(runner.pixels(file), label);
  }

  private synchronized ActivationMapper mapper() {
    if (mapper == null) {
      mapper =
          runner
              .mapper()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "network '%s' has no layer with rows and columns, so nothing tells where it looks"
                              .formatted(model().network().name())));
    }
    return mapper;
  }

  /// Classifies images of noise until the just-in-time compiler has made that fast, for at most ten
  /// seconds: call it before a service says that it is ready. See [ImageRunner#warmUp(Duration)].
  public WarmUp warmUp() {
    return warmUp(ImageRunner.LONGEST_WARM_UP);
  }

  /// The same for at most so long.
  public WarmUp warmUp(Duration most) {
    return runner.warmUp(most, this::prediction);
  }

  /// What computes the logits, for those who want them alone.
  public ImageRunner runner() {
    return runner;
  }

  /// How many plans for one image at a time there are: at most as many as processors.
  public int replicas() {
    return runner.replicas();
  }

  /// `classifier using lenet: images of 28 x 28; 3 classes: A, B, C`.
  @Override
  public String toString() {
    return "classifier using " + model();
  }
}
