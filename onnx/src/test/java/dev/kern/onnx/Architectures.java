package dev.kern.onnx;

import static dev.kern.layer.Layer.add;
import static dev.kern.layer.Layer.averagePool;
import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.branch;
import static dev.kern.layer.Layer.concat;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.depthwise;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.elu;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.gelu;
import static dev.kern.layer.Layer.globalAveragePool;
import static dev.kern.layer.Layer.leakyRelu;
import static dev.kern.layer.Layer.maxPool;
import static dev.kern.layer.Layer.padding;
import static dev.kern.layer.Layer.relu;
import static dev.kern.layer.Layer.relu6;
import static dev.kern.layer.Layer.residual;
import static dev.kern.layer.Layer.sigmoid;
import static dev.kern.layer.Layer.silu;
import static dev.kern.layer.Layer.tanh;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.AveragePooling;
import dev.kern.layer.Bordering;
import dev.kern.layer.Conv;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.layer.ZeroPadding;
import dev.kern.math.Activation;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import dev.kern.train.notebook.Preset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/// Networks that travel in the tests: the presets, and one of each kind of architecture.
final class Architectures {
  private static final ImageShape LETTER = new ImageShape(28, 28, 1);
  private static final ImageShape COLOUR = new ImageShape(17, 21, 3);

  private Architectures() {}

  /// All of them, with weights.
  static List<TrainedModel> all() {
    List<TrainedModel> models = new ArrayList<>();
    for (Preset preset : Preset.values()) {
      models.add(trained(preset.network(10), LETTER));
    }
    models.add(trained(residualNetwork(), COLOUR));
    models.add(trained(inception(), COLOUR));
    models.add(trained(normalised(), COLOUR));
    models.add(trained(pointwise(), COLOUR));
    models.add(trained(oddSizes(), new ImageShape(23, 19, 2)));
    models.add(trained(dilated(), COLOUR));
    models.add(trained(separable(), COLOUR));
    models.add(trained(grouped(), COLOUR));
    models.add(trained(rows(), COLOUR));
    models.add(trained(gated(), COLOUR));
    models.add(trained(normalisedByPixel(), COLOUR));
    models.add(trained(shuffled(), COLOUR));
    models.add(trained(activations(), LETTER));
    models.add(trained(Network.of(flatten()).named("pixels"), new ImageShape(2, 3, 2)));
    return models;
  }

  static Network residualNetwork() {
    return Network.of(
            conv(8, 3).stride(2),
            batchNorm(),
            relu(),
            residual(conv(8, 3).unbiased(), batchNorm(), relu(), conv(8, 3).unbiased()),
            relu(),
            add(branch(conv(12, 1).stride(2)), branch(conv(12, 3).stride(2), relu(), conv(12, 3))),
            relu(),
            globalAveragePool(),
            dense(7))
        .named("residual");
  }

  static Network inception() {
    return Network.of(
            conv(6, 3),
            relu(),
            concat(
                branch(conv(4, 1), relu()),
                branch(conv(3, 1), relu(), conv(5, 3)),
                branch(maxPool(3).stride(1), conv(2, 1)),
                branch(averagePool(3).stride(1)),
                branch()),
            concat(branch(maxPool(2), flatten()), branch(globalAveragePool(), dense(5), relu())),
            dense(6))
        .named("inception");
  }

  static Network normalised() {
    return Network.of(
            batchNorm(),
            conv(5, 3).unbiased(),
            batchNorm().epsilon(1e-3),
            relu(),
            maxPool(2),
            flatten(),
            batchNorm(),
            dense(9).unbiased(),
            batchNorm(),
            tanh(),
            dense(4))
        .named("normalised");
  }

  static Network pointwise() {
    return Network.of(conv(9, 1), relu(), conv(4, 1), sigmoid(), conv(5, 1), globalAveragePool())
        .named("pointwise");
  }

  static Network oddSizes() {
    return Network.of(
            new ZeroPadding(0, 1, 2, 3),
            Conv.of(5, 3, 4).stride(2).valid(),
            relu(),
            maxPool(3).stride(2).valid(),
            padding(1),
            Conv.of(7, 2, 3).stride(3).valid(),
            flatten(),
            dropout(),
            dense(3))
        .named("odd");
  }

  static Network dilated() {
    return Network.of(
            Conv.of(4, 3, 2).dilation(2),
            relu(),
            conv(4, 3).dilation(3).valid(),
            averagePool(4).stride(3),
            maxPool(2).stride(3),
            flatten(),
            dense(5))
        .named("dilated");
  }

  static Network separable() {
    return Network.of(
            conv(8, 3).stride(2).unbiased(),
            batchNorm(),
            relu6(),
            depthwise(3).unbiased(),
            batchNorm(),
            relu6(),
            conv(20, 1),
            residual(depthwise(5), relu(), conv(20, 1)),
            depthwise(3).multiplier(2).stride(2).valid(),
            globalAveragePool(),
            dense(6))
        .named("separable");
  }

