package dev.kern.train;

import dev.kern.data.Images;
import dev.kern.data.Normalization;
import dev.kern.data.file.Problem;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.layer.Scope;
import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Says what a picture shows. Thread-safe; each thread that asks at the same time gets a plan of
/// its own over the same weights.
public final class Classifier {
  private final Model model;
  private final Variables variables;
  private final Queue<Replica> idle = new ConcurrentLinkedQueue<>();

  private Classifier(TrainedModel trained) {
    model = trained.model();
    Graph graph = new Graph();
    model.logits(Scope.inference(graph), model.images(graph, 1));
    variables = trained.variables(graph);
    idle.add(new Replica());
  }

  /// A classifier with what a run has learned so far.
  public static Classifier load(Run run) {
    return new Classifier(run.trained());
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

  /// What a picture shows.
  ///
  /// Fails with [IllegalArgumentException] if it has another size than the network takes.
  ///
  /// @param image `[height, width, channels]`, normalised as the training pictures were
  public Prediction classify(float[] image) {
    if (image.length != model.image().size()) {
      throw new IllegalArgumentException(
          "the network takes pictures of %s, %d numbers, given %d"
              .formatted(model.image(), model.image().size(), image.length));
    }
    Replica taken = idle.poll();
    Replica replica = taken == null ? new Replica() : taken;
    Prediction prediction = replica.classify(image);
    idle.add(replica);
    return prediction;
  }

  /// What a picture file shows: PNG, JPEG, BMP or GIF, of the size that the network takes, or of
  /// any size if the model has a [Model#fit].
  ///
  /// Fails with `DataException` if it can't be read, has another size, or it isn't known how the
  /// training pictures were normalised.
  public Prediction classify(Path picture) {
    return classify(picture.toString(), Images.content(picture));
  }

  /// What a picture file shows whose content is in memory; `name` is for messages.
  ///
  /// Fails as [#classify(Path)] does.
  public Prediction classify(String name, byte[] content) {
    Normalization normalization = normalization(name);
    return classify(
        model.fit().isPresent()
            ? Images.resize(name, content, model.image(), normalization)
            : Images.decode(name, content, model.image(), normalization));
  }

  private Normalization normalization(String picture) {
    return model
        .normalization()
        .orElseThrow(
            () ->
                Problem.at(picture, "the network takes no picture files")
                    .given("training data whose scaling isn't known")
                    .mend("train on pictures scaled to 0..1, -0.5..0.5 or -1..1"));
  }

  /// A plan for one picture, used by one thread at a time.
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
    }

    Prediction classify(float[] image) {
      plan.feed(images, image, 0);
      plan.run();
      plan.fetch(logits, scores, 0);
      return Prediction.of(model.classes(), scores, 0);
    }
  }
}
