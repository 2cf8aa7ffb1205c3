package dev.kern.model;

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
import static dev.kern.layer.Layer.relu;
import static dev.kern.layer.Layer.residual;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.ImageShape;
import dev.kern.graph.Graph;
import dev.kern.layer.Network;
import dev.kern.layer.Scope;
import dev.kern.run.Engine;
import dev.kern.run.Heap;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How many images are scored at once depends on the heap; what the network says about them
/// doesn't.
final class ChunkTest {
  private static final int COUNT = 256;

  @SuppressWarnings("ImmutableEnumChecker") // a network is a value
  enum Kind {
    DENSE(Network.of(flatten(), dense(512), relu(), dense(300), relu(), dense(10))),
    PLAIN(Network.of(conv(16, 5), relu(), maxPool(2), conv(32, 3), relu(), flatten(), dense(10))),
    // The last convolution has more weights than results of a few images.
    NORMALIZED(
        Network.of(
            conv(16, 3),
            batchNorm(),
            relu(),
            averagePool(4),
            conv(96, 3),
            batchNorm(),
            maxPool(4),
            relu(),
            conv(96, 3),
            batchNorm(),
            relu(),
            globalAveragePool(),
            dense(10))),
    RESIDUAL(
        Network.of(
            conv(16, 3),
            residual(conv(16, 3), batchNorm(), relu(), conv(16, 3), batchNorm()),
            relu(),
            depthwise(3),
            concat(branch(conv(8, 1)), branch(conv(8, 5))),
            flatten(),
            dense(64),
            batchNorm(),
            dense(10)));

    final Network network;

    Kind(Network network) {
      this.network = network;
    }
  }

  private static Model model(Network network, ImageShape image) {
    return new Model(network, image, IntStream.range(0, 10).mapToObj(Integer::toString).toList());
  }

  private static Session session(Model model, Engine engine) {
    Graph graph = new Graph();
    model.logits(Scope.inference(graph), model.images(graph, 1));
    Variables variables = Variables.of(graph);
    variables.initialize(3);
    Random random = new Random(4);
    for (int i = 0; i < variables.values().length; i++) {
      variables.values()[i] += 0.01f * random.nextFloat();
    }
    return Session.open(variables, engine, 2);
  }

  @ParameterizedTest
  @EnumSource
  void logitsHaveTheSameBitsForAnySize(Kind kind) {
    Model model = model(kind.network, new ImageShape(16, 16, 1));
    float[] pixels = new float[COUNT * model.image().size()];
    Random random = new Random(5);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat() - 0.5f;
    }
    try (Session session = session(model, Engine.VECTOR)) {
      float[] whole = logits(model, session, COUNT, pixels);
      for (int size : new int[] {128, 64, 16, 8, 2, 1}) {
        assertThat(logits(model, session, size, pixels))
            .as("%d images at once", size)
            .isEqualTo(whole);
      }
    }
  }

  private static float[] logits(Model model, Session session, int size, float[] pixels) {
    Chunk chunk = Chunk.of(model, model::logits, session, size, Long.MAX_VALUE, false);
    int width = chunk.logits().shape().last();
    float[] all = new float[COUNT * width];
    for (int from = 0; from < COUNT; from += size) {
      chunk.plan().feed(chunk.images(), pixels, from * model.image().size());
      chunk.plan().run();
      chunk.plan().fetch(chunk.logits(), all, from * width);
    }
    return all;
  }

  @Test
  void smallImagesComeByTheHundred() {
    Model model = model(Kind.PLAIN.network, new ImageShape(28, 28, 1));
    try (Session session = session(model, Engine.VECTOR)) {
      assertThat(Chunk.of(model, session, false).size()).isEqualTo(256);
    }
  }

  @Test
  void largeImagesComeOneByOne() {
    Network network = Network.of(conv(16, 3), conv(16, 3), globalAveragePool(), dense(10));
    int side = (int) Math.sqrt(Heap.limit() / (8.0 * Float.BYTES * 16 * 5));
    Model model = model(network, new ImageShape(side, side, 3));
    try (Session session = session(model, Engine.SCALAR)) {
      Chunk chunk = Chunk.of(model, session, false);
      assertThat(chunk.size()).isBetween(1, 2);
      assertThat(chunk.images().shape().extent(0)).isEqualTo(chunk.size());
    }
  }

  @Test
  void dropoutThatStaysOnKeepsItsPlaces() {
    Network network = Network.of(flatten(), dropout(), dense(10));
    Model model = model(network, new ImageShape(28, 28, 1));
    try (Session session = session(model, Engine.VECTOR)) {
      assertThat(Chunk.of(model, session, true).size()).isEqualTo(256);
    }
  }
}