  static Network grouped() {
    return Network.of(
            conv(12, 3),
            relu(),
            conv(8, 3).groups(4).stride(2),
            relu(),
            Conv.of(10, 3, 2).groups(2).dilation(2).valid(),
            flatten(),
            dense(5))
        .named("grouped");
  }

  static Network gated() {
    return Network.of(
            conv(8, 3).stride(2),
            silu(),
            Layer.gate(globalAveragePool(), dense(4), relu(), dense(8), sigmoid()),
            residual(
                depthwise(3),
                Layer.gate(AveragePooling.of(9, 11).valid(), conv(8, 1), Layer.hardSigmoid()),
                conv(8, 1)),
            Layer.multiply(branch(conv(8, 1)), branch(conv(8, 3), sigmoid())),
            globalAveragePool(),
            Layer.gate(dense(8), sigmoid()),
            dense(5))
        .named("gated");
  }

  static Network normalisedByPixel() {
    return Network.of(
            conv(6, 4).stride(4).valid(),
            Layer.layerNorm(),
            residual(depthwise(7), Layer.layerNorm(), conv(24, 1), Layer.exactGelu(), conv(6, 1)),
            relu(),
            Layer.affine(),
            maxPool(2),
            flatten(),
            Layer.prelu(),
            Layer.affine(),
            Layer.layerNorm(),
            dense(4))
        .named("normalisedByPixel");
  }

  static Network shuffled() {
    return Network.of(
            conv(12, 3),
            Layer.subsample(2, 1),
            concat(branch(Layer.channels(0, 5)), branch(Layer.channels(5, 12), conv(7, 3), relu())),
            Layer.shuffle(3),
            Layer.localResponse(5),
            new Bordering(1, 0, 2, 1, -1.5),
            conv(6, 3).groups(3).stride(2),
            flatten(),
            dense(4))
        .named("shuffled");
  }

  static Network rows() {
    return Network.of(
            maxPool(4),
            add(branch(flatten()), branch(flatten(), dense(90), relu()), branch(flatten(), tanh())),
            concat(branch(), branch(dense(8))))
        .named("rows");
  }

  static Network activations() {
    List<Layer> layers = new ArrayList<>(List.of(averagePool(4)));
    for (Layer activation :
        List.of(
            relu6(),
            leakyRelu(),
            elu(),
            sigmoid(),
            tanh(),
            silu(),
            gelu(),
            Layer.selu(),
            Layer.hardSigmoid(),
            Layer.hardSwish(),
            Layer.exactGelu(),
            Layer.prelu())) {
      layers.add(conv(4, 3));
      layers.add(activation);
    }
    layers.add(Layer.activation(Activation.IDENTITY));
    layers.add(flatten());
    layers.add(dense(10));
    return new Network("activations", layers);
  }

  /// A network with weights as after some training.
  static TrainedModel trained(Network network, ImageShape image) {
    Graph graph = new Graph();
    Node logits = network.build(graph, images(graph, image, 1), false);
    Variables variables = Variables.of(graph);
    variables.initialize(5);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Random random = new Random(7);
    for (Variables.Slice slice : variables.slices()) {
      boolean matrix = slice.shape().rank() > 1;
      weights.put(slice.name(), matrix ? variables.get(slice.name()) : vector(slice, random));
    }
    List<String> classes =
        IntStream.range(0, logits.shape().extent(1)).mapToObj(c -> "class " + c).toList();
    return new TrainedModel(new Model(network, image, classes, Normalization.COURSE), weights);
  }

  private static Tensor vector(Variables.Slice slice, Random random) {
    float[] values = new float[slice.shape().size()];
    for (int i = 0; i < values.length; i++) {
      boolean positive = slice.name().endsWith("variance") || slice.name().endsWith("scale");
      values[i] = positive ? 0.5f + random.nextFloat() : random.nextFloat() - 0.5f;
    }
    return Tensor.of(slice.shape(), values);
  }

  private static Node images(Graph graph, ImageShape image, int count) {
    return graph.placeholder(
        "images", Shape.of(count, image.height(), image.width(), image.channels()));
  }

  /// A model's logits for images, `[N, H, W, C]`, a row each.
  static float[][] logits(TrainedModel trained, float[] pixels, Engine engine) {
    Model model = trained.model();
    int count = pixels.length / model.image().size();
    Graph graph = new Graph();
    Node images = images(graph, model.image(), count);
    Node logits = model.network().build(graph, images, false);
    Variables variables = Variables.of(graph);
    trained.weights().forEach(variables::set);
    float[] flat = new float[logits.shape().size()];
    try (Session session = Session.open(variables, engine, 1)) {
      Plan plan = session.plan(logits);
      plan.feed(images, pixels, 0);
      plan.run();
      plan.fetch(logits, flat, 0);
    }
    float[][] rows = new float[count][logits.shape().extent(1)];
    for (int i = 0; i < flat.length; i++) {
      rows[i / rows[0].length][i % rows[0].length] = flat[i];
    }
    return rows;
  }
}
