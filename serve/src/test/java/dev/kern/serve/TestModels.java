package dev.kern.serve;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.head;
import static dev.kern.layer.Layer.heads;
import static dev.kern.layer.Layer.relu;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Targets;
import dev.kern.data.image.PngWriter;
import dev.kern.graph.Graph;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.layer.Scope;
import dev.kern.model.Decision;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import dev.kern.run.Variables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Small models with random weights, and images for them.
public final class TestModels {
  /// What the images are like.
  public static final ImageShape IMAGE = new ImageShape(6, 5, 1);

  private TestModels() {}

  /// A classifier of grey images.
  public static TrainedModel classes(int seed) {
    return trained(IMAGE, Targets.classes(List.of("A", "B", "C")), seed, dense(3));
  }

  /// A classifier of images of the size of letters, of ten classes.
  public static TrainedModel letters() {
    List<String> classes = List.of("A", "B", "C", "D", "E", "F", "G", "H", "I", "J");
    return trained(new ImageShape(28, 28, 1), Targets.classes(classes), 6, dense(10));
  }

  /// A classifier of colour images.
  public static TrainedModel colours() {
    return trained(new ImageShape(4, 3, 3), Targets.classes(List.of("A", "B")), 1, dense(2));
  }

  /// Two labels.
  public static TrainedModel labels() {
    return trained(IMAGE, Targets.labels(List.of("round", "tall")), 3, dense(2));
  }

  /// One value.
  public static TrainedModel value() {
    return trained(IMAGE, Targets.values(List.of("degrees")), 4, dense(1));
  }

  /// A class and two values.
  public static TrainedModel bothHeads() {
    Map<String, Targets> heads = new LinkedHashMap<>();
    heads.put("letter", Targets.classes(List.of("A", "B", "C")));
    heads.put("place", Targets.values(List.of("x", "y")));
    Layer last = heads(head("letter", dense(3)), head("place", dense(2)));
    return trained(IMAGE, Targets.heads(heads), 5, last);
  }

  /// A classifier of 28 x 28 grey pixels that computes some milliseconds per image.
  public static TrainedModel slow(int seed) {
    Network network =
        Network.of(conv(48, 5), relu(), conv(48, 5), relu(), conv(48, 5), flatten(), dense(3));
    return trained(
        network, new ImageShape(28, 28, 1), Targets.classes(List.of("A", "B", "C")), seed);
  }

  private static TrainedModel trained(ImageShape image, Targets targets, int seed, Layer last) {
    Network network = Network.of(conv(4, 3), relu(), flatten(), last).named("small");
    return trained(network, image, targets, seed);
  }

  private static TrainedModel trained(
      Network network, ImageShape image, Targets targets, int seed) {
    Model model =
        new Model(
            network,
            image,
            targets,
            Optional.of(Normalization.COURSE),
            Optional.empty(),
            Optional.empty(),
            Decision.USUAL);
    Graph graph = new Graph();
    model.logits(Scope.inference(graph), model.images(graph, 1));
    Variables variables = Variables.of(graph);
    variables.initialize(seed);
    return TrainedModel.of(model, variables);
  }

  /// Random pixels of images, scaled.
  public static float[] pixels(int images, int seed) {
    Random random = new Random(seed);
    float[] pixels = new float[images * IMAGE.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat() - 0.5f;
    }
    return pixels;
  }

  /// A PNG file of random grey pixels.
  public static byte[] png(int height, int width, int seed) {
    byte[] pixels = new byte[height * width];
    new Random(seed).nextBytes(pixels);
    return PngWriter.of(pixels, height, width, 1);
  }
}
