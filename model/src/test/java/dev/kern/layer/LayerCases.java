package dev.kern.layer;

import static dev.kern.layer.Layer.add;
import static dev.kern.layer.Layer.averagePool;
import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.branch;
import static dev.kern.layer.Layer.concat;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.depthwise;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.globalAveragePool;
import static dev.kern.layer.Layer.maxPool;
import static dev.kern.layer.Layer.padding;
import static dev.kern.layer.Layer.relu;
import static dev.kern.layer.Layer.residual;

import dev.kern.graph.Initializer;
import dev.kern.graph.Shape;
import dev.kern.math.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Every layer in ragged shapes: what goes in, what must come out, how much is learned.
///
/// A new layer gets a line here, and with it all tests that run over layers.
public final class LayerCases {
  private LayerCases() {}

  /// One case.
  public record Case(Layer layer, Shape in, Shape out, long parameters) {
    @Override
    public String toString() {
      return layer.kind() + " (" + layer.settings() + ") of " + in;
    }
  }

  /// All cases.
  public static List<Case> all() {
    Shape image = Shape.of(3, 7, 9, 2);
    List<Case> cases =
        new ArrayList<>(
            List.of(
                of(conv(4, 3), image, Shape.of(3, 7, 9, 4), 76),
                of(conv(4, 3).stride(2).valid(), image, Shape.of(3, 3, 4, 4), 76),
                of(Conv.of(5, 1, 4).dilation(2).unbiased(), image, Shape.of(3, 7, 9, 5), 40),
                of(
                    conv(1, 5)
                        .stride(3)
                        .weights(Initializer.truncatedNormal(0.1))
                        .biases(Initializer.constant(1)),
                    image,
                    Shape.of(3, 3, 3, 1),
                    51),
                of(conv(6, 3).groups(2), image, Shape.of(3, 7, 9, 6), 60),
                of(depthwise(3), image, image, 20),
                of(
                    Depthwise.of(2, 5).multiplier(3).stride(2).valid().unbiased(),
                    image,
                    Shape.of(3, 3, 3, 6),
                    60),
                of(
                    depthwise(2)
                        .dilation(2)
                        .weights(Initializer.glorotUniform())
                        .biases(Initializer.constant(1)),
                    image,
                    image,
                    10),
                of(dense(6), Shape.of(3, 11), Shape.of(3, 6), 72),
                of(dense(1).unbiased(), Shape.of(3, 11), Shape.of(3, 1), 11),
                of(
                    dense(2).weights(Initializer.glorotUniform()).biases(Initializer.constant(-1)),
                    Shape.of(3, 11),
                    Shape.of(3, 2),
                    24),
                of(maxPool(2), image, Shape.of(3, 4, 5, 2), 0),
                of(maxPool(3).stride(1).valid(), image, Shape.of(3, 5, 7, 2), 0),
                of(MaxPooling.of(1, 3), image, Shape.of(3, 7, 9, 2), 0),
                of(averagePool(2), image, Shape.of(3, 4, 5, 2), 0),
                of(averagePool(4).stride(3).valid(), image, Shape.of(3, 2, 2, 2), 0),
                of(globalAveragePool(), image, Shape.of(3, 2), 0),
                of(flatten(), image, Shape.of(3, 126), 0),
                of(dropout(), image, image, 0),
                of(dropout().drop(0.25), Shape.of(3, 11), Shape.of(3, 11), 0),
                of(batchNorm(), image, image, 4),
                of(batchNorm().decay(0.5).epsilon(1e-3), Shape.of(3, 11), Shape.of(3, 11), 22),
                of(Layer.layerNorm(), image, image, 4),
                of(Layer.layerNorm().epsilon(1e-3), Shape.of(3, 11), Shape.of(3, 11), 22),
                of(Layer.localResponse(5), image, image, 0),
                of(new LocalResponseNormalization(2, 0.1, 0.5, 2), image, image, 0),
                of(Layer.affine(), image, image, 4),
                of(Layer.prelu(), image, image, 2),
                of(new LeakyPerChannel(0.1), Shape.of(3, 11), Shape.of(3, 11), 11),
                of(new Bordering(0, 1, 2, 3, -1.5), image, Shape.of(3, 8, 14, 2), 0),
                of(Layer.subsample(2, 1), image, Shape.of(3, 4, 9, 2), 0),
                of(Layer.shuffle(2), image, image, 0),
                of(Layer.channels(1, 2), image, Shape.of(3, 7, 9, 1), 0),
                of(Layer.gate(globalAveragePool(), dense(2), Layer.sigmoid()), image, image, 6),
                of(
                    Layer.multiply(
                        branch(conv(2, 1)), branch(), branch(MaxPooling.of(7, 9).valid())),
                    image,
                    image,
                    6),
                of(padding(2), image, Shape.of(3, 11, 13, 2), 0),
                of(new ZeroPadding(0, 1, 2, 3), image, Shape.of(3, 8, 14, 2), 0),
                of(residual(conv(2, 3), relu(), conv(2, 3)), image, image, 76),
                of(
                    add(branch(conv(4, 1).stride(2)), branch(conv(4, 3).stride(2), batchNorm())),
                    image,
                    Shape.of(3, 4, 5, 4),
                    96),
                of(
                    concat(branch(), branch(conv(4, 1)), branch(maxPool(3).stride(1), conv(1, 1))),
                    image,
                    Shape.of(3, 7, 9, 7),
                    15)));
    Arrays.stream(Activation.values())
        .forEach(a -> cases.add(of(Layer.activation(a), image, image, 0)));
    return cases;
  }

  private static Case of(Layer layer, Shape in, Shape out, long parameters) {
    return new Case(layer, in, out, parameters);
  }
}
