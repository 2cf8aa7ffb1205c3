package org.example.stripes;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.adam;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.layer.Network;
import dev.kern.model.Prediction;
import dev.kern.run.Engine;
import dev.kern.run.KernVersion;
import dev.kern.train.Run;
import dev.kern.train.Training;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Learns to tell horizontal stripes from vertical ones, and classifies an image.
public final class Stripes {
  private static final ImageShape SHAPE = new ImageShape(8, 8, 1);

  private Stripes() {}

  /// Trains and classifies; prints what came of it.
  public static void main(String[] arguments) throws Exception {
    Dataset data =
        Dataset.of(
            List.of("horizontal", "vertical"),
            Map.of(
                SplitName.TRAIN,
                split(200, 1),
                SplitName.VALID,
                split(40, 2),
                SplitName.TEST,
                split(40, 3)),
            Normalization.COURSE,
            Provenance.ofProgram("stripes"));
    Network network = Network.of(conv(8, 3), relu(), flatten(), dense(2));
    Training training =
        Training.of(network)
            .optimizer(adam(0.01))
            .batch(16)
            .steps(60)
            .out(Files.createTempDirectory("stripes").resolve("run"));
    float[] image = new float[SHAPE.size()];
    stripes(1, new Random(4), image, 0);
    try (Run run = training.start(data)) {
      double accuracy = run.fit().testAccuracy().orElse(Double.NaN);
      Prediction prediction = run.classifier().classify(image);
      System.out.println("accuracy " + accuracy);
      System.out.println(prediction.label() + " " + prediction.probability());
    }
    System.out.println("kern " + KernVersion.current());
    System.out.println("engine " + Engine.VECTOR.running());
    Path kern = Path.of(Dataset.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    System.out.println("module " + Dataset.class.getModule().getName() + ", from " + kern);
  }

  private static Split split(int count, long seed) {
    Random random = new Random(seed);
    float[] pixels = new float[count * SHAPE.size()];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = random.nextInt(2);
      stripes(labels[i], random, pixels, i * SHAPE.size());
    }
    return Split.of(SHAPE, pixels, labels);
  }

  private static void stripes(int label, Random random, float[] pixels, int at) {
    int phase = random.nextInt(4);
    for (int row = 0; row < SHAPE.height(); row++) {
      for (int column = 0; column < SHAPE.width(); column++) {
        int across = label == 0 ? row : column;
        boolean light = (across + phase) % 4 < 2;
        pixels[at + row * SHAPE.width() + column] =
            (light ? 0.4f : -0.4f) + 0.1f * (random.nextFloat() - 0.5f);
      }
    }
  }
}
