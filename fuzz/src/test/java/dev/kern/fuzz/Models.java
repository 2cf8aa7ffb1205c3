package dev.kern.fuzz;

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
import static dev.kern.layer.Layer.tanh;

import dev.kern.data.ImageShape;
import dev.kern.layer.Network;
import dev.kern.model.TrainedModel;
import java.util.List;

/// Small networks that have every kind of layer among them.
final class Models {
  private static final ImageShape IMAGE = new ImageShape(7, 9, 2);

  private Models() {}

  static List<TrainedModel> all() {
    return List.of(
        Seeds.trained(plain(), IMAGE),
        Seeds.trained(branched(), IMAGE),
        Seeds.trained(Network.of(flatten(), dense(3)).named("dense"), IMAGE));
  }

  private static Network plain() {
    return Network.of(
            padding(1),
            conv(3, 3).stride(2),
            batchNorm(),
            relu(),
            depthwise(3),
            maxPool(2),
            flatten(),
            dropout(),
            dense(4),
            tanh(),
            dense(3))
        .named("plain");
  }

  private static Network branched() {
    return Network.of(
            conv(4, 1),
            residual(conv(4, 3), relu()),
            add(branch(conv(2, 1)), branch(conv(2, 3))),
            concat(branch(averagePool(3).stride(1)), branch(maxPool(3).stride(1)), branch()),
            globalAveragePool(),
            dense(3))
        .named("branched");
  }
}
