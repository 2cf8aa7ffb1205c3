package dev.kern.model;

import dev.kern.data.ImageFiles;
import dev.kern.data.Normalization;
import dev.kern.data.file.Problem;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.layer.Scope;
import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

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
/// then they are brought to it.
///
/// Thread-safe: make one, and let all threads ask it. There are at most as many plans as
/// processors, over the same weights; a thread that comes when all are in use waits for one. It
/// holds no threads and no files, and needs no closing.
public final class Classifier {
  private final Model model;
  private final Variables variables;
  private final Semaphore free = new Semaphore(Runtime.getRuntime().availableProcessors());
  private final Queue<Replica> idle = new ConcurrentLinkedQueue<>();
  private final AtomicInteger replicas = new AtomicInteger();

  private Classifier(TrainedModel trained) {
    model = trained.model();
    Graph graph = new Graph();
    model.logits(Scope.inference(graph), model.images(graph, 1));
    variables = trained.variables(graph);
    idle.add(new Replica());
  }

  /// A classifier with what a model has learned.
  public static Classifier of(TrainedModel trained) {
    return new Classifier(trained);
  }

  /// A classifier from a run folder or a `.safetensors` file.
  ///
  /// Fails with `DataException` if there is none.
  public static Classifier load(Path path) {
    return new Classifier(TrainedModel.read(path));
  }

  /// The network and its task.
  public Model model() {
    return model;
  }

  /// What an image shows whose pixels are a network's input already.
  ///
  /// Fails with [IllegalArgumentException] if it has another size than the network takes.
  ///
  /// @param image `[height, width, channels]`, normalised as the training images were
  public Prediction classify(float[] image) {
    int size = model.image().size();
    if (image.length != size) {
      throw new IllegalArgumentException(
          """
          classify: the image has another size than the network takes
            given     %d numbers
            expected  %d, for an image of %s
            fix       [height, width, channels] of that size, or classify(BufferedImage)\
          """
              .formatted(image.length, size, model.image()));
    }
    free.acquireUninterruptibly();
    try {
      Replica taken = idle.poll();
      Replica replica = taken == null ? new Replica() : taken;
      try {
        return replica.classify(image);
      } finally {
        idle.add(replica);
      }
    } finally {
      free.release();
    }
  }

  /// What an image in memory shows, of any type, as if it had been read from a PNG file.
  ///
  /// Fails with `DataException` if it has another size than the network takes and the model has no
  /// [Model#resizeMode], or it isn't known how the training images were normalised.
  public Prediction classify(BufferedImage image) {
    Normalization normalization = normalization("image");
    return classify(
        model.resizeMode().isPresent()
            ? ImageFiles.resize(image, model.image(), normalization)
            : ImageFiles.read(image, model.image(), normalization));
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
    Normalization normalization = normalization(name);
    return classify(
        model.resizeMode().isPresent()
            ? ImageFiles.resize(name, file, model.image(), normalization)
            : ImageFiles.decode(name, file, model.image(), normalization));
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

  private Normalization normalization(String image) {
    return model
        .normalization()
        .orElseThrow(
            () ->
                Problem.at(image, "this network can't classify image files")
                    .given("training data with unknown scaling")
                    .fix("train on images scaled to 0..1, -0.5..0.5 or -1..1"));
  }

  /// How many plans there are.
  public int replicas() {
    return replicas.get();
  }

  /// `classifier using lenet: images of 28 x 28; 3 classes: A, B, C`.
  @Override
  public String toString() {
    return "classifier using " + model;
  }

  /// A plan for one image, used by one thread at a time.
  private final class Replica {
    private final Node images;
    private final Node logits;
    private final Plan plan;
    private final float[] scores = new float[model.classes().size()];

    Replica() {
      Graph graph = new Graph();
      images = model.images(graph, 1);
      logits = model.logits(Scope.inference(graph), images);
      plan = Session.open(variables, Engine.VECTOR, 1).plan(logits);
      plan.warm();
      replicas.incrementAndGet();
    }

    Prediction classify(float[] image) {
      plan.feed(images, image, 0);
      plan.run();
      plan.fetch(logits, scores, 0);
      return Prediction.of(model.classes(), scores, 0);
    }
  }
}
