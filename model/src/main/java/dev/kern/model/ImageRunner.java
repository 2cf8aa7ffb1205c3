package dev.kern.model;

import dev.kern.data.ImageFiles;
import dev.kern.data.Normalization;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.layer.Scope;
import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.awt.image.BufferedImage;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// A trained network that says its outputs for one image at a time, to any number of threads: at
/// most as many plans as processors, over the same weights. A thread that comes when all are in use
/// waits for one.
final class ImageRunner {
  private final String verb;
  private final Model model;
  private final Variables variables;
  private final Semaphore free = new Semaphore(Runtime.getRuntime().availableProcessors());
  private final Queue<Replica> idle = new ConcurrentLinkedQueue<>();
  private final AtomicInteger replicas = new AtomicInteger();

  /// @param verb the method that users call
  ImageRunner(TrainedModel trained, String verb) {
    this.verb = verb;
    model = trained.model();
    Graph graph = new Graph();
    model.logits(Scope.inference(graph), model.images(graph, 1));
    variables = trained.variables(graph);
    idle.add(new Replica());
  }

  Model model() {
    return model;
  }

  /// How many plans there are.
  int replicas() {
    return replicas.get();
  }

  /// The outputs for an image whose pixels are a network's input already.
  ///
  /// Fails with [IllegalArgumentException] if it has another size than the network takes.
  float[] outputs(float[] image) {
    int size = model.image().size();
    if (image.length != size) {
      throw new IllegalArgumentException(
          """
          %s: the image has another size than the network takes
            given     %d numbers
            expected  %d, for an image of %s
            fix       [height, width, channels] of that size, or %s(BufferedImage)\
          """
              .formatted(verb, image.length, size, model.image(), verb));
    }
    free.acquireUninterruptibly();
    try {
      Replica taken = idle.poll();
      Replica replica = taken == null ? new Replica() : taken;
      try {
        return replica.outputs(image);
      } finally {
        idle.add(replica);
      }
    } finally {
      free.release();
    }
  }

  /// The outputs for an image of any type.
  ///
  /// Fails with `DataException` if it has another size than the network takes and the model has no
  /// [Model#resizeMode], or it isn't known how the training images were normalised.
  float[] outputs(BufferedImage image) {
    Normalization normalization = model.scaling("image");
    return outputs(
        model
            .resizeMode()
            .map(mode -> ImageFiles.resize(image, model.image(), normalization, mode))
            .orElseGet(() -> ImageFiles.read(image, model.image(), normalization)));
  }

  /// The outputs for the content of an image file.
  ///
  /// Fails as [Model#pixels] does.
  ///
  /// @param name what messages call it
  float[] outputs(String name, byte[] file) {
    return outputs(model.pixels(name, file));
  }

  /// A plan for one image, used by one thread at a time.
  private final class Replica {
    private final Node images;
    private final Node outputs;
    private final Plan plan;

    Replica() {
      Graph graph = new Graph();
      images = model.images(graph, 1);
      outputs = model.logits(Scope.inference(graph), images);
      plan = Session.open(variables, Engine.VECTOR, 1).plan(outputs);
      plan.warm();
      replicas.incrementAndGet();
    }

    float[] outputs(float[] image) {
      float[] scores = new float[outputs.shape().size()];
      plan.feed(images, image, 0);
      plan.run();
      plan.fetch(outputs, scores, 0);
      return scores;
    }
  }
}
