package dev.kern.report;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.head;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.adam;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Targets;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.loss.Loss;
import dev.kern.metric.Metric;
import dev.kern.train.Training;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;

/// Noisy images of 8 x 8 pixels with a bright dot, of which several things can be said, and a
/// training that learns one of them.
record Dots(Dataset data, Training training) {
  private static final ImageShape SHAPE = new ImageShape(8, 8, 1);
  private static final int COUNT = 400;

  private static Dataset data(Targets targets, BiFunction<Integer, Integer, float[]> numbers) {
    Random random = new Random(5);
    float[] images = new float[COUNT * SHAPE.size()];
    float[][] rows = new float[COUNT][];
    for (int n = 0; n < COUNT; n++) {
      for (int i = 0; i < SHAPE.size(); i++) {
        images[n * SHAPE.size() + i] = -0.5f + 0.1f * random.nextFloat();
      }
      int row = random.nextInt(8);
      int column = random.nextInt(8);
      images[n * SHAPE.size() + 8 * row + column] = 0.5f;
      rows[n] = numbers.apply(row, column);
    }
    return Dataset.of(targets, SHAPE, images, rows);
  }

  private static Training training(Layer last) {
    return Training.of(Network.of(flatten(), dense(24), relu(), last).named("dots"))
        .optimizer(adam(0.01))
        .steps(150)
        .reportEvery(50)
        .threads(1);
  }

  /// Where the dot is.
  static Dots values() {
    return new Dots(
        data(
            Targets.values(List.of("row", "column")),
            (row, column) -> new float[] {row / 8f, 10 * column}),
        training(dense(2)).loss(Loss.meanSquaredError()).metrics(Metric.r2()));
  }

  /// On which sides the dot is.
  static Dots labels() {
    return new Dots(
        data(Targets.labels(List.of("top", "left")), Dots::sides),
        training(dense(2)).loss(Loss.binaryCrossEntropy()));
  }

  private static float[] sides(int row, int column) {
    return new float[] {row < 4 ? 1 : 0, column < 4 ? 1 : 0};
  }

  /// A class, values and labels at once.
  static Dots heads() {
    Map<String, Targets> heads = new LinkedHashMap<>();
    heads.put("side", Targets.classes(List.of("upper", "lower")));
    heads.put("place", Targets.values(List.of("row", "column")));
    heads.put("tags", Targets.labels(List.of("top", "left")));
    Loss loss =
        Loss.heads()
            .plus("side", Loss.crossEntropy())
            .plus("place", Loss.meanSquaredError(), 4)
            .plus("tags", Loss.binaryCrossEntropy());
    return new Dots(
        data(
            Targets.heads(heads),
            (row, column) ->
                new float[] {
                  row < 4 ? 0 : 1,
                  row / 8f,
                  column / 8f,
                  sides(row, column)[0],
                  sides(row, column)[1]
                }),
        training(
                Layer.heads(
                    head("side", dense(2)), head("place", dense(2)), head("tags", dense(2))))
            .loss(loss)
            .metrics(Metric.ofHead("place", Metric.r2())));
  }
}
