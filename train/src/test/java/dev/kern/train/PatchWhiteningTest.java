package dev.kern.train;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.frozen;
import static dev.kern.layer.Layer.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.graph.Initializer;
import dev.kern.graph.Shape;
import dev.kern.layer.Network;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PatchWhiteningTest {
  private static final Dataset DATA = Toys.bars(60, 6, 6);

  @TempDir private Path folder;

  @Test
  void findsEigenvectors() {
    int size = 9;
    double[][] matrix = new double[size][size];
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        matrix[i][j] = matrix[j][i] = random.nextDouble(-1, 1);
      }
    }
    double[][] copy = new double[size][];
    for (int i = 0; i < size; i++) {
      copy[i] = matrix[i].clone();
    }
    double[][] vectors = new double[size][size];
    double[] values = PatchWhitening.eigen(copy, vectors);
    for (int v = 0; v < size; v++) {
      for (int i = 0; i < size; i++) {
        double sum = 0;
        for (int j = 0; j < size; j++) {
          sum += matrix[i][j] * vectors[j][v];
        }
        assertThat(sum).isCloseTo(values[v] * vectors[i][v], within(1e-12));
      }
    }
  }

  /// What the filters say about the patches has variance 1 and no covariance.
  @Test
  void whitensPatches() {
    Split images = DATA.train();
    Shape shape = Shape.of(2, 2, images.shape().channels(), 8);
    float[] filters = PatchWhitening.filters(shape, 1e-9, images);
    for (int k = 0; k < 4; k++) {
      for (int f = 0; f < 4; f++) {
        assertThat(filters[k * 8 + 4 + f]).isEqualTo(-filters[k * 8 + f]);
      }
    }
    double[][] covariance = new double[4][4];
    int patches = 0;
    int width = images.shape().width();
    float[] pixels = new float[images.shape().size()];
    for (int n = 0; n < images.count(); n++) {
      images.pixels(n, pixels, 0);
      for (int i = 0; i + 2 <= images.shape().height(); i++) {
        for (int j = 0; j + 2 <= width; j++, patches++) {
          double[] y = new double[4];
          for (int f = 0; f < 4; f++) {
            for (int u = 0; u < 2; u++) {
              for (int v = 0; v < 2; v++) {
                y[f] += filters[(u * 2 + v) * 8 + f] * pixels[(i + u) * width + j + v];
              }
            }
          }
          for (int a = 0; a < 4; a++) {
            for (int b = 0; b < 4; b++) {
              covariance[a][b] += y[a] * y[b];
            }
          }
        }
      }
    }
    for (int a = 0; a < 4; a++) {
      for (int b = 0; b < 4; b++) {
        assertThat(covariance[a][b] / patches).isCloseTo(a == b ? 1 : 0, within(1e-4));
      }
    }
  }

  @Test
  void aRunBeginsWithThemAndAFrozenLayerKeepsThem() {
    Network network =
        Network.of(
            frozen(conv(8, 2).unbiased().weights(Initializer.whitening())),
            relu(),
            flatten(),
            dense(DATA.classes()));
    float[] expected =
        PatchWhitening.filters(
            Shape.of(2, 2, 1, 8),
            ((Initializer.Whitening) Initializer.whitening()).epsilon(),
            DATA.train());
    for (boolean cached : new boolean[] {false, true}) {
      Training training =
          Training.of(network)
              .batch(6)
              .steps(3)
              .cacheFeatures(cached)
              .out(folder.resolve("run" + cached));
      try (Run run = training.start(DATA)) {
        run.fit();
        assertThat(run.trained().weights())
            .hasEntrySatisfying(
                "conv1/weights", kept -> assertThat(kept.toArray()).isEqualTo(expected));
      }
    }
    try (TrainStep step = TrainStep.of(Training.of(network).batch(6).steps(3), DATA)) {
      assertThat(step.variables().get("conv1/weights").toArray()).isEqualTo(expected);
    }
  }

  /// With other channels than the images', and with as many.
  @ParameterizedTest
  @ValueSource(ints = {3, 1})
  void refusesWhatIsNoFirstConvolution(int channels) {
    Network network =
        Network.of(
            conv(channels, 3), conv(4, 2).weights(Initializer.whitening()), flatten(), dense(3));
    assertThatThrownBy(() -> TrainStep.of(Training.of(network).batch(6).steps(3), DATA))
        .hasMessageStartingWith(
            "whitening: these weights are not those of a first convolution\n"
                + "  given     conv2/weights of shape [2, 2, "
                + channels
                + ", 4]");
  }
}
